import type { Add, IsPositiveInteger, Multiply } from './arithmetic.js'
import { describeValue } from './describe-value.js'
import {
  type DimValue,
  type IsRankWide,
  type IsSingle,
  isPositiveInteger,
  type Known,
  type Shape,
  ShapeError,
  type ShapeValue,
} from './dim.js'
import { type Joined, type Letters, type TwiceIn, twiceIn } from './einsum.js'
import { type Checked, type Equation, parseEinsumDense, type Wrong } from './einsum-dense-equation.js'
import { type FormatDim, type FormatShape, formatDim, formatShape } from './format.js'
import type { Agreed, IsOpen, MayEqual, Plain } from './open-dim.js'
import { knownDim, type UnknownAxis } from './sentence.js'

/* What an equation of an input and a kernel makes of an input, and what the kernel and the bias are. */

const misplacedBatch = <const Letter extends string, const Equation extends string>(
  letter: Letter,
  equation: Equation,
) =>
  `einsumDense: ${letter}, the batch, must come first in the output of '${equation}' too, and not be in the kernel` as const

const wrongRank = <const Term extends string, const Got extends string>(term: Term, got: Got) =>
  `einsumDense: '${term}' does not name the axes of the input ${got}; it needs one letter for each, or '...'` as const

const wrongCount = <const Got extends string, const Letters extends string>(got: Got, letters: Letters) =>
  `einsumDense: outputShape ${got} must hold one dim for each of '${letters}', which the output has behind the batch` as const

const badDim = <const Letter extends string, const Got extends string>(letter: Letter, got: Got) =>
  `einsumDense: ${letter} in outputShape must be a positive integer, or null where the input has it, got ${got}` as const

const mismatch = <const Letter extends string, const X extends string, const Y extends string>(
  letter: Letter,
  x: X,
  y: Y,
) => `einsumDense: ${letter} is ${x} in the input, but ${y} in outputShape; make the two equal, or give null` as const

const badBias = <const Got extends string, const Letters extends string>(got: Got, letters: Letters) =>
  `einsumDense: biasAxes must be some letters of '${letters}', which the output has behind the batch, got '${got}'` as const

/** What a user says an output's dims are: one number, or each, null for what the input says. */
export type OutputDims = number | readonly (number | null)[]

/** The shapes that follow, or [argument, sentence]. */
interface Shapes {
  output: readonly unknown[]
  kernel: readonly unknown[]
  /** The letters of the output behind the batch, and their dims. */
  letters: readonly string[]
  dims: object
}

/** Whether the compiler does not know the word. */
type IsWide<E> = string extends E ? true : IsSingle<E> extends true ? false : true

/** What an equation makes of an input of shape S; wide where the rank is not known. */
export type EinsumDense<S, E extends string, O extends OutputDims> =
  IsWide<E> extends true
    ? undefined
    : Checked<E> extends infer Q
      ? Q extends Equation
        ? IsRankWide<S> extends true
          ? undefined
          : OnInput<S, Q, E, [O] extends [number] ? [O] : O>
        : Q
      : never

type OnInput<S, Q extends Equation, E extends string, O> =
  OwnAxes<S, Q> extends readonly [
    infer Before extends readonly unknown[],
    infer Own,
    infer After extends readonly unknown[],
  ]
    ? Q['elided'] extends 'left'
      ? Before extends readonly []
        ? BatchFirst<Q, E, O, Own, After>
        : Outputs<Q, O, Before, Q['output'], Own, After>
      : BatchFirst<Q, E, O, Own, After>
    : Wrong<'equation', ReturnType<typeof wrongRank<Term<Q>, FormatShape<Plain<S>>>>>

type Term<Q extends Equation> =
  `${Q['elided'] extends 'left' ? '...' : ''}${Joined<Q['input']>}${Q['elided'] extends 'right' ? '...' : ''}`

/** The input's axes before those that have letters, those, and the axes behind. */
type OwnAxes<S, Q extends Equation> = S extends readonly unknown[]
  ? Q['elided'] extends 'left'
    ? FromEnd<S, Q['input']>
    : Q['elided'] extends 'right'
      ? FromStart<S, Q['input']>
      : S['length'] extends Q['input']['length']
        ? [[], S, []]
        : undefined
  : undefined

type FromEnd<
  S extends readonly unknown[],
  Ls extends readonly string[],
  Own extends readonly unknown[] = [],
> = Own['length'] extends Ls['length']
  ? [S, Own, []]
  : S extends readonly [...infer Rest, infer Last]
    ? FromEnd<Rest, Ls, [Last, ...Own]>
    : undefined

type FromStart<
  S extends readonly unknown[],
  Ls extends readonly string[],
  Own extends readonly unknown[] = [],
> = Own['length'] extends Ls['length']
  ? [[], Own, S]
  : S extends readonly [infer First, ...infer Rest]
    ? FromStart<Rest, Ls, [...Own, First]>
    : undefined

/** Where the first letter is the batch. */
type BatchFirst<
  Q extends Equation,
  E extends string,
  O,
  Own,
  After extends readonly unknown[],
> = Q['output'] extends readonly [infer First, ...infer Rest extends readonly string[]]
  ? First extends Q['input'][0]
    ? First extends Q['kernel'][number]
      ? Wrong<'equation', ReturnType<typeof misplacedBatch<Q['input'][0] & string, E>>>
      : Own extends readonly [infer Batch, ...unknown[]]
        ? Outputs<Q, O, [Batch], Rest, Own, After>
        : never
    : Wrong<'equation', ReturnType<typeof misplacedBatch<Q['input'][0] & string, E>>>
  : never

/** The output's dims: those before, one for each of the letters, those behind. */
type Outputs<
  Q extends Equation,
  O,
  Start extends readonly unknown[],
  Ls extends readonly string[],
  Own,
  After extends readonly unknown[],
> = O extends readonly unknown[]
  ? number extends O['length']
    ? undefined
    : O['length'] extends Ls['length']
      ? Filled<Ls, O, ByLetter<Q['input'], Own>> extends infer Dims
        ? Dims extends readonly unknown[]
          ? KernelDims<Q['kernel'], ByLetter<Q['input'], Own> & ByLetter<Ls, Dims>> extends infer K
            ? K extends readonly unknown[]
              ? { output: [...Start, ...Dims, ...After]; kernel: K; letters: Ls; dims: ByLetter<Ls, Dims> }
              : Wrong<'equation', K>
            : never
          : Wrong<'outputShape', Dims>
        : never
      : Wrong<'outputShape', ReturnType<typeof wrongCount<FormatShape<Plain<Nulled<O>>>, Joined<Ls>>>>
  : undefined

/** null prints as ? does. */
type Nulled<O> = { [K in keyof O]: O[K] extends null ? number : O[K] }

type ByLetter<Ls, Dims> = Ls extends readonly [infer L extends string, ...infer MoreLetters]
  ? Dims extends readonly [infer D, ...infer MoreDims]
    ? { [K in L]: D } & ByLetter<MoreLetters, MoreDims>
    : unknown
  : unknown

type Filled<Ls, O, Known, R extends readonly unknown[] = []> = Ls extends readonly [
  infer L extends string,
  ...infer MoreLetters,
]
  ? O extends readonly [infer G, ...infer MoreDims]
    ? FilledDim<L, G, Known> extends infer D
      ? D extends readonly [infer Dim]
        ? Filled<MoreLetters, MoreDims, Known, [...R, Dim]>
        : D
      : never
    : never
  : R

/** [dim], or the sentence. */
type FilledDim<L extends string, G, Own> = [G] extends [null]
  ? L extends keyof Own
    ? [Own[L]]
    : ReturnType<typeof badDim<L, 'null'>>
  : [G] extends [number]
    ? IsPositiveInteger<G> extends true
      ? L extends keyof Own
        ? MayEqual<Own[L], G> extends true
          ? [Agreed<Own[L], Known<G>>]
          : ReturnType<typeof mismatch<L, FormatDim<Own[L]>, `${G}`>>
        : [Known<G>]
      : ReturnType<typeof badDim<L, `${G}`>>
    : [number]

/** The dims of the kernel, which are known; or the sentence. */
type KernelDims<Ls, Dims, R extends readonly unknown[] = []> = Ls extends readonly [
  infer L extends string,
  ...infer Rest,
]
  ? L extends keyof Dims
    ? Dims[L] extends infer D
      ? [D] extends [string]
        ? UnknownAxis<'einsumDense', `axis ${L}`, D & string>
        : KernelDims<Rest, Dims, [...R, IsOpen<D> extends true ? number : D]>
      : never
    : never
  : R

/** The fault of the bias, or undefined. */
type BiasFault<R, Bias> =
  IsWide<Bias> extends true
    ? undefined
    : Bias extends string
      ? R extends Shapes
        ? Letters<Bias> extends infer Ls
          ? Ls extends readonly string[]
            ? Ls extends readonly []
              ? BadBias<R, Bias>
              : TwiceIn<Ls> extends string
                ? BadBias<R, Bias>
                : Exclude<Ls[number], R['letters'][number]> extends never
                  ? undefined
                  : BadBias<R, Bias>
            : BadBias<R, Bias>
          : never
        : undefined
      : undefined

type BadBias<R extends Shapes, Bias extends string> = Wrong<
  'biasAxes',
  ReturnType<typeof badBias<Bias, Joined<R['letters']>>>
>

/** [argument, sentence] of what is wrong, or undefined. */
export type EinsumDenseFault<S, E extends string, O extends OutputDims, Bias> =
  EinsumDense<S, E, O> extends infer R ? (R extends readonly [string, string] ? R : BiasFault<R, Bias>) : never

/** The output's shape, or the sentence. */
export type EinsumDenseShape<S, E extends string, O extends OutputDims, Bias> =
  EinsumDenseFault<S, E, O, Bias> extends readonly [string, infer Sentence]
    ? Sentence
    : EinsumDense<S, E, O> extends { output: infer R extends Shape }
      ? R
      : Shape

export type EinsumDenseParameters<S, E extends string, O extends OutputDims, Bias> =
  EinsumDense<S, E, O> extends infer R extends Shapes
    ? [Bias] extends [null]
      ? ProductOf<R['kernel']>
      : IsWide<Bias> extends true
        ? number
        : Add<ProductOf<R['kernel']>, ProductOf<DimsOf<Letters<Bias & string>, R['dims']>>>
    : number

type ProductOf<Ds, R = 1> = Ds extends readonly [infer D, ...infer Rest] ? ProductOf<Rest, Multiply<R, D>> : R

type DimsOf<Ls, Dims> = { [K in keyof Ls]: Ls[K] extends keyof Dims ? Dims[Ls[K]] : number }

export interface EinsumDenseValue {
  readonly output: ShapeValue
  readonly kernel: readonly number[]
  /** The axes of the kernel that are summed over, and those of the output. */
  readonly inputAxes: readonly number[]
  readonly outputAxes: readonly number[]
  readonly bias: readonly number[] | undefined
  /** A label for each axis of the input, of the kernel, and of the output. */
  readonly labels: readonly [readonly string[], readonly string[], readonly string[]]
}

/** What an equation makes of an input. Throws ShapeError for what does not fit. */
export const einsumDenseOf = (
  equation: string,
  outputShape: OutputDims,
  biasAxes: string | null,
  shape: ShapeValue,
): EinsumDenseValue => {
  const { input, kernel, output, elided } = parseEinsumDense(equation)
  const more = shape.length - input.length
  if (more < 0 || (elided === 'none' && more > 0)) {
    const term = `${elided === 'left' ? '...' : ''}${input.join('')}${elided === 'right' ? '...' : ''}`
    throw new ShapeError(wrongRank(term, formatShape(shape)))
  }
  const [before, own, after] =
    elided === 'left'
      ? [shape.slice(0, more), shape.slice(more), []]
      : [[], shape.slice(0, input.length), shape.slice(input.length)]
  const hasBatch = before.length === 0
  if (hasBatch && (output[0] !== input[0] || kernel.includes(input[0] as string))) {
    throw new ShapeError(misplacedBatch(input[0] as string, equation))
  }
  const letters = output.slice(hasBatch ? 1 : 0)
  const known = new Map(input.map((letter, i) => [letter, own[i] as DimValue]))
  const dims = outputDims(letters, outputShape, known)
  for (const [i, letter] of letters.entries()) known.set(letter, dims[i] as DimValue)
  const kernelDims = kernel.map((letter) => knownDim('einsumDense', `axis ${letter}`, known.get(letter)))
  const row = (dim: readonly unknown[]) => dim.map((_, i) => `... ${i}`)
  const all = (term: readonly string[]) => [...row(before), ...term, ...row(after)]
  const axes = kernel.map((_, axis) => axis)
  const isOutput = (axis: number) => output.includes(kernel[axis] as string)
  return {
    output: [...(hasBatch ? [own[0] as DimValue] : before), ...dims, ...after],
    kernel: kernelDims,
    inputAxes: axes.filter((axis) => !isOutput(axis)),
    outputAxes: axes.filter(isOutput),
    bias: biasAxes === null ? undefined : biasShape(biasAxes, letters, known, after.length),
    labels: [all(input), kernel, all(output)],
  }
}

const outputDims = (
  letters: readonly string[],
  outputShape: OutputDims,
  known: ReadonlyMap<string, DimValue>,
): readonly DimValue[] => {
  const given: unknown = typeof outputShape === 'number' ? [outputShape] : outputShape
  if (!Array.isArray(given)) throw new ShapeError(wrongCount(describeValue(given), letters.join('')))
  if (given.length !== letters.length) throw new ShapeError(wrongCount(formatShape(given), letters.join('')))
  return letters.map((letter, i): DimValue => {
    const dim: unknown = given[i]
    const own = known.get(letter)
    if (dim === null && known.has(letter)) return own as DimValue
    if (typeof dim !== 'number' || !isPositiveInteger(dim)) throw new ShapeError(badDim(letter, describeValue(dim)))
    if (own === undefined || own === null || own === dim) return dim
    throw new ShapeError(mismatch(letter, formatDim(own), `${dim}`))
  })
}

/** As Keras has it: from the first axis with a bias on, 1 for those without. */
const biasShape = (
  biasAxes: string,
  letters: readonly string[],
  known: ReadonlyMap<string, DimValue>,
  after: number,
): readonly number[] => {
  const axes = typeof biasAxes === 'string' ? [...biasAxes] : []
  if (axes.length === 0 || twiceIn(axes) !== undefined || !axes.every((letter) => letters.includes(letter))) {
    throw new ShapeError(badBias(typeof biasAxes === 'string' ? biasAxes : describeValue(biasAxes), letters.join('')))
  }
  const first = letters.findIndex((letter) => axes.includes(letter))
  const own = letters
    .slice(first)
    .map((letter) => (axes.includes(letter) ? knownDim('einsumDense', `axis ${letter}`, known.get(letter)) : 1))
  return [...own, ...Array<number>(after).fill(1)]
}
