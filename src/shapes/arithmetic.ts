import type { FromDigits, Reverse, SumOf } from './addition.js'
import type { Differences, Quotients } from './digits.js'
import type { HalvesDown, HalvesUp } from './halves.js'
import type { ProductOf } from './multiplication.js'

/*
 * Exact arithmetic on non-negative integer literals, schoolbook on decimal strings, least digit first. A wide `number`, a
 * symbol makes the result wide; unions are made wide by `Known` before they get here. The shortcuts (0 and 1, one-digit
 * factors and divisors) are there for the compiler's time.
 */

export type Add<A, B> = A | B extends number
  ? 0 extends A | B
    ? [B] extends [0]
      ? Wide<A>
      : [A] extends [0]
        ? Wide<B>
        : number
    : SumOf<`${A & number}`, `${B & number}`>
  : number

/** A - B, or 'negative'. */
export type Subtract<A, B> = [B] extends [0]
  ? Wide<A>
  : [A, B] extends [infer X extends number, infer Y extends number]
    ? number extends X | Y
      ? number
      : SubtractDigits<Reverse<`${X}`>, Reverse<`${Y}`>> extends infer D extends string
        ? D extends 'negative'
          ? D
          : FromDigits<Trim<D>>
        : never
    : number

export type Multiply<A, B> = [B] extends [1]
  ? Wide<A>
  : [A] extends [1]
    ? Wide<B>
    : A | B extends number
      ? number extends A | B
        ? number
        : 0 extends A | B
          ? 0
          : ProductOf<`${A & number}`, `${B & number}`>
      : number

/** floor(A / B); wide for B = 0. */
export type Divide<A, B> = [B] extends [2]
  ? A extends keyof HalvesDown
    ? HalvesDown[A]
    : DivMod<A, B>[0]
  : DivMod<A, B>[0]

/** A mod B; wide for B = 0. */
export type Remainder<A, B> = DivMod<A, B>[1]

/** ceil(A / B); wide for B = 0. */
export type DivideUp<A, B> = [B] extends [2]
  ? A extends keyof HalvesUp
    ? HalvesUp[A]
    : LongDivideUp<A, B>
  : LongDivideUp<A, B>

type LongDivideUp<A, B> = DivMod<A, B> extends [infer Q, infer R] ? ([R] extends [0] ? Q : Add<Q, 1>) : never

/** T where it is a whole number of 1 or more, wide `number` included; else false. */
export type IsPositiveInteger<T> = number extends T
  ? true
  : `${T & number}` extends `-${string}` | `${string}.${string}` | `${string}e${string}` | '0'
    ? false
    : true

type TwoToNine = 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9

type Wide<T> = T extends number ? T : number

/** Without zeros at the most significant end, which is the last. */
type Trim<D extends string> = D extends `${infer Head}0` ? Trim<Head> : D

type SubtractDigits<
  A extends string,
  B extends string,
  Borrow extends string = '0',
  R extends string = '',
> = A extends `${infer X}${infer As}`
  ? B extends `${infer Y}${infer Bs}`
    ? Differences[`${X}${Y}${Borrow}`] extends `${infer C}${infer D}`
      ? SubtractDigits<As, Bs, C, `${R}${D}`>
      : never
    : Borrow extends '0'
      ? `${R}${A}`
      : SubtractDigits<A, '1', '0', R>
  : `${B}${Borrow}` extends '0'
    ? R
    : 'negative'

/** [floor(A / B), A mod B] */
type DivMod<A, B> = [B] extends [1]
  ? [Wide<A>, 0]
  : [A, B] extends [infer X extends number, infer Y extends number]
    ? number extends X | Y
      ? [number, number]
      : [Y] extends [TwoToNine]
        ? ShortDivision<`${X}`, `${Y}`>
        : [Y] extends [0]
          ? [number, number]
          : LongDivision<`${X}`, Reverse<`${Y}`>>
    : [number, number]

type FromDecimal<S extends string> = S extends ''
  ? 0
  : S extends `0${infer Rest}`
    ? FromDecimal<Rest>
    : S extends `${infer N extends number}`
      ? N
      : never

/** By one digit; A is most digit first. */
type ShortDivision<
  A extends string,
  B extends string,
  Rest extends string = '0',
  Q extends string = '',
> = A extends `${infer X}${infer As}`
  ? Quotients[`${B}${Rest}${X}`] extends `${infer D}${infer R}`
    ? ShortDivision<As, B, R, `${Q}${D}`>
    : never
  : [FromDecimal<Q>, FromDecimal<Rest>]

/** A is most digit first, B and Rest are least digit first. */
type LongDivision<
  A extends string,
  B extends string,
  Rest extends string = '',
  Q extends string = '',
> = A extends `${infer Digit}${infer As}`
  ? DivideDigit<Trim<`${Digit}${Rest}`>, B> extends [infer D extends string, infer Next extends string]
    ? LongDivision<As, B, Next, `${Q}${D}`>
    : never
  : [FromDecimal<Q>, FromDigits<Rest>]

/** How often B goes into A, at most nine times, and what is left. */
type DivideDigit<A extends string, B extends string, Q extends readonly unknown[] = []> =
  SubtractDigits<A, B> extends infer Left extends string
    ? Left extends 'negative'
      ? [`${Q['length'] & number}`, A]
      : DivideDigit<Trim<Left>, B, [...Q, 0]>
    : never
