import type { IsSingle } from './dim.js'
import type { FormatDim, FormatShape } from './format.js'

/** Whether the compiler does not know the dim: it is wide, or one of several. */
export type IsOpen<D> = number extends D ? true : string extends D ? true : IsSingle<D> extends true ? false : true

/** Whether two dims may be the same: they are, or one is not known. */
export type MayEqual<X, Y> = [X] extends [Y] ? true : [Y] extends [X] ? true : IsOpen<X> extends true ? true : IsOpen<Y>

/** What is known of a dim that two tensors share, which may be the same. */
export type Agreed<X, Y> = IsOpen<X> extends true ? (IsOpen<Y> extends true ? number : Y) : X

/** A shape with `number` for each dim that is not known, as sentences print it. */
export type Plain<S> = { [K in keyof S]: IsOpen<S[K]> extends true ? number : S[K] }

/** How a sentence prints a shape, `?` for each dim that is not known; each dim is looked at only where there is a union. */
export type Printed<S> =
  Text<S> extends infer T extends string ? (IsSingle<T> extends true ? T : FormatShape<Plain<S>>) : never

/** Usual ranks at once, for the compiler's time. */
type Text<S> = S extends readonly [infer A, infer B, infer C, infer D]
  ? `[${FormatDim<A>}, ${FormatDim<B>}, ${FormatDim<C>}, ${FormatDim<D>}]`
  : S extends readonly [infer A, infer B, infer C]
    ? `[${FormatDim<A>}, ${FormatDim<B>}, ${FormatDim<C>}]`
    : FormatShape<S>
