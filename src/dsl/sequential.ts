import type { DType } from '../codegen/ir/value.js'
import type { Add } from '../shapes/arithmetic.js'
import { type Guard, type Shape, ShapeError, type ShapeValue } from '../shapes/dim.js'
import { checkNested } from '../shapes/nested-model.js'
import { type SeveralTensors, severalTensors } from '../shapes/several-tensors.js'
import { callable, type LayerModel } from './callable.js'
import { callsBehind, kindOf } from './calls.js'
import {
  checkedLayer,
  type IfLayer,
  type IsUnknown,
  type Layer,
  type LayerFunction,
  type LayerLike,
  type OutputOf,
  type ParametersOf,
  type Rule,
} from './layer.js'
import type { LayerDefinition } from './layer-definition.js'
import * as layers from './layers/index.js'
import type { Methods } from './methods.js'
import { AnyModel } from './model.js'
import { type ModelGraph, modelGraph } from './model-graph.js'
import { type Call, checkedTensorOf, type SymbolicTensor } from './symbolic.js'

type Layers = typeof layers

/** The model after one more layer. */
export type Appended<I extends Shape, O extends Shape, P extends number, R extends Rule> = Extended<
  I,
  OutputOf<R, O>,
  Add<P, ParametersOf<R, O>>
>

/** A model from I to O; to any shape where O is unknown, and `any` after a layer that does not fit, so that one mistake gives one error. */
export type Extended<I extends Shape, O, P extends number> = O extends Shape
  ? Sequential<I, O, P>
  : O extends readonly [Shape, ...Shape[]]
    ? Ending<I, O, P>
    : IsUnknown<O> extends true
      ? Sequential<I, Shape, number>
      : // biome-ignore lint/suspicious/noExplicitAny: nothing may cascade from the first error
        any

/** A chain of layers from input shape I to output shape O with P parameters. Immutable: each method gives a new model. */
export interface Sequential<I extends Shape, O extends Shape, P extends number>
  extends LayerModel<I, O, P>,
    Methods<I, O, P> {
  /** Appends a layer value, or a block of them. */
  pipe<R extends Rule, L = unknown>(layer: IfLayer<'pipe', L, Guard<OutputOf<R, O>, Layer<R>>>): Appended<I, O, P, R>
}

type NoMethods<Count extends number> = { readonly [K in keyof Layers | 'pipe']: ShapeError<SeveralTensors<K, Count>> }

/**
 * A chain whose last layer gives several tensors, O: its output, then states, or the other direction. No layer can follow. A loss
 * is of the first; predict and the inference graph give all.
 */
export interface Ending<I extends Shape, O extends readonly [Shape, ...Shape[]], P extends number>
  extends LayerModel<I, O, P, O[0]>,
    NoMethods<O['length']> {}

/** Starts a chain of layers. Throws TypeError for what is no input. */
export const sequential = <S extends Shape, T extends DType>(
  start: SymbolicTensor<S, T>,
  ...others: readonly never[]
): Sequential<S, S, 0> => {
  if (others.length > 0) {
    throw new TypeError('sequential: takes the input alone; add layers by methods, as .dense(3), or by pipe')
  }
  const { source } = checkedTensorOf('sequential', start)
  if (source.kind === 'call') {
    throw new TypeError(
      `sequential: expected an input, such as input([28, 28, 1]), got the output of ${kindOf(source)}; use model({ inputs, outputs })`,
    )
  }
  return callable(new Chain(start, [start])) as unknown as Sequential<S, S, 0>
}

/** The run-time half of every Sequential; its fluent methods are added below, from the table of layers. */
class Chain extends AnyModel {
  readonly judged = 'first'
  readonly nesting = { kind: 'Sequential', name: undefined }
  private made: ModelGraph | undefined

  constructor(
    private readonly start: SymbolicTensor,
    private readonly ends: readonly SymbolicTensor[],
  ) {
    super()
  }

  get graph(): ModelGraph {
    this.made ??= modelGraph(this.start, this.ends.length > 1 ? this.ends : this.ends[0])
    return this.made
  }

  /** Its layers, for what takes layers one after the other; the first takes what the chain starts with. */
  get definitions(): readonly LayerDefinition[] | undefined {
    const made = this.graph.calls.map(({ call }) => call.made)
    if (this.isRemat || !made.every((one) => 'layer' in one)) return undefined
    const [first, ...others] = made.map(({ layer }) => layer)
    return first ? [startingAt(this.start.shape, first), ...others] : []
  }

  get isRemat(): boolean {
    return this.graph.calls.some(({ call }) => call.remat !== undefined)
  }

  pipe(layer: Layer): Chain {
    return this.append(checkedLayer('pipe', layer), (longer, added) => {
      this.requireOthers(added)
      // the names of nested models may meet
      if (added.some(({ within }) => within.length > 0)) longer.graph
    })
  }

  append(layer: LayerFunction & Partial<LayerLike>, check?: (longer: Chain, added: readonly Call[]) => void): Chain {
    const { start, ends } = this
    const [first] = ends.length > 1 ? (layer.definitions ?? []) : []
    if (first) throw new ShapeError(severalTensors(first.kind, `${ends.length}`))
    const output = layer((ends.length > 1 ? ends : ends[0]) as SymbolicTensor)
    const longer = callable(new Chain(start, Array.isArray(output) ? output : [output]))
    const added = callsBehind(longer.ends, new Set(ends))
    check?.(longer, added)
    for (const { made } of added) if ('layer' in made) chained.add(made.layer)
    return longer
  }

  /**
   * Throws TypeError for a layer with weights that is there already, or twice in what is added: a chain counts its weights layer by
   * layer, in types as well. Functional models count theirs themselves.
   */
  private requireOthers(added: readonly Call[]): void {
    const seen = new Set<LayerDefinition>()
    for (const { made, inputs, within } of added) {
      if (!('layer' in made)) continue
      const { layer } = made
      const again = chained.has(layer) && this.has(layer)
      const twice = seen.has(layer) && !within.some(({ kind }) => kind === 'Functional')
      if ((again || twice) && layer.weights((inputs[0] as SymbolicTensor).shape).length > 0) {
        throw new TypeError(
          `pipe: this ${layer.kind} layer is in the model already; make another for weights of its own, or share it in the functional form, model({ inputs, outputs })`,
        )
      }
      seen.add(layer)
    }
  }

  private has(layer: LayerDefinition): boolean {
    return callsBehind(this.ends).some(({ made }) => 'layer' in made && made.layer === layer)
  }
}

/** A layer that takes tensors as a model that starts with it. Throws ShapeError for others. */
const startingAt = (expected: ShapeValue, first: LayerDefinition): LayerDefinition => ({
  ...first,
  // as is set later, too
  get trainable() {
    return first.trainable !== false
  },
  set trainable(trainable: boolean) {
    first.trainable = trainable
  },
  outputShape: (shape) => {
    checkNested([{ input: 'input', name: 'input', expected, shape }])
    return first.outputShape(shape)
  },
})

/** The layers of all chains: others are in none. */
const chained = new WeakSet<LayerDefinition>()

for (const [name, factory] of Object.entries(layers) as [string, (...options: unknown[]) => LayerFunction][]) {
  Object.defineProperty(Chain.prototype, name, {
    value(this: Chain, ...options: unknown[]) {
      return this.append(factory(...options))
    },
  })
}
