import type { AxisKey, NoSuchAxis } from './axes.js'
import type { IsLiteral, IsRankWide, Shape } from './dim.js'

/** The axes to reduce: one, some, or all where it is undefined. */
export type Axes = number | readonly number[] | undefined

/** The shape left when axes vanish, or stay with length 1 where `Keep` is true; or the sentence. */
export type ReduceShape<Op extends string, S, A extends Axes, Keep extends boolean> =
  IsRankWide<S> extends true
    ? [A, Keep] extends [undefined, false]
      ? []
      : Shape
    : [A] extends [undefined]
      ? Kept<S, Keep, keyof S>
      : [A] extends [readonly number[]]
        ? number extends A['length']
          ? KeptWide<S, Keep>
          : KeysOf<Op, S, A> extends infer Keys
            ? Keys extends readonly string[]
              ? Kept<S, Keep, Keys[number]>
              : Keys
            : never
        : A extends number
          ? IsLiteral<A> extends true
            ? AxisKey<S, A> extends infer At extends string
              ? Kept<S, Keep, At>
              : NoSuchAxis<Op, A, S>
            : OneLess<S, Keep>
          : Shape

/** The keys of axes, or the sentence for the first that there is none of. */
export type KeysOf<Op extends string, S, A, R extends string[] = []> = A extends readonly [
  infer First extends number,
  ...infer Rest,
]
  ? IsLiteral<First> extends true
    ? AxisKey<S, First> extends infer At extends string
      ? KeysOf<Op, S, Rest, [...R, At]>
      : NoSuchAxis<Op, First, S>
    : KeysOf<Op, S, Rest, [...R, string]>
  : R

type Kept<S, Keep extends boolean, At> = boolean extends Keep
  ? Shape
  : string extends At
    ? KeptWide<S, Keep>
    : Keep extends true
      ? { [K in keyof S]: K extends At ? 1 : S[K] }
      : Without<S, At>

/** Axes that are not known. */
type KeptWide<S, Keep extends boolean> = [Keep] extends [true] ? { [K in keyof S]: number } : Shape

/** One axis that is not known. */
type OneLess<S, Keep extends boolean> = boolean extends Keep
  ? Shape
  : Keep extends true
    ? { [K in keyof S]: number }
    : S extends readonly [unknown, ...infer Rest]
      ? { [K in keyof Rest]: number }
      : Shape

/** The shape without the axes of these keys. */
export type Without<S, At, Before extends 0[] = [], R extends unknown[] = []> = S extends readonly [
  infer D,
  ...infer Rest,
]
  ? Without<Rest, At, [...Before, 0], `${Before['length']}` extends At ? R : [...R, D]>
  : R
