import { type IsLiteral, type IsRankWide, ShapeError, type ShapeValue } from './dim.js'
import { type FormatShape, formatShape } from './format.js'
import { type Positions, plainKind, positionsOf } from './target-axis.js'

/**
 * What a loss compares the output with: class indices [batch, …]; a tensor of the output's own shape; or for an output
 * [batch, time, classes] a sequence of labels [batch, labels], however long.
 */
export type PlainKind = 'classIndices' | 'sameShape' | 'labelSequence'

export const plainKinds: readonly PlainKind[] = ['classIndices', 'sameShape', 'labelSequence']

/** The same, of a loss along the output's last axis, or along another. */
export type TargetKind = PlainKind | `${'classIndices' | 'sameShape'} along ${number}`

const sampleMismatch = <
  const Call extends string,
  const Name extends string,
  const Got extends string,
  const Want extends string,
>(
  call: Call,
  name: Name,
  got: Got,
  want: Want,
) =>
  `${call}: ${name} has samples of shape ${got}, but the model's input is ${want}; reshape the data, or give input(…) their shape` as const

const targetMismatch = <
  const Call extends string,
  const Name extends string,
  const Got extends string,
  const Want extends string,
>(
  call: Call,
  name: Name,
  got: Got,
  want: Want,
) =>
  `${call}: ${name} has samples of shape ${got}, but the model's output is ${want}; reshape the data, or change the model's last layer` as const

const indicesMismatch = <
  const Call extends string,
  const Name extends string,
  const Got extends string,
  const Want extends string,
>(
  call: Call,
  name: Name,
  got: Got,
  want: Want,
) =>
  `${call}: ${name} has samples of shape ${got}, expected class indices of shape ${want}; for one-hot targets use categoricalCrossentropy` as const

const sequenceMismatch = <const Call extends string, const Name extends string, const Got extends string>(
  call: Call,
  name: Name,
  got: Got,
) =>
  `${call}: ${name} has samples of shape ${got}, expected sequences of labels [labels], filled up with 0 at their end` as const

const notSeries = <const Loss extends string, const Got extends string>(loss: Loss, got: Got) =>
  `compile: ${loss} needs an output [batch, time, classes], the logits of each step, got ${got}; reshape it, or keep all steps, as lstm(…, { returnSequences: true }) does` as const

/** undefined, or why a loss of sequences of labels cannot be of this output. */
export type SeriesSentence<Loss extends string, Output> = Output extends readonly [unknown, unknown, unknown]
  ? undefined
  : IsRankWide<Output> extends true
    ? undefined
    : ReturnType<typeof notSeries<Loss, FormatShape<Output>>>

/** Throws ShapeError for an output that a loss of sequences of labels cannot be of. */
export const checkSeries = (loss: string, output: ShapeValue): void => {
  if (output.length !== 3) throw new ShapeError(notSeries(loss, formatShape(output)))
}

export type Sample<S> = S extends readonly [unknown, ...infer Rest] ? Rest : S
export type WithoutLast<S> = S extends readonly [...infer Head, unknown] ? Head : S

/** Whether two samples may be of one shape: wide and symbolic dims fit anything, and so does an unknown rank. */
type Fits<A, B> = A extends readonly [infer X, ...infer As]
  ? B extends readonly [infer Y, ...infer Bs]
    ? DimFits<X, Y> extends true
      ? Fits<As, Bs>
      : false
    : B extends readonly []
      ? false
      : true
  : A extends readonly []
    ? B extends readonly [unknown, ...unknown[]]
      ? false
      : true
    : true

export type DimFits<X, Y> = [IsLiteral<X>, IsLiteral<Y>] extends [true, true]
  ? X extends string
    ? true
    : Y extends string
      ? true
      : [X] extends [Y]
        ? true
        : false
  : true

/** undefined, or why samples of `Data` do not fit the model's input; `any` stands for any model. */
export type SampleSentence<Call extends string, Input, Data, Name extends string = 'x'> = unknown extends Input
  ? undefined
  : Fits<Sample<Data>, Sample<Input>> extends true
    ? undefined
    : ReturnType<typeof sampleMismatch<Call, Name, FormatShape<Sample<Data>>, FormatShape<Sample<Input>>>>

/** undefined, or why targets of `Data` do not fit the model's output under its loss. */
export type TargetSentence<
  Call extends string,
  Kind extends TargetKind,
  Output,
  Data,
  Name extends string = 'y',
> = unknown extends Output
  ? undefined
  : Kind extends 'classIndices'
    ? Fits<Sample<Data>, WithoutLast<Sample<Output>>> extends true
      ? undefined
      : Fits<
            Sample<Data>,
            [...(WithoutLast<Sample<Output>> extends infer W extends unknown[] ? W : []), 1]
          > extends true
        ? undefined
        : ReturnType<
            typeof indicesMismatch<Call, Name, FormatShape<Sample<Data>>, FormatShape<WithoutLast<Sample<Output>>>>
          >
    : Kind extends 'labelSequence'
      ? Fits<Sample<Data>, [number]> extends true
        ? Sample<Data> extends [0]
          ? ReturnType<typeof sequenceMismatch<Call, Name, '[0]'>>
          : undefined
        : ReturnType<typeof sequenceMismatch<Call, Name, FormatShape<Sample<Data>>>>
      : Kind extends `classIndices along ${number}`
        ? TargetSentence<Call, 'classIndices', Positions<Kind, Output>, Data, Name>
        : true extends Fits<Sample<Data>, Sample<Output>> | FitsWithout1<Sample<Data>, Sample<Output>>
          ? undefined
          : ReturnType<typeof targetMismatch<Call, Name, FormatShape<Sample<Data>>, FormatShape<Sample<Output>>>>

/** Whether targets fit an output whose last axis has length 1, which they leave out. */
type FitsWithout1<Target, Output> = Output extends readonly [...infer Head, infer Last]
  ? 1 extends Last
    ? Fits<Target, Head>
    : false
  : false

const fits = (a: ShapeValue, b: ShapeValue): boolean =>
  a.length === b.length && a.every((dim, i) => typeof dim !== 'number' || typeof b[i] !== 'number' || dim === b[i])

export const checkSamples = (call: string, input: ShapeValue, data: ShapeValue, name = 'x'): void => {
  if (data.length > 0 && fits(data.slice(1), input.slice(1))) return
  throw new ShapeError(sampleMismatch(call, name, formatShape(data.slice(1)), formatShape(input.slice(1))))
}

export const checkTargets = (
  call: string,
  kind: TargetKind,
  output: ShapeValue,
  data: ShapeValue,
  name = 'y',
): void => {
  const [got, want] = [data.slice(1), output.slice(1)]
  if (plainKind(kind) === 'sameShape') {
    if (data.length > 0 && (fits(got, want) || (want.at(-1) === 1 && fits(got, want.slice(0, -1))))) return
    throw new ShapeError(targetMismatch(call, name, formatShape(got), formatShape(want)))
  }
  if (kind === 'labelSequence') {
    if (got.length === 1 && got[0] !== 0) return
    throw new ShapeError(sequenceMismatch(call, name, formatShape(got)))
  }
  const indices = positionsOf(kind, output).slice(1, -1)
  if (data.length > 0 && (fits(got, indices) || fits(got, [...indices, 1]))) return
  throw new ShapeError(indicesMismatch(call, name, formatShape(got), formatShape(indices)))
}
