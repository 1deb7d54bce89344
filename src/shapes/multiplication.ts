import type { AddDigits, Before4, Digits2, Digits3, Digits4, Digits5, FromDigits, Reverse } from './addition.js'
import type { ProductCarry, ProductDigit, SumCarry, SumDigit } from './digits.js'

/*
 * Products, written for the compiler's time. Up to four digits one pattern takes both factors apart, with spaces before the
 * first, and all digits of all rows are look-ups without steps of their own; longer factors go digit by digit.
 */

/** S · T, neither of them 0. The shorter one decides how many rows there are. */
export type ProductOf<
  S extends string,
  T extends string,
  S1 extends string = S,
  T1 extends string = T,
> = S1 extends Digits5
  ? LongProduct<Reverse<S>, Reverse<T>>
  : T1 extends Digits5
    ? LongProduct<Reverse<S>, Reverse<T>>
    : T1 extends Digits3
      ? S1 extends Digits3
        ? T1 extends Digits4
          ? Times4<`${Before4<S>}${S}${T}`>
          : Times3<`${Before4<S>}${S}${T}`>
        : S1 extends Digits2
          ? Times2<`${Before4<T>}${T}${S}`>
          : Times1<`${Before4<T>}${T}${S}`>
      : T1 extends Digits2
        ? Times2<`${Before4<S>}${S}${T}`>
        : Times1<`${Before4<S>}${S}${T}`>

/** What is left of a sum of rows, and the digit that the last row made final. */
type Row4 = readonly [string, string, string, string, string]
type Nothing = ['', '', '', '', '']

/** Y · A + what W left. K are the carries of the product, C those of the sum. */
type Row<
  Y extends string,
  A3 extends string,
  A2 extends string,
  A1 extends string,
  A0 extends string,
  W extends Row4,
  K1 extends string = ProductCarry[`${Y}${A0}`],
  K2 extends string = ProductCarry[`${K1}${Y}${A1}`],
  K3 extends string = ProductCarry[`${K2}${Y}${A2}`],
  K4 extends string = ProductCarry[`${K3}${Y}${A3}`],
  C1 extends string = SumCarry[`0${ProductDigit[`${Y}${A0}`]}${W[3]}`],
  C2 extends string = SumCarry[`${C1}${ProductDigit[`${K1}${Y}${A1}`]}${W[2]}`],
  C3 extends string = SumCarry[`${C2}${ProductDigit[`${K2}${Y}${A2}`]}${W[1]}`],
  C4 extends string = SumCarry[`${C3}${ProductDigit[`${K3}${Y}${A3}`]}${W[0]}`],
> = [
  SumDigit[`${C4}${K4}`],
  SumDigit[`${C3}${ProductDigit[`${K3}${Y}${A3}`]}${W[0]}`],
  SumDigit[`${C2}${ProductDigit[`${K2}${Y}${A2}`]}${W[1]}`],
  SumDigit[`${C1}${ProductDigit[`${K1}${Y}${A1}`]}${W[2]}`],
  SumDigit[`0${ProductDigit[`${Y}${A0}`]}${W[3]}`],
]

type Times1<Both extends string> = Both extends `${infer A3}${infer A2}${infer A1}${infer A0}${infer Y0}`
  ? Join1<A3, A2, A1, A0, Y0> extends `${infer N extends number}`
    ? N
    : number
  : number

type Join1<
  A3 extends string,
  A2 extends string,
  A1 extends string,
  A0 extends string,
  Y0 extends string,
  R0 extends Row4 = Row<Y0, A3, A2, A1, A0, Nothing>,
> = `${R0[0]}${R0[1]}${R0[2]}${R0[3]}${R0[4]}`

type Times2<Both extends string> = Both extends `${infer A3}${infer A2}${infer A1}${infer A0}${infer Y1}${infer Y0}`
  ? Join2<A3, A2, A1, A0, Y1, Y0> extends `${infer N extends number}`
    ? N
    : number
  : number

type Join2<
  A3 extends string,
  A2 extends string,
  A1 extends string,
  A0 extends string,
  Y1 extends string,
  Y0 extends string,
  R0 extends Row4 = Row<Y0, A3, A2, A1, A0, Nothing>,
  R1 extends Row4 = Row<Y1, A3, A2, A1, A0, R0>,
> = `${R1[0]}${R1[1]}${R1[2]}${R1[3]}${R1[4]}${R0[4]}`

type Times3<Both extends string> =
  Both extends `${infer A3}${infer A2}${infer A1}${infer A0}${infer Y2}${infer Y1}${infer Y0}`
    ? Join3<A3, A2, A1, A0, Y2, Y1, Y0> extends `${infer N extends number}`
      ? N
      : number
    : number

type Join3<
  A3 extends string,
  A2 extends string,
  A1 extends string,
  A0 extends string,
  Y2 extends string,
  Y1 extends string,
  Y0 extends string,
  R0 extends Row4 = Row<Y0, A3, A2, A1, A0, Nothing>,
  R1 extends Row4 = Row<Y1, A3, A2, A1, A0, R0>,
  R2 extends Row4 = Row<Y2, A3, A2, A1, A0, R1>,
> = `${R2[0]}${R2[1]}${R2[2]}${R2[3]}${R2[4]}${R1[4]}${R0[4]}`

type Times4<Both extends string> =
  Both extends `${infer A3}${infer A2}${infer A1}${infer A0}${infer Y3}${infer Y2}${infer Y1}${infer Y0}`
    ? Join4<A3, A2, A1, A0, Y3, Y2, Y1, Y0> extends `${infer N extends number}`
      ? N
      : number
    : number

type Join4<
  A3 extends string,
  A2 extends string,
  A1 extends string,
  A0 extends string,
  Y3 extends string,
  Y2 extends string,
  Y1 extends string,
  Y0 extends string,
  R0 extends Row4 = Row<Y0, A3, A2, A1, A0, Nothing>,
  R1 extends Row4 = Row<Y1, A3, A2, A1, A0, R0>,
  R2 extends Row4 = Row<Y2, A3, A2, A1, A0, R1>,
  R3 extends Row4 = Row<Y3, A3, A2, A1, A0, R2>,
> = `${R3[0]}${R3[1]}${R3[2]}${R3[3]}${R3[4]}${R2[4]}${R1[4]}${R0[4]}`

/** Each step adds A times the next digit of B to R, whose least digit is then final. */
type LongProduct<
  A extends string,
  B extends string,
  R extends string = '',
  Final extends string = '',
> = B extends `${infer Y}${infer Bs}`
  ? AddDigits<R, TimesDigit<A, Y>> extends `${infer D}${infer Rest}`
    ? LongProduct<A, Bs, Rest, `${Final}${D}`>
    : never
  : FromDigits<`${Final}${R}`>

/** A times the digit Y. */
type TimesDigit<
  A extends string,
  Y extends string,
  Carry extends string = '',
  R extends string = '',
> = A extends `${infer X}${infer As}`
  ? TimesDigit<As, Y, ProductCarry[`${Carry}${Y}${X}`], `${R}${ProductDigit[`${Carry}${Y}${X}`]}`>
  : `${R}${Carry}`
