import type { DimFits } from './data.js'
import { type Dim, type IsRankWide, ShapeError, type ShapeValue } from './dim.js'
import { type FormatShape, formatShape } from './format.js'

const notOfShape = <const Want extends string, const Got extends string>(want: Want, got: Got) =>
  `assertShape: expected a tensor of shape ${want}, got ${got}` as const

/** undefined, or why a tensor of shape S cannot be of the shape Want: its known dims, names, and null for any. */
export type AssertSentence<S, Want> =
  MayBe<S, Want> extends true ? undefined : ReturnType<typeof notOfShape<FormatShape<Want>, FormatShape<S>>>

type MayBe<S, Want> = true extends IsRankWide<S> | IsRankWide<Want>
  ? true
  : [S, Want] extends [readonly [infer A, ...infer As], readonly [infer B, ...infer Bs]]
    ? DimFits<A, B extends null ? number : B> extends true
      ? MayBe<As, Bs>
      : false
    : [S, Want] extends [readonly [], readonly []]
      ? true
      : false

/** What a tensor of shape S is known to be once it is of the shape Want: a part of S. */
export type Asserted<S, Want extends readonly unknown[]> =
  IsRankWide<Want> extends true ? S : Dims<S, Want> extends infer Known extends S ? Known : never

type Dims<S, Want extends readonly unknown[]> = {
  -readonly [Axis in keyof Want]: Want[Axis] extends number
    ? number extends Want[Axis]
      ? DimOf<S, Axis>
      : DimOf<S, Axis> extends string
        ? DimOf<S, Axis>
        : Want[Axis]
    : DimOf<S, Axis>
}

/** A dim that S knows, as literal or symbol, else `number`. */
type DimOf<S, Axis> = IsRankWide<S> extends true ? number : Extract<S[Axis & keyof S], Dim>

/**
 * Throws ShapeError where a shape is not the wanted one, in which null is any dim, and a name one that is the same wherever it
 * stands. Dims that the shape itself does not know may be anything.
 */
export const checkShape = (want: ShapeValue, got: ShapeValue): void => {
  const isDim = (dim: unknown) =>
    typeof dim === 'number' ? Number.isSafeInteger(dim) && dim >= 0 : dim === null || typeof dim === 'string'
  if (!Array.isArray(want) || !want.every(isDim)) {
    throw new ShapeError('assertShape: expected a list of dims: integers of 0 or more, names, or null for any')
  }
  const named = new Map<string, number>()
  const fits = (dim: ShapeValue[number], axis: number): boolean => {
    const own = got[axis]
    if (typeof own !== 'number' || dim === null) return true
    if (typeof dim === 'number') return dim === own
    if (!named.has(dim)) named.set(dim, own)
    return named.get(dim) === own
  }
  if (want.length === got.length && want.every(fits)) return
  throw new ShapeError(notOfShape(formatShape(want), formatShape(got)))
}
