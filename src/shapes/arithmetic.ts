import type { Differences, Products, Sums } from './digits.js'
import type { IsLiteral } from './dim.js'

/*
 * Exact arithmetic on non-negative integer literals, schoolbook on decimal strings, least digit first. A wide `number`, a
 * symbol or a union makes the result wide.
 */

export type Add<A, B> = Literals<A, B> extends true ? FromDigits<AddDigits<ToDigits<A>, ToDigits<B>>> : number

/** A - B, or 'negative'. */
export type Subtract<A, B> = Literals<A, B> extends true ? Difference<SubtractDigits<ToDigits<A>, ToDigits<B>>> : number

export type Multiply<A, B> = [A] extends [1]
  ? Known<B>
  : [B] extends [1]
    ? Known<A>
    : Literals<A, B> extends true
      ? FromDigits<MultiplyDigits<ToDigits<A>, ToDigits<B>>>
      : number

/** floor(A / B) */
export type Divide<A, B> = [B] extends [1]
  ? Known<A>
  : Literals<A, B> extends true
    ? LongDivision<`${A & number}`, ToDigits<B>> extends [infer Quotient extends string, string]
      ? FromDecimal<Quotient>
      : never
    : number

/** A mod B */
export type Remainder<A, B> = [B] extends [1]
  ? 0
  : Literals<A, B> extends true
    ? LongDivision<`${A & number}`, ToDigits<B>> extends [string, infer Rest extends string]
      ? FromDigits<Rest>
      : never
    : number

/** ceil(A / B) */
export type DivideUp<A, B> = [B] extends [1] ? Known<A> : Divide<Add<A, Subtract<B, 1>>, B>

/** T where it is a whole number of 1 or more, wide `number` included; else false. */
export type IsPositiveInteger<T> = number extends T
  ? true
  : `${T & number}` extends `-${string}` | `${string}.${string}` | `${string}e${string}` | '0'
    ? false
    : true

type Known<T> = [T] extends [number] ? (IsLiteral<T> extends true ? T : number) : number

type Literals<A, B> = [A, B] extends [number, number]
  ? [IsLiteral<A>, IsLiteral<B>] extends [true, true]
    ? true
    : false
  : false

type ToDigits<N> = Reverse<`${N & number}`>

type Reverse<S extends string, R extends string = ''> = S extends `${infer Head}${infer Tail}`
  ? Reverse<Tail, `${Head}${R}`>
  : R

type FromDigits<D extends string> = FromDecimal<Reverse<D>>

type FromDecimal<S extends string> = S extends ''
  ? 0
  : S extends `0${infer Rest}`
    ? FromDecimal<Rest>
    : S extends `${infer N extends number}`
      ? N
      : never

type AddDigits<
  A extends string,
  B extends string,
  Carry extends string = '0',
  R extends string = '',
> = A extends `${infer X}${infer As}`
  ? B extends `${infer Y}${infer Bs}`
    ? Sums[`${X}${Y}${Carry}` & keyof Sums] extends `${infer C}${infer D}`
      ? AddDigits<As, Bs, C, `${R}${D}`>
      : never
    : Carry extends '0'
      ? `${R}${A}`
      : AddDigits<A, '0', Carry, R>
  : Carry extends '0'
    ? `${R}${B}`
    : B extends ''
      ? `${R}1`
      : AddDigits<'0', B, Carry, R>

type SubtractDigits<
  A extends string,
  B extends string,
  Borrow extends string = '0',
  R extends string = '',
> = A extends `${infer X}${infer As}`
  ? B extends `${infer Y}${infer Bs}`
    ? Differences[`${X}${Y}${Borrow}` & keyof Differences] extends `${infer C}${infer D}`
      ? SubtractDigits<As, Bs, C, `${R}${D}`>
      : never
    : Borrow extends '0'
      ? `${R}${A}`
      : SubtractDigits<A, '0', Borrow, R>
  : B extends ''
    ? Borrow extends '0'
      ? R
      : 'negative'
    : 'negative'

type Difference<D extends string> = D extends 'negative' ? 'negative' : FromDigits<D>

type MultiplyDigits<
  A extends string,
  B extends string,
  Shift extends string = '',
  R extends string = '0',
> = B extends `${infer Y}${infer Bs}`
  ? MultiplyDigits<A, Bs, `${Shift}0`, Y extends '0' ? R : AddDigits<R, `${Shift}${TimesDigit<A, Y>}`>>
  : R

type TimesDigit<
  A extends string,
  Y extends string,
  Carry extends string = '0',
  R extends string = '',
> = A extends `${infer X}${infer As}`
  ? Products[`${X}${Y}` & keyof Products] extends `${infer High}${infer Low}`
    ? Sums[`${Low}${Carry}0` & keyof Sums] extends `${infer C}${infer D}`
      ? TimesDigit<As, Y, Sums[`${High}0${C}` & keyof Sums] extends `0${infer Next}` ? Next : never, `${R}${D}`>
      : never
    : never
  : Carry extends '0'
    ? R
    : `${R}${Carry}`

/** [quotient, most digit first; remainder, least digit first] of a decimal by digits. */
type LongDivision<
  A extends string,
  B extends string,
  Rest extends string = '',
  Q extends string = '',
> = A extends `${infer Digit}${infer As}`
  ? DivideDigit<`${Digit}${Rest}`, B> extends [infer D extends string, infer Next extends string]
    ? LongDivision<As, B, Next, `${Q}${D}`>
    : never
  : [Q, Rest]

/** How often B goes into A, at most nine times, and what is left. */
type DivideDigit<A extends string, B extends string, Q extends readonly unknown[] = []> =
  SubtractDigits<A, B> extends infer Left extends string
    ? Left extends 'negative'
      ? [`${Q['length'] & number}`, Trim<A>]
      : DivideDigit<Trim<Left>, B, [...Q, 0]>
    : never

/** Without zeros at the most significant end, which is the last. */
type Trim<D extends string> = D extends `${infer Head}0` ? Trim<Head> : D
