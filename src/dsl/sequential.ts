import { checkOptions } from '../codegen/known-options.js'
import type { TensorSpec } from '../codegen/onnx/emit.js'
import type { Trainer } from '../runtime/trainer.js'
import type { Add } from '../shapes/arithmetic.js'
import { describeValue } from '../shapes/describe-value.js'
import { type Dim, type Guard, type Shape, ShapeError, type ShapeValue } from '../shapes/dim.js'
import { formatShape } from '../shapes/format.js'
import { type InputShape, inputShape } from '../shapes/input.js'
import { type SeveralTensors, severalTensors } from '../shapes/several-tensors.js'
import type { CompileOptions } from './compile.js'
import { furtherOutputsOf, type NamedLayer, namingLayer, type Weight, weightsOf } from './forward.js'
import {
  automaticName,
  definitionsOf,
  type Fluent,
  type Layer,
  type LayerDefinition,
  type Method,
  type ModelState,
  type OutputOf,
  type ParametersOf,
  type Rule,
} from './layer.js'
import * as layers from './layers/index.js'
import type { LossLike, TargetKindOf } from './losses.js'
import { countParameters, summarize } from './summary.js'

/** A model's input, before any layer. */
export interface Input<S extends Shape> {
  readonly spec: TensorSpec
  /** Exists in types only. */
  readonly shape?: S
}

/**
 * The input of a model: the shape of one sample. null is a dim that may differ from run to run, a string one with a name.
 * The batch comes before them by itself. Throws ShapeError for dims that are none.
 */
export const input = <const S extends readonly (Dim | null)[]>(
  shape: Guard<InputShape<S>, S>,
  options: InputOptions = {},
): Input<InputOf<S>> => {
  checkOptions('input', options, { name: true, dtype: true })
  const { name = 'input', dtype = 'float32' } = options
  if (!inputDTypes.includes(dtype)) {
    throw new TypeError(`input: dtype must be ${inputDTypes.join(' or ')}, got ${describeValue(dtype)}`)
  }
  return { spec: { name, dtype, shape: inputShape(shape as S) } }
}

/** What a model's input may hold: numbers, or ids for embedding. */
const inputDTypes = ['float32', 'int32'] as const

export interface InputOptions {
  /** What the ONNX files call the input; default 'input'. */
  readonly name?: string | undefined
  /** 'int32' for ids, as embedding takes them; default 'float32'. */
  readonly dtype?: (typeof inputDTypes)[number] | undefined
}

// biome-ignore lint/suspicious/noExplicitAny: nothing may cascade from the first error
type InputOf<S extends readonly unknown[]> = InputShape<S> extends infer I extends Shape ? I : any

type Layers = typeof layers

/** The fluent method of each layer, as its file types it. */
type MethodTypes = {
  readonly [K in keyof Layers]: Layers[K] extends Fluent<infer M extends Method> ? M : never
}

/** Those methods on a model from I to O with P parameters. */
type Methods<I extends Shape, O extends Shape, P> = {
  readonly [K in keyof MethodTypes]: (MethodTypes[K] & { readonly model: ModelState<I, O, P> })['call']
}

/** The model after one more layer; `any` after a layer that does not fit, so that one mistake gives one error. */
export type Appended<M extends ModelState, R extends Rule> = [M['input'], OutputOf<R, M['shape']>] extends [
  infer I extends Shape,
  infer O,
]
  ? O extends Shape
    ? Sequential<I, O, Add<M['parameters'], ParametersOf<R, M['shape']>>>
    : O extends readonly [Shape, ...Shape[]]
      ? Ending<I, O, Add<M['parameters'], ParametersOf<R, M['shape']>>>
      : // biome-ignore lint/suspicious/noExplicitAny: nothing may cascade from the first error
        any
  : // biome-ignore lint/suspicious/noExplicitAny: nothing may cascade from the first error
    any

/** A model by its input and output shapes alone, whatever its layers. */
export interface Model<I extends Shape = Shape, O extends Shape | readonly Shape[] = Shape | readonly Shape[]> {
  readonly input: TensorSpec
  readonly layers: readonly NamedLayer[]
  readonly outputShape: ShapeValue
  /** These two exist in types only. */
  readonly inputType?: I
  readonly outputType?: O
}

/** What every chain can do. */
interface Compilable<I extends Shape, O extends Shape | readonly Shape[], P extends number> extends Model<I, O> {
  /** The number of weights, trainable or not. */
  countParams(): P
  /** Keras's table: each layer with its output shape and parameters, and the totals. */
  summary(): string
  /** Fixes optimizer, loss and metrics, initializes the weights from `seed`, and gives what trains them. */
  compile<const L extends LossLike>(options: CompileOptions<L>): Promise<Trainer<I, O, TargetKindOf<L>>>
}

/** A chain of layers from input shape I to output shape O with P parameters. Immutable: each method gives a new model. */
export interface Sequential<I extends Shape, O extends Shape, P extends number>
  extends Compilable<I, O, P>,
    Methods<I, O, P> {
  /** Appends a layer value, or a block of them. */
  pipe<R extends Rule>(layer: Guard<OutputOf<R, O>, Layer<R>>): Appended<ModelState<I, O, P>, R>
}

type NoMethods<Count extends number> = { readonly [K in keyof Layers | 'pipe']: ShapeError<SeveralTensors<K, Count>> }

/**
 * A chain whose last layer gives several tensors, O: its output, then states, or the other direction. No layer can follow. A loss
 * is of the first; predict and the inference graph give all.
 */
export interface Ending<I extends Shape, O extends readonly [Shape, ...Shape[]], P extends number>
  extends Compilable<I, O, P>,
    NoMethods<O['length']> {}

/** Starts a chain of layers. */
export const sequential = <S extends Shape>({ spec }: Input<S>): Sequential<S, S, 0> =>
  new Chain(spec, [], spec.shape) as unknown as Sequential<S, S, 0>

/** The run-time half of every Sequential; its fluent methods are added below, from the table of layers. */
class Chain implements Model {
  constructor(
    readonly input: TensorSpec,
    readonly layers: readonly NamedLayer[],
    readonly outputShape: ShapeValue,
  ) {}

  pipe(layer: Layer): Chain {
    return definitionsOf('pipe: expected a layer, such as dense(3)', layer).reduce(
      (chain: Chain, definition) => chain.append(definition),
      this,
    )
  }

  private append(definition: LayerDefinition): Chain {
    const taken = new Set(this.layers.map(({ name }) => name))
    if (definition.name !== undefined && taken.has(definition.name)) {
      throw new TypeError(
        `${definition.kind}: the model already has a layer named ${JSON.stringify(definition.name)}; choose another name`,
      )
    }
    const further = furtherOutputsOf(this)
    if (further.size > 0) throw new ShapeError(severalTensors(definition.kind, `${1 + further.size}`))
    const name = definition.name ?? automaticName(definition.kind, taken)
    const shape = namingLayer(this.layers.length, name, () => definition.outputShape(this.outputShape))
    return new Chain(this.input, [...this.layers, { name, definition }], shape)
  }

  private weights(): Weight[] {
    return weightsOf(this.layers, this.input.shape)
  }

  countParams(): number {
    return countParameters(this.weights())
  }

  summary(): string {
    return summarize(this, this.weights())
  }

  async compile(options: CompileOptions<LossLike>): Promise<unknown> {
    const { compile } = await import('./compile.js')
    return compile(this, options)
  }

  toString(): string {
    return `Sequential(${formatShape(this.input.shape)} → ${formatShape(this.outputShape)})`
  }
}

for (const [name, factory] of Object.entries(layers) as [string, (...options: unknown[]) => Layer][]) {
  Object.defineProperty(Chain.prototype, name, {
    value(this: Chain, ...options: unknown[]) {
      return this.pipe(factory(...options))
    },
  })
}
