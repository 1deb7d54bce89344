import type { SumCarry, SumDigit } from './digits.js'

/*
 * Sums, written for the compiler's time. Up to eight digits one pattern takes both operands apart, with spaces before the shorter
 * one, and each digit is a look-up without a step of its own; longer numbers go digit by digit.
 */

/** S + T of decimal strings. */
export type SumOf<S extends string, T extends string, S1 extends string = S, T1 extends string = T> = S1 extends Digits7
  ? S1 extends Digits9
    ? LongSum<S, T>
    : T1 extends Digits9
      ? LongSum<S, T>
      : Sum8<`${Before8<S>}${S}${Before8<T>}${T}`>
  : T1 extends Digits7
    ? T1 extends Digits9
      ? LongSum<S, T>
      : Sum8<`${Before8<S>}${S}${Before8<T>}${T}`>
    : S1 extends Digits5
      ? Sum6<`${Before6<S>}${S}${Before6<T>}${T}`>
      : T1 extends Digits5
        ? Sum6<`${Before6<S>}${S}${Before6<T>}${T}`>
        : Sum4<`${Before4<S>}${S}${Before4<T>}${T}`>

/** Strings of so many digits or more. */
export type Digits2 = `${number}${number}`
export type Digits3 = `${number}${Digits2}`
export type Digits4 = `${number}${Digits3}`
export type Digits5 = `${number}${Digits4}`
type Digits6 = `${number}${Digits5}`
type Digits7 = `${number}${Digits6}`
type Digits8 = `${number}${Digits7}`
type Digits9 = `${number}${Digits8}`

/** The spaces that make T four, six or eight characters. */
export type Before4<T extends string> = T extends Digits3
  ? T extends Digits4
    ? ''
    : ' '
  : T extends Digits2
    ? '  '
    : '   '
type Before6<T extends string> = T extends Digits5
  ? T extends Digits6
    ? ''
    : ' '
  : T extends Digits3
    ? T extends Digits4
      ? '  '
      : '   '
    : T extends Digits2
      ? '    '
      : '     '
type Before8<T extends string> = T extends Digits7
  ? T extends Digits8
    ? ''
    : ' '
  : T extends Digits5
    ? T extends Digits6
      ? '  '
      : '   '
    : T extends Digits3
      ? T extends Digits4
        ? '    '
        : '     '
      : T extends Digits2
        ? '      '
        : '       '

/** The carry of two digits of both operands, from a carry C. */
type Carry<
  C extends string,
  A1 extends string,
  A0 extends string,
  B1 extends string,
  B0 extends string,
> = SumCarry[`${SumCarry[`${C}${A0}${B0}`]}${A1}${B1}`]

/** The same two digits' sum without its carry. */
type Pair<
  C extends string,
  A1 extends string,
  A0 extends string,
  B1 extends string,
  B0 extends string,
> = `${SumDigit[`${SumCarry[`${C}${A0}${B0}`]}${A1}${B1}`]}${SumDigit[`${C}${A0}${B0}`]}`

/** The last carry as a digit. */
export interface Last {
  [carry: string]: string
  '0': ''
  '1': '1'
}

type Sum4<Both extends string> =
  Both extends `${infer A3}${infer A2}${infer A1}${infer A0}${infer B3}${infer B2}${infer B1}${infer B0}`
    ? `${Last[Carry<Carry<'0', A1, A0, B1, B0>, A3, A2, B3, B2>]}${Pair<Carry<'0', A1, A0, B1, B0>, A3, A2, B3, B2>}${Pair<'0', A1, A0, B1, B0>}` extends `${infer N extends number}`
      ? N
      : number
    : number

type Sum6<Both extends string> =
  Both extends `${infer A5}${infer A4}${infer A3}${infer A2}${infer A1}${infer A0}${infer B5}${infer B4}${infer B3}${infer B2}${infer B1}${infer B0}`
    ? `${Last[Carry<Carry<Carry<'0', A1, A0, B1, B0>, A3, A2, B3, B2>, A5, A4, B5, B4>]}${Pair<Carry<Carry<'0', A1, A0, B1, B0>, A3, A2, B3, B2>, A5, A4, B5, B4>}${Pair<Carry<'0', A1, A0, B1, B0>, A3, A2, B3, B2>}${Pair<'0', A1, A0, B1, B0>}` extends `${infer N extends number}`
      ? N
      : number
    : number

type Sum8<Both extends string> =
  Both extends `${infer A7}${infer A6}${infer A5}${infer A4}${infer A3}${infer A2}${infer A1}${infer A0}${infer B7}${infer B6}${infer B5}${infer B4}${infer B3}${infer B2}${infer B1}${infer B0}`
    ? `${Last[Carry<Carry<Carry<Carry<'0', A1, A0, B1, B0>, A3, A2, B3, B2>, A5, A4, B5, B4>, A7, A6, B7, B6>]}${Pair<Carry<Carry<Carry<'0', A1, A0, B1, B0>, A3, A2, B3, B2>, A5, A4, B5, B4>, A7, A6, B7, B6>}${Pair<Carry<Carry<'0', A1, A0, B1, B0>, A3, A2, B3, B2>, A5, A4, B5, B4>}${Pair<Carry<'0', A1, A0, B1, B0>, A3, A2, B3, B2>}${Pair<'0', A1, A0, B1, B0>}` extends `${infer N extends number}`
      ? N
      : number
    : number

type LongSum<S extends string, T extends string> = FromDigits<AddDigits<Reverse<S>, Reverse<T>>>

/** Digit by digit, least first. */
export type AddDigits<
  A extends string,
  B extends string,
  Carry extends string = '0',
  R extends string = '',
> = A extends `${infer X}${infer As}`
  ? B extends `${infer Y}${infer Bs}`
    ? AddDigits<As, Bs, SumCarry[`${Carry}${X}${Y}`], `${R}${SumDigit[`${Carry}${X}${Y}`]}`>
    : Carry extends '0'
      ? `${R}${A}`
      : AddDigits<A, '1', '0', R>
  : Carry extends '0'
    ? `${R}${B}`
    : AddDigits<B, '1', '0', R>

export type FromDigits<D extends string> = D extends '' ? 0 : Reverse<D> extends `${infer N extends number}` ? N : never

/** Four characters a step; the last placeholder takes the rest, if any. */
export type Reverse<S extends string> = S extends `${infer A}${infer B}${infer C}${infer D}${infer Rest}`
  ? `${Reverse<Rest>}${D}${C}${B}${A}`
  : S extends `${infer A}${infer B}${infer C}`
    ? `${C}${B}${A}`
    : S
