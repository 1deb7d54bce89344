import { normalizeAxes, reduceShape } from './axes.js'
import { type DimValue, type IsRankWide, ShapeError, type ShapeValue } from './dim.js'
import { type FormatDim, type FormatShape, formatDim, formatShape } from './format.js'
import type { MayEqual, Plain } from './open-dim.js'
import type { KeysOf, ReduceShape } from './reduce.js'

const notOne = <const Axis extends string, const Got extends string, const Length extends string>(
  axis: Axis,
  got: Got,
  length: Length,
) => `squeeze: axis ${axis} of ${got} must have length 1, got ${length}` as const

/** The shape without axes of length 1, or the sentence. */
export type SqueezeShape<S, A extends number | readonly number[]> =
  IsRankWide<S> extends true
    ? ReduceShape<'squeeze', S, A, false>
    : KeysOf<'squeeze', S, A extends readonly number[] ? A : [A]> extends infer Keys
      ? Keys extends readonly string[]
        ? FirstLong<S, Keys> extends infer Sentence extends string
          ? Sentence
          : ReduceShape<'squeeze', S, A, false>
        : Keys
      : never

type FirstLong<S, Keys> = Keys extends readonly [infer At extends string, ...infer Rest]
  ? At extends keyof S
    ? MayEqual<S[At], 1> extends true
      ? FirstLong<S, Rest>
      : ReturnType<typeof notOne<At, FormatShape<Plain<S>>, FormatDim<S[At]>>>
    : FirstLong<S, Rest>
  : undefined

/** The shape without axes of length 1. Throws ShapeError where one has another. */
export const squeezeShape = (shape: ShapeValue, axes: readonly number[]): ShapeValue => {
  // all axes are there before any is looked at
  for (const at of axes.map((axis) => normalizeAxes('squeeze', [axis], shape)[0] as number)) {
    const dim = shape[at] as DimValue
    if (dim !== 1 && dim !== null) throw new ShapeError(notOne(`${at}`, formatShape(shape), formatDim(dim)))
  }
  return reduceShape(shape, normalizeAxes('squeeze', axes, shape), false)
}
