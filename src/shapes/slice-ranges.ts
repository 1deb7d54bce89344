import type { Add, DivideUp, Subtract } from './arithmetic.js'
import { type Dim, type IsLiteral, type IsRankWide, type Shape, ShapeError, type ShapeValue } from './dim.js'
import { type FormatShape, formatShape } from './format.js'
import type { IsOpen, Plain } from './open-dim.js'
import type { Slicing } from './slice.js'

/** One axis of a slice: all of it, one place, or [start, end, step] as in NumPy, where null is an open end. */
export type Range = null | number | readonly [start: number | null, end: number | null, step?: number]

const tooMany = <const Got extends string, const Count extends string>(got: Got, count: Count) =>
  `slice: expected one range at most for each axis of ${got}, got ${count}` as const

const outside = <const Index extends string, const Axis extends string, const Got extends string>(
  index: Index,
  axis: Axis,
  got: Got,
) => `slice: index ${index} is outside of axis ${axis} of ${got}` as const

const badRange = <const Axis extends string>(axis: Axis) =>
  `slice: the range of axis ${axis} must be null, a whole number or [start, end, step] of whole numbers, its step not 0` as const

/** What is left of a shape, or the sentence. */
export type SliceShape<S, R extends readonly Range[]> =
  IsRankWide<S> extends true ? Shape : number extends R['length'] ? Shape : Sliced<S, S, R>

type Sliced<All, S, R, Done extends Dim[] = [], Axis extends 0[] = []> = R extends readonly [infer First, ...infer More]
  ? S extends readonly [infer D, ...infer Rest]
    ? SliceDim<D, First> extends infer L
      ? L extends 'gone'
        ? Sliced<All, Rest, More, Done, [...Axis, 0]>
        : L extends 'outside'
          ? ReturnType<typeof outside<`${First & number}`, `${Axis['length']}`, FormatShape<Plain<All>>>>
          : L extends 'bad'
            ? ReturnType<typeof badRange<`${Axis['length']}`>>
            : L extends readonly [infer N extends Dim]
              ? Sliced<All, Rest, More, [...Done, N], [...Axis, 0]>
              : never
      : never
    : ReturnType<typeof tooMany<FormatShape<Plain<All>>, `${CountOf<Axis, R>}`>>
  : S extends readonly unknown[]
    ? [...Done, ...S]
    : never

type CountOf<Axis extends 0[], R> = R extends readonly unknown[] ? [...Axis, ...R]['length'] & number : never

/** [the dim that is left], 'gone' for one place, or what is wrong. */
type SliceDim<D, R> = [R] extends [null]
  ? [D]
  : R extends number
    ? IsLiteral<R> extends true
      ? IsWhole<R> extends true
        ? IsOpen<D> extends true
          ? 'gone'
          : D extends number
            ? IsInside<D, R> extends true
              ? 'gone'
              : 'outside'
            : 'gone'
        : 'bad'
      : 'gone'
    : R extends readonly [infer From, infer To, ...infer Steps]
      ? Steps extends readonly []
        ? RangeDim<D, From, To, 1>
        : Steps extends readonly [infer Step]
          ? RangeDim<D, From, To, Step>
          : [number]
      : [number]

type IsWhole<X> = `${X & number}` extends `${string}.${string}` | `${string}e${string}` ? false : true

type IsInside<D, I extends number> = `${I}` extends `-${infer Back extends number}`
  ? Subtract<D, Back> extends 'negative'
    ? false
    : true
  : Subtract<D, I> extends 'negative' | 0
    ? false
    : true

type RangeDim<D, From, To, Step> = [Fraction<From | To | Step>] extends [never]
  ? [Step] extends [0]
    ? 'bad'
    : [From, To, Step] extends [null, null, 1 | -1]
      ? [D]
      : [IsKnown<From>, IsKnown<To>, IsLiteral<Step>, IsOpen<D>] extends [true, true, true, false]
        ? D extends number
          ? `${Step & number}` extends `-${infer Back extends number}`
            ? [LengthOf<PlaceBack<D, From, D>, PlaceBack<D, To, 0>, Back>]
            : [LengthOf<Place<D, To, D>, Place<D, From, 0>, Step>]
          : [number]
        : [number]
  : 'bad'

/** Never where all of some literals are whole numbers. */
type Fraction<X> = X extends number ? (number extends X ? never : IsWhole<X> extends true ? never : X) : never

type IsKnown<X> = [X] extends [null] ? true : X extends number ? IsLiteral<X> : false

/** Where a range begins or ends, counted from the front and within the axis. */
type Place<D extends number, X, Open> = X extends number
  ? `${X}` extends `-${infer Back extends number}`
    ? Subtract<D, Back> extends infer At extends number
      ? At
      : 0
    : Subtract<D, X> extends number
      ? X
      : D
  : Open

/** The same for a step to the front, plus 1: 0 is before the first. */
type PlaceBack<D extends number, X, Open> = X extends number
  ? `${X}` extends `-${infer Back extends number}`
    ? Subtract<D, Back> extends infer At extends number
      ? Add<At, 1>
      : 0
    : Subtract<D, Add<X, 1>> extends number
      ? Add<X, 1>
      : D
  : Open

type LengthOf<End, Start, Step> = Subtract<End, Start> extends infer N extends number ? DivideUp<N, Step> : 0

/** What ops make a slice: whole axes from back to front, then one `Slicing`, then axes of one place that vanish. */
export interface SlicePlan {
  readonly reversed: readonly number[]
  readonly slicing: Slicing
  readonly gone: readonly number[]
}

const beyond = 2 ** 31 - 1

/** How to cut ranges out of a shape. Throws ShapeError for ranges that do not fit. */
export const slicePlan = (shape: ShapeValue, ranges: readonly Range[]): SlicePlan => {
  const cuts: { axis: number; start: number; end: number; step: number }[] = []
  const reversed: number[] = []
  const gone: number[] = []
  for (const [axis, range] of ranges.entries()) {
    if (axis >= shape.length) throw new ShapeError(tooMany(formatShape(shape), `${ranges.length}`))
    if (range === null) continue
    const [start, end, step = 1] = typeof range === 'number' ? [range, range + 1 || beyond] : checkedRange(axis, range)
    if (![start ?? 0, end ?? 0, step].every(Number.isSafeInteger) || step === 0)
      throw new ShapeError(badRange(`${axis}`))
    const dim = shape[axis]
    if (typeof range === 'number') {
      if (typeof dim === 'number' && (range >= dim || range < -dim)) {
        throw new ShapeError(outside(`${range}`, `${axis}`, formatShape(shape)))
      }
      gone.push(axis)
    } else if (start === null && end === null && Math.abs(step) === 1) {
      if (step < 0) reversed.push(axis)
      continue
    }
    if (step < 0 && typeof dim !== 'number') {
      reversed.push(axis)
      cuts.push({ axis, start: start === null ? 0 : -1 - start, end: end === null ? beyond : -1 - end, step: -step })
      continue
    }
    if (step < 0 && start !== null && start < -(dim as number)) {
      // nothing, as in NumPy; ONNX would begin at the first
      cuts.push({ axis, start: 0, end: 0, step: 1 })
      continue
    }
    const [first, last] = step > 0 ? [0, beyond] : [beyond, -beyond]
    cuts.push({ axis, start: start ?? first, end: end ?? last, step })
  }
  const slicing = {
    axes: cuts.map(({ axis }) => axis),
    starts: cuts.map(({ start }) => start),
    ends: cuts.map(({ end }) => end),
    steps: cuts.map(({ step }) => step),
  }
  return { slicing, reversed, gone }
}

const checkedRange = (axis: number, range: unknown): readonly [number | null, number | null, number?] => {
  if (Array.isArray(range) && (range.length === 2 || range.length === 3)) return range as [number, number, number?]
  throw new ShapeError(badRange(`${axis}`))
}
