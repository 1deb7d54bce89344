import { describeValue } from './describe-value.js'
import { type DimValue, type IsRankWide, type Shape, ShapeError, type ShapeValue } from './dim.js'
import type { Fault } from './fault.js'
import { type FormatDim, type FormatShape, formatDim, formatShape } from './format.js'
import type { Agreed, MayEqual, Plain } from './open-dim.js'

const malformed = <const Got extends string>(got: Got) =>
  `einsum: expected an equation of letters such as 'bij,bjk->bik', got '${got}'` as const

const twice = <const Letter extends string, const Term extends string>(letter: Letter, term: Term) =>
  `einsum: ${letter} is twice in '${term}'; each axis needs a letter of its own` as const

const unknownLetter = <const Letter extends string, const Equation extends string>(
  letter: Letter,
  equation: Equation,
) => `einsum: ${letter} of the output of '${equation}' is an axis of no tensor; use letters of the tensors` as const

const wrongCount = <const Equation extends string, const Wanted extends string, const Got extends string>(
  equation: Equation,
  wanted: Wanted,
  got: Got,
) => `einsum: '${equation}' is an equation of ${wanted} tensors, got ${got}` as const

const wrongRank = <const Term extends string, const Got extends string>(term: Term, got: Got) =>
  `einsum: '${term}' does not name the axes of ${got}; it needs one letter for each` as const

const mismatch = <
  const Letter extends string,
  const Term extends string,
  const X extends string,
  const Y extends string,
>(
  letter: Letter,
  term: Term,
  x: X,
  y: Y,
) =>
  `einsum: ${letter} is ${x} in the tensors before, but ${y} in '${term}'; give it another letter, or make the two equal` as const

/** The shape of an equation on tensors of these shapes, or the fault of 'equation' or of a tensor by its place. */
export type EinsumShape<E extends string, Shapes extends readonly unknown[]> = string extends E
  ? Shape
  : E extends `${infer In}->${infer Out}`
    ? [Terms<In>, Letters<Out>] extends [
        infer Ts extends readonly (readonly string[])[],
        infer Os extends readonly string[],
      ]
      ? FirstTwice<[...Ts, Os]> extends readonly [infer Letter extends string, infer Term extends string]
        ? Fault<'equation', ReturnType<typeof twice<Letter, Term>>>
        : Exclude<Os[number], Ts[number][number]> extends never
          ? number extends Shapes['length']
            ? Shape
            : Ts['length'] extends Shapes['length']
              ? Filled<Ts, Shapes, Os>
              : Fault<'equation', ReturnType<typeof wrongCount<E, `${Ts['length']}`, `${Shapes['length']}`>>>
          : Fault<'equation', ReturnType<typeof unknownLetter<FirstUnknown<Os, Ts[number][number]>, E>>>
      : Fault<'equation', ReturnType<typeof malformed<E>>>
    : Fault<'equation', ReturnType<typeof malformed<E>>>

/** The letters of each term; null in place of a term that has something else. */
type Terms<In extends string> = In extends `${infer Term},${infer Rest}`
  ? [Letters<Term>, ...Terms<Rest>]
  : [Letters<In>]

export type Letters<Term extends string, R extends string[] = []> = Term extends `${infer C}${infer Rest}`
  ? Lowercase<C> extends Uppercase<C>
    ? null
    : Letters<Rest, [...R, C]>
  : R

type FirstTwice<Ts> = Ts extends readonly [infer T, ...infer Rest]
  ? TwiceIn<T> extends infer Letter extends string
    ? [Letter, Joined<T>]
    : FirstTwice<Rest>
  : undefined

export type TwiceIn<T> = T extends readonly [infer C, ...infer Rest]
  ? C extends Rest[number]
    ? C
    : TwiceIn<Rest>
  : undefined

export type Joined<T> = T extends readonly [infer C extends string, ...infer Rest] ? `${C}${Joined<Rest>}` : ''

type FirstUnknown<Os, Known> = Os extends readonly [infer C extends string, ...infer Rest]
  ? C extends Known
    ? FirstUnknown<Rest, Known>
    : C
  : never

/** Goes through the tensors with what is known of the letters; then the output. */
type Filled<Ts, Shapes, Os, Known = object, Place extends 0[] = []> = Ts extends readonly [infer T, ...infer More]
  ? Shapes extends readonly [infer S, ...infer Rest]
    ? IsRankWide<S> extends true
      ? Filled<More, Rest, Os, Known, [...Place, 0]>
      : LengthOf<T> extends LengthOf<S>
        ? Learnt<T, T, S, Known> extends infer K
          ? K extends string
            ? Fault<`${Place['length']}`, K>
            : Filled<More, Rest, Os, K, [...Place, 0]>
          : never
        : Fault<`${Place['length']}`, ReturnType<typeof wrongRank<Joined<T>, FormatShape<Plain<S>>>>>
    : never
  : { -readonly [I in keyof Os]: Os[I] extends keyof Known ? Known[Os[I]] : number }

type LengthOf<L> = L extends readonly unknown[] ? L['length'] : never

type Learnt<Term, T, S, Known> = [T, S] extends [
  readonly [infer C extends string, ...infer Cs],
  readonly [infer D, ...infer Ds],
]
  ? C extends keyof Known
    ? [Known[C], D] extends [D, Known[C]]
      ? Learnt<Term, Cs, Ds, Known>
      : MayEqual<Known[C], D> extends true
        ? Learnt<Term, Cs, Ds, { [K in keyof Known]: K extends C ? Agreed<Known[C], D> : Known[K] }>
        : ReturnType<typeof mismatch<C, Joined<Term>, FormatDim<Known[C]>, FormatDim<D>>>
    : Learnt<Term, Cs, Ds, Known & { [K in C]: D }>
  : Known

export const isLetter = (c: string): boolean => c.toLowerCase() !== c.toUpperCase()

/** The first letter that a term has twice, or undefined. */
export const twiceIn = (term: readonly string[]): string | undefined => term.find((c, i) => term.indexOf(c, i + 1) >= 0)

export interface Einsum {
  /** The letters of each tensor. */
  readonly terms: readonly (readonly string[])[]
  readonly output: readonly string[]
  /** The output's shape, by what any tensor knows of its letters. */
  readonly shape: ShapeValue
}

/** What an equation says of tensors of these shapes. Throws ShapeError where it is none, or they do not fit it. */
export const parseEinsum = (equation: string, shapes: readonly ShapeValue[]): Einsum => {
  if (typeof equation !== 'string') throw new TypeError(malformed(describeValue(equation)))
  const [before, out, ...more] = equation.split('->')
  const [output, ...terms] = [out ?? '', ...(before as string).split(',')].map((term) => [...term]) as [
    string[],
    ...string[][],
  ]
  if (out === undefined || more.length > 0 || ![output, ...terms].every((term) => term.every(isLetter))) {
    throw new ShapeError(malformed(equation))
  }
  for (const term of [...terms, output]) {
    const letter = twiceIn(term)
    if (letter !== undefined) throw new ShapeError(twice(letter, term.join('')))
  }
  const unknown = output.find((c) => !terms.some((term) => term.includes(c)))
  if (unknown !== undefined) throw new ShapeError(unknownLetter(unknown, equation))
  if (terms.length !== shapes.length) throw new ShapeError(wrongCount(equation, `${terms.length}`, `${shapes.length}`))
  const known = new Map<string, DimValue>()
  for (const [i, term] of terms.entries()) learn(known, term, shapes[i] as ShapeValue)
  return { terms, output, shape: output.map((letter) => known.get(letter) as DimValue) }
}

const learn = (known: Map<string, DimValue>, term: readonly string[], shape: ShapeValue): void => {
  if (term.length !== shape.length) throw new ShapeError(wrongRank(term.join(''), formatShape(shape)))
  for (const [i, letter] of term.entries()) {
    const dim = shape[i] as DimValue
    const before = known.get(letter) ?? dim
    if (before !== dim && before !== null && dim !== null) {
      throw new ShapeError(mismatch(letter, term.join(''), formatDim(before), formatDim(dim)))
    }
    known.set(letter, before)
  }
}
