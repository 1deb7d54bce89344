import { describeValue } from './describe-value.js'
import { ShapeError } from './dim.js'
import { isLetter, type Joined, type Letters, type TwiceIn, twiceIn } from './einsum.js'

/* An equation 'ab,bc->ac' of an input and a kernel, of which '...' may stand at one end of the input and of the output. */

const malformed = <const Got extends string>(got: Got) =>
  `einsumDense: expected an equation such as 'abc,cd->abd' or '...x,xy->...y', got '${got}'` as const

const twice = <const Letter extends string, const Term extends string>(letter: Letter, term: Term) =>
  `einsumDense: ${letter} is twice in '${term}'; each axis needs a letter of its own` as const

const nowhere = <const Letter extends string, const Place extends string, const Equation extends string>(
  letter: Letter,
  place: Place,
  equation: Equation,
) => `einsumDense: ${letter} of the ${place} of '${equation}' is nowhere else; use letters of the others` as const

/** The letters of each term. */
export interface Equation {
  readonly input: readonly string[]
  readonly kernel: readonly string[]
  readonly output: readonly string[]
  /** Where '...' stands. */
  readonly elided: 'left' | 'right' | 'none'
}

type Parsed<E extends string> = E extends `...${infer In},${infer K}->...${infer Out}`
  ? Terms<In, K, Out, 'left'>
  : E extends `${infer In}...,${infer K}->${infer Out}...`
    ? Terms<In, K, Out, 'right'>
    : E extends `${infer In},${infer K}->${infer Out}`
      ? Terms<In, K, Out, 'none'>
      : undefined

type Terms<In extends string, K extends string, Out extends string, Elided> = '' extends In | K | Out
  ? undefined
  : [Letters<In>, Letters<K>, Letters<Out>] extends [
        infer I extends readonly string[],
        infer J extends readonly string[],
        infer O extends readonly string[],
      ]
    ? { input: I; kernel: J; output: O; elided: Elided }
    : undefined

/** A fault: which argument it is of, and the sentence. */
export type Wrong<Argument extends string, Sentence> = readonly [Argument, Sentence]

/** What an equation says by itself, or [argument, sentence]. */
export type Checked<E extends string> =
  Parsed<E> extends infer Q extends Equation
    ? FirstTwice<[Q['input'], Q['kernel'], Q['output']]> extends readonly [
        infer Letter extends string,
        infer Term extends string,
      ]
      ? Wrong<'equation', ReturnType<typeof twice<Letter, Term>>>
      : FirstOutside<Q['output'], Q['input'][number] | Q['kernel'][number]> extends infer L extends string
        ? Wrong<'equation', ReturnType<typeof nowhere<L, 'output', E>>>
        : FirstOutside<Q['kernel'], Q['input'][number] | Q['output'][number]> extends infer L extends string
          ? Wrong<'equation', ReturnType<typeof nowhere<L, 'kernel', E>>>
          : Q
    : Wrong<'equation', ReturnType<typeof malformed<E>>>

type FirstTwice<Ts> = Ts extends readonly [infer T, ...infer Rest]
  ? TwiceIn<T> extends infer Letter extends string
    ? [Letter, Joined<T>]
    : FirstTwice<Rest>
  : undefined

type FirstOutside<T, Known> = T extends readonly [infer C, ...infer Rest]
  ? C extends Known
    ? FirstOutside<Rest, Known>
    : C
  : undefined

const parse = (equation: string): Equation => {
  const found = /^(\.\.\.)?([^.]+?)(\.\.\.)?,([^.]+)->(\.\.\.)?([^.]+?)(\.\.\.)?$/u.exec(equation)
  const [, left, input = '', right, kernel = '', leftOut, output = '', rightOut] = found ?? []
  const terms = [input, kernel, output].map((term) => [...term])
  const onOneSide = left === leftOut && right === rightOut && (left === undefined || right === undefined)
  if (!found || !onOneSide || !terms.every((term) => term.every(isLetter))) throw new ShapeError(malformed(equation))
  const [i, k, o] = terms as [string[], string[], string[]]
  return { input: i, kernel: k, output: o, elided: left ? 'left' : right ? 'right' : 'none' }
}

/** The equation of a layer by itself. Throws ShapeError for one that is none. */
export const parseEinsumDense = (equation: string): Equation => {
  if (typeof equation !== 'string') throw new TypeError(malformed(describeValue(equation)))
  const parsed = parse(equation)
  const { input, kernel, output } = parsed
  for (const term of [input, kernel, output]) {
    const letter = twiceIn(term)
    if (letter !== undefined) throw new ShapeError(twice(letter, term.join('')))
  }
  const outside = output.find((c) => !input.includes(c) && !kernel.includes(c))
  if (outside !== undefined) throw new ShapeError(nowhere(outside, 'output', equation))
  const alone = kernel.find((c) => !input.includes(c) && !output.includes(c))
  if (alone !== undefined) throw new ShapeError(nowhere(alone, 'kernel', equation))
  return parsed
}
