import type { Add } from '../shapes/arithmetic.js'
import { type Shape, ShapeError } from '../shapes/dim.js'
import { onlyRecurrent } from '../shapes/initial-state.js'
import { type SeveralInBlock, type SeveralShapes, severalInBlock } from '../shapes/several-tensors.js'
import {
  checkedLayer,
  type Gives,
  type IsUnknown,
  type Keeps,
  type Layer,
  type LayerLike,
  layerValue,
  type OutputOf,
  type ParametersOf,
  type Rule,
} from './layer.js'
import type { SymbolicTensor } from './symbolic.js'

/** Rules one after the other, on the output of the one before; stops at the first sentence. */
export interface BlockRule<L extends readonly LayerLike[]> extends Rule {
  readonly keepsDType: KeepAll<L>
  readonly gives: GivenBy<L>
  readonly output: BlockResult<L, this['input']>['output']
  readonly parameters: BlockResult<L, this['input']>['parameters']
}

/** Whether all keep the dtype; of a list of unknown length no one knows. */
type KeepAll<L extends readonly unknown[]> = L extends readonly [Layer<infer R>, ...infer Rest]
  ? Keeps<R> extends true
    ? KeepAll<Rest>
    : false
  : L extends readonly []
    ? true
    : false

/** The dtype that the last layer which does not keep it gives. */
type GivenBy<L extends readonly unknown[], Given = 'float32'> = L extends readonly [Layer<infer R>, ...infer Rest]
  ? GivenBy<Rest, Keeps<R> extends true ? Given : Gives<R>>
  : L extends readonly []
    ? Given
    : 'float32'

type BlockResult<L extends readonly LayerLike[], S> = number extends L['length']
  ? { output: Shape; parameters: number }
  : InOrder<L, S, 0>

type InOrder<L extends readonly unknown[], S, P> = L extends readonly [Layer<infer R>, ...infer Rest]
  ? S extends SeveralShapes
    ? { output: SeveralInBlock; parameters: number }
    : OutputOf<R, S> extends infer O
      ? O extends string
        ? { output: O; parameters: number }
        : IsUnknown<O> extends true
          ? InOrder<Rest, Shape, number>
          : InOrder<Rest, O, Add<P, ParametersOf<R, S>>>
      : never
  : { output: S; parameters: P }

/** A block of one layer is that layer. */
type RuleOf<L extends readonly LayerLike[]> = L extends readonly [Layer<infer R>] ? R : BlockRule<L>

/**
 * Layers as one value, in order. Each use of a block has the same weights, as that of a layer has; a function makes new ones:
 *
 *     const stage = <const F extends number>(filters: F) =>
 *       block(conv2d(filters, 3, { padding: 'same', activation: 'relu' }), batchNormalization(), maxPooling2d(2))
 *     sequential(input([28, 28, 1])).pipe(stage(32)).pipe(stage(64))
 *
 * Throws ShapeError for a layer that gives several tensors and is not the last.
 */
export const block = <const L extends readonly LayerLike[]>(...layers: L): Layer<RuleOf<L>> => {
  const parts = layers.map((layer) => checkedLayer('block', layer))
  const all = parts.map(({ definitions }) => definitions)
  const definitions = all.every((one) => one !== undefined) ? all.flat() : undefined
  const known = parts.map((part) => part.definitions ?? part.inner ?? []).filter((some) => some.length > 0)
  const last = known.at(-1)
  if (known.flat().some((one) => one.furtherOutputs && one !== last?.at(-1))) throw new ShapeError(severalInBlock())
  const [only, ...others] = parts
  if (only && others.length === 0) return only as unknown as Layer<RuleOf<L>>
  const made: Layer<RuleOf<L>> = layerValue(
    (x, options) => {
      if (options) throw new TypeError(onlyRecurrent())
      return parts.reduce<SymbolicTensor | SymbolicTensor[]>((y, part) => part(y as SymbolicTensor), x)
    },
    definitions,
    parts,
  )
  return Object.assign(made, { isRemat: parts.some(({ isRemat }) => isRemat) })
}
