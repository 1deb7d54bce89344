import type { IsSingle } from './dim.js'

/** Whether the compiler does not know the dim: it is wide, or one of several. */
export type IsOpen<D> = number extends D ? true : string extends D ? true : IsSingle<D> extends true ? false : true

/** Whether two dims may be the same: they are, or one is not known. */
export type MayEqual<X, Y> = [X] extends [Y] ? true : [Y] extends [X] ? true : IsOpen<X> extends true ? true : IsOpen<Y>

/** What is known of a dim that two tensors share, which may be the same. */
export type Agreed<X, Y> = IsOpen<X> extends true ? (IsOpen<Y> extends true ? number : Y) : X

/** A shape with `number` for each dim that is not known, as sentences print it. */
export type Plain<S> = { [K in keyof S]: IsOpen<S[K]> extends true ? number : S[K] }
