import type { Add, Divide, IsPositiveInteger, Remainder } from './arithmetic.js'
import { type AxisKey, type NoSuchAxis, normalizeAxis } from './axes.js'
import { describeValue } from './describe-value.js'
import { type IsLiteral, type IsRankWide, isPositiveInteger, type Shape, ShapeError, type ShapeValue } from './dim.js'
import type { Fault } from './fault.js'
import { type FormatShape, formatShape } from './format.js'
import type { IsOpen, Plain } from './open-dim.js'
import { knownDim, type UnknownAxis } from './sentence.js'

const unequalParts = <const Count extends string, const Axis extends string, const Got extends string>(
  count: Count,
  axis: Axis,
  got: Got,
) => `split: axis ${axis} of ${got} cannot be split into ${count} equal parts; give the parts' sizes in a list` as const

const wrongSizes = <const Sizes extends string, const Axis extends string, const Got extends string>(
  sizes: Sizes,
  axis: Axis,
  got: Got,
) => `split: parts of ${sizes} do not make up axis ${axis} of ${got}; together they must be its length` as const

const badParts = <const Parts extends string>(parts: Parts) =>
  `split: parts must be a positive integer, or a list of such sizes, got ${parts}` as const

/** How many equal parts, or the sizes of the parts. */
export type Parts = number | readonly number[]

/** The shapes of the parts along an axis, or the fault of 'axis' or 'parts'. */
export type SplitShapes<S, P extends Parts, Axis extends number> =
  IsRankWide<S> extends true
    ? PartShapes<Shape, P, undefined>
    : IsLiteral<Axis> extends true
      ? AxisKey<S, Axis> extends infer At extends keyof S & string
        ? IsOpen<S[At]> extends true
          ? BadParts<P> extends infer F extends Fault<string, string>
            ? F
            : PartShapes<S, P, At>
          : S[At] extends string
            ? Fault<'axis', UnknownAxis<'split', 'axis', S[At]>>
            : BadParts<P> extends infer F extends Fault<string, string>
              ? F
              : WrongParts<S, P, At> extends infer F extends Fault<string, string>
                ? F
                : PartShapes<S, P, At>
        : Fault<S extends readonly [] ? 'parts' : 'axis', NoSuchAxis<'split', Axis, S>>
      : PartShapes<{ [K in keyof S]: number }, P, undefined>

type BadParts<P extends Parts> = P extends number
  ? IsLiteral<P> extends true
    ? IsPositiveInteger<P> extends true
      ? undefined
      : Fault<'parts', ReturnType<typeof badParts<`${P}`>>>
    : undefined
  : P extends readonly number[]
    ? P extends readonly []
      ? Fault<'parts', ReturnType<typeof badParts<'[]'>>>
      : false extends { [K in keyof P]: IsLiteral<P[K]> extends true ? IsPositiveInteger<P[K]> : true }[number]
        ? Fault<'parts', ReturnType<typeof badParts<FormatShape<P>>>>
        : undefined
    : undefined

type WrongParts<S, P extends Parts, At extends keyof S & string> = P extends number
  ? IsLiteral<P> extends true
    ? Remainder<S[At], P> extends 0
      ? undefined
      : Fault<'parts', ReturnType<typeof unequalParts<`${P}`, At, FormatShape<Plain<S>>>>>
    : undefined
  : Total<P> extends infer T extends number
    ? IsLiteral<T> extends true
      ? [T] extends [S[At]]
        ? undefined
        : Fault<'parts', ReturnType<typeof wrongSizes<FormatShape<P>, At, FormatShape<Plain<S>>>>>
      : undefined
    : undefined

/** The sum, wide where one is not known. */
type Total<P, R = 0> = P extends readonly [infer First, ...infer Rest]
  ? Total<Rest, IsOpen<First> extends true ? Add<R, number> : Add<R, First>>
  : P extends readonly []
    ? R
    : number

/** Parts of a shape, whose axis `At` becomes shorter; undefined where that is not known. */
type PartShapes<S, P extends Parts, At> = P extends readonly number[]
  ? number extends P['length']
    ? WithDim<S, At, number>[]
    : { -readonly [K in keyof P]: WithDim<S, At, IsOpen<P[K]> extends true ? number : P[K]> }
  : IsLiteral<P & number> extends true
    ? Times<WithDim<S, At, At extends keyof S ? EachOf<S[At], P> : number>, P & number>
    : WithDim<S, At, number>[]

type EachOf<D, P> = IsOpen<D> extends true ? number : Divide<D, P>

type WithDim<S, At, D> = { [K in keyof S]: K extends At ? D : S[K] }

/** A list of N of them; wide from 100 on. */
type Times<T, N extends number, R extends T[] = []> = R['length'] extends N
  ? R
  : R['length'] extends 100
    ? T[]
    : Times<T, N, [...R, T]>

/** The sizes of the parts. Throws ShapeError where the axis does not exist, is not known, or is not what they make up. */
export const splitSizes = (shape: ShapeValue, parts: number | readonly number[], axis: number): readonly number[] => {
  const at = normalizeAxis('split', axis, shape)
  const dim = knownDim('split', 'axis', shape[at])
  const list = typeof parts === 'number' ? [parts] : parts
  if (!Array.isArray(list) || list.length === 0 || !list.every(isPositiveInteger)) {
    throw new ShapeError(badParts(Array.isArray(parts) ? formatShape(parts) : describeValue(parts)))
  }
  if (typeof parts === 'number') {
    if (dim % parts !== 0) throw new ShapeError(unequalParts(`${parts}`, `${at}`, formatShape(shape)))
    return Array.from({ length: parts }, () => dim / parts)
  }
  if (parts.reduce((sum, size) => sum + size, 0) !== dim) {
    throw new ShapeError(wrongSizes(formatShape(parts), `${at}`, formatShape(shape)))
  }
  return parts
}
