import type { Multiply } from './arithmetic.js'
import type { AxisKey } from './axes.js'
import { type IsRankWide, type IsSingle, ShapeError, type ShapeValue } from './dim.js'
import { type FormatDim, type FormatShape, formatDim, formatShape } from './format.js'
import { type AxesSentence, axesOf, type NormalizedAxes } from './normalized-axes.js'
import { axisAt, type PlaceSentence } from './normalized-axis.js'
import type { KeysOf } from './reduce.js'

/** The axes along which all elements have one alpha; null for none. */
export type SharedAxes = NormalizedAxes | null

const openAxis = <const Axis extends string, const Got extends string, const Dim extends string>(
  axis: Axis,
  got: Got,
  dim: Dim,
) =>
  `prelu: axis ${axis} of ${got} must be a known number, as each element along it has an alpha; give ${dim} in input(…), or share it: sharedAxes: [${axis}]` as const

/** undefined, or the sentence for shared axes that the shape does not have, or for another one that has no known length. */
export type PreluSentence<S, Shared extends SharedAxes> =
  SharedSentence<S, Shared> extends infer E extends string
    ? E
    : IsRankWide<S> extends true
      ? undefined
      : S extends readonly [unknown, ...infer Rest]
        ? SharedKeys<S, Shared> extends infer Keys
          ? FirstOpen<Rest, Keys> extends readonly [infer Axis extends number, infer D]
            ? ReturnType<typeof openAxis<`${Axis}`, FormatShape<S>, FormatDim<D>>>
            : undefined
          : never
        : undefined

type SharedSentence<S, Shared extends SharedAxes> = [Shared] extends [readonly [] | null]
  ? PlaceSentence<'prelu', S, -1>
  : AxesSentence<'prelu', S, Shared, 'places'>

/** Keys of the shared axes, such as '1'; `string` where they are not known. */
type SharedKeys<S, Shared extends SharedAxes> = [Shared] extends [null]
  ? never
  : IsSingle<Shared> extends true
    ? Shared extends number
      ? number extends Shared
        ? string
        : AxisKey<S, Shared>
      : Shared extends readonly number[]
        ? number extends Shared['length']
          ? string
          : KeysOf<'prelu', S, Shared> extends infer Keys extends readonly string[]
            ? Keys[number]
            : string
        : string
    : string

/** [axis, dim] of the first axis with alphas of its own whose length is a name. */
type FirstOpen<Rest, Keys, Before extends unknown[] = [unknown]> = string extends Keys
  ? undefined
  : Rest extends readonly [infer D, ...infer More]
    ? `${Before['length']}` extends Keys
      ? FirstOpen<More, Keys, [...Before, unknown]>
      : [D] extends [string]
        ? readonly [Before['length'], D]
        : FirstOpen<More, Keys, [...Before, unknown]>
    : undefined

/** The shape itself, or the sentence. */
export type PreluShape<S, Shared extends SharedAxes> = PreluSentence<S, Shared> extends infer E extends string ? E : S

/** How many alphas there are. */
export type PreluParameters<S, Shared extends SharedAxes> =
  IsRankWide<S> extends true
    ? number
    : S extends readonly [unknown, ...infer Rest]
      ? Alphas<Rest, SharedKeys<S, Shared>>
      : number

type Alphas<Rest, Keys, Before extends unknown[] = [unknown], Count = 1> = string extends Keys
  ? number
  : Rest extends readonly [infer D, ...infer More]
    ? Alphas<More, Keys, [...Before, unknown], `${Before['length']}` extends Keys ? Count : Multiply<D, Count>>
    : Count

/** The shape of alpha: that of a sample, 1 along shared axes. Throws ShapeError for axes that the shape does not have, or of no known length. */
export const alphaShape = (shape: ShapeValue, sharedAxes: SharedAxes): readonly number[] => {
  axisAt('prelu', shape, -1)
  const none = sharedAxes === null || (Array.isArray(sharedAxes) && sharedAxes.length === 0)
  const shared = none ? [] : axesOf('prelu', shape, sharedAxes, 'places')
  return shape.slice(1).map((dim, i) => {
    const axis = i + 1
    if (shared.includes(axis)) return 1
    if (typeof dim === 'number') return dim
    throw new ShapeError(openAxis(`${axis}`, formatShape(shape), formatDim(dim)))
  })
}
