import type { TensorSpec } from '../codegen/onnx/emit.js'
import type { Shapes } from '../runtime/tensor-arguments.js'
import type { Trainer } from '../runtime/trainer.js'
import type { BatchSentence } from '../shapes/batch-first.js'
import { describeValue } from '../shapes/describe-value.js'
import type { GuardMethod } from '../shapes/dim.js'
import { formatShape } from '../shapes/format.js'
import { kindOf } from './calls.js'
import type { CompileOptions, LossesFor, TargetKindsOf } from './compile.js'
import { isTrainable, setTrainable } from './freezing.js'
import type { LossLike } from './losses/resolve.js'
import type { ModelGraph } from './model-graph.js'
import { summarize } from './summary.js'
import type { Call, Nesting } from './symbolic.js'
import { countParameters, type Weight, weightsOf } from './weights.js'

/** A layer or an operation of a model, under its name there. */
export interface ModelLayer {
  readonly name: string
  readonly kind: string
  /** Whether training changes its weights; setting it counts from the next `compile` on, in every model that has the layer. */
  trainable: boolean
}

/** A model by its input and output shapes alone, whatever its layers. */
export interface Model<I extends Shapes = Shapes, O extends Shapes = Shapes> {
  /** The model as data. */
  readonly graph: ModelGraph
  /** Which outputs a loss is of: all, or the first, where the others are what the last layer of a chain gives beside it. */
  readonly judged: 'all' | 'first'
  /** Names and shapes, as graphs have them. */
  readonly inputs: readonly TensorSpec[]
  readonly outputs: readonly TensorSpec[]
  readonly layers: readonly ModelLayer[]
  /** These two exist in types only. */
  readonly inputType?: I
  readonly outputType?: O
}

/** What every model can do; a loss is of J, its outputs or the first of them. */
export interface Compilable<I extends Shapes, O extends Shapes, P extends number, J = O> extends Model<I, O> {
  /** The number of weights, trainable or not. */
  countParams(): P
  /** A layer by its name. Throws TypeError, with the names, where there is none. */
  getLayer(name: string): ModelLayer
  /** Whether training changes the weights of all layers; setting it freezes or unfreezes them all, from the next `compile` on. */
  trainable: boolean
  /** Keras's table: each layer with its output shape and parameters, and the totals. */
  summary(): string
  /** Fixes optimizer, loss and metrics, initializes the weights from `seed`, and gives what trains them. */
  readonly compile: GuardMethod<
    BatchSentence<'compile', I, O>,
    <const L extends LossesFor<J> = LossLike, const M = unknown, const W = unknown>(
      options: CompileOptions<L, J, M, W>,
    ) => Promise<Trainer<I, O, TargetKindsOf<L, J>>>
  >
}

/** An operation has nothing to be trained. */
const modelLayer = (name: string, call: Call): ModelLayer => {
  const parts = 'layer' in call.made ? [call.made.layer] : []
  return {
    name,
    kind: kindOf(call),
    get trainable() {
      return isTrainable(parts)
    },
    set trainable(trainable: boolean) {
      setTrainable(parts, trainable)
    },
  }
}

/** The run-time half of every model. */
export abstract class AnyModel implements Model {
  abstract readonly graph: ModelGraph
  abstract readonly judged: 'all' | 'first'
  /** What it is where it is a layer of another model. */
  abstract readonly nesting: Nesting

  get inputs(): readonly TensorSpec[] {
    return this.graph.inputs.map(({ name, tensor: { dtype, shape } }) => ({ name, dtype, shape }))
  }

  get outputs(): readonly TensorSpec[] {
    return this.graph.outputs.map(({ name, tensor: { shape } }) => ({ name, dtype: 'float32', shape }))
  }

  get layers(): readonly ModelLayer[] {
    return this.graph.calls.map(({ name, call }) => modelLayer(name, call))
  }

  getLayer(name: string): ModelLayer {
    const { layers } = this
    const found = layers.find((layer) => layer.name === name)
    if (found) return found
    const names = layers.map((layer) => layer.name).join(', ')
    throw new TypeError(`getLayer: the model has no layer ${describeValue(name)}; its layers are ${names}`)
  }

  get trainable(): boolean {
    return isTrainable(this.graph.layers.keys())
  }

  set trainable(trainable: boolean) {
    setTrainable(this.graph.layers.keys(), trainable)
  }

  private weights(): Weight[] {
    return weightsOf(this.graph)
  }

  countParams(): number {
    return countParameters(this.weights())
  }

  summary(): string {
    return summarize(this.graph, this.weights())
  }

  async compile(options: unknown): Promise<unknown> {
    const { compile } = await import('./compile.js')
    return compile(this, options as never)
  }

  toString(): string {
    const { inputs, outputs } = this
    const shapes = (tensors: readonly TensorSpec[]) => tensors.map(({ shape }) => formatShape(shape)).join(', ')
    return `${this.nesting.kind}(${shapes(inputs)} → ${shapes(outputs)})`
  }
}
