import type { DimFits, Sample, WithoutLast } from './data.js'
import { ShapeError, type ShapeValue } from './dim.js'
import { type FormatShape, formatShape } from './format.js'

const notOneARow = <const Call extends string, const Name extends string, const Got extends string>(
  call: Call,
  name: Name,
  got: Got,
) => `${call}: ${name} has samples of shape ${got}, expected [], one weight a row` as const

const noRows = <const Call extends string, const Name extends string>(call: Call, name: Name) =>
  `${call}: ${name} has no rows: its shape is []; give one weight a row` as const

const notOneALoss = <
  const Call extends string,
  const Name extends string,
  const Got extends string,
  const Want extends string,
  const Ones extends string,
>(
  call: Call,
  name: Name,
  got: Got,
  want: Want,
  ones: Ones,
) =>
  `${call}: ${name} has samples of shape ${got}, expected ${want}, one weight for each loss, or ${ones}, one a row` as const

const manyClasses = <const Call extends string, const Output extends string>(call: Call, output: Output) =>
  `${call}: classWeight needs one class a row, but the model's output is ${output}; give sampleWeight` as const

/** Weights for one of several outputs, as they are written: by its name, or in a list where that is ''. */
export const weightsExample = <const First extends string>(first: First) =>
  (first === '' ? '[weights, …]' : `{ ${first}: weights }`) as First extends ''
    ? '[weights, …]'
    : `{ ${First}: weights }`

export const oneForSeveral = <const Call extends string, const Example extends string>(call: Call, example: Example) =>
  `${call}: sampleWeight is one tensor; give weights for each output, as y is given: ${example}` as const

/** The sentence for one tensor of sample weights where targets are given by name or in a list, of which `First` is one, or '' in a list. */
export type OneForSeveral<Call extends string, First extends string> = ReturnType<
  typeof oneForSeveral<Call, ReturnType<typeof weightsExample<First>>>
>

export const classesOfSeveral = <const Call extends string>(call: Call) =>
  `${call}: classWeight needs a model with one loss, but this one has several; give sampleWeight` as const

/** The sentence for class weights of a model with several losses. */
export type ClassesOfSeveral<Call extends string> = ReturnType<typeof classesOfSeveral<Call>>

/** The losses of a row of output: one for each position, over the last axis. */
type Losses<Output> = WithoutLast<Sample<Output>>

type Ones<S> = { readonly [Axis in keyof S]: 1 }

/**
 * Whether weights repeat to `Want`: each dim is the same or 1, and a last axis of length 1 may be there or not. Wide dims and
 * ranks fit anything.
 */
type Repeats<Got, Want> = Got extends readonly [infer G, ...infer Gs]
  ? Want extends readonly [infer W, ...infer Ws]
    ? 1 extends G
      ? Repeats<Gs, Ws>
      : DimFits<G, W> extends true
        ? Repeats<Gs, Ws>
        : false
    : Want extends readonly []
      ? [1, Gs['length']] extends [G, 0]
        ? true
        : false
      : true
  : Got extends readonly []
    ? Want extends readonly [infer W, ...infer Ws]
      ? [1, Ws['length']] extends [W, 0]
        ? true
        : false
      : true
    : true

/** undefined, or why sample weights of `Data` do not fit the losses of the model's output. */
export type WeightSentence<
  Call extends string,
  Output,
  Data,
  Name extends string = 'sampleWeight',
> = unknown extends Output
  ? undefined
  : Data extends readonly []
    ? ReturnType<typeof noRows<Call, Name>>
    : Repeats<Sample<Data>, Losses<Output>> extends true
      ? undefined
      : Losses<Output> extends readonly []
        ? ReturnType<typeof notOneARow<Call, Name, FormatShape<Sample<Data>>>>
        : ReturnType<
            typeof notOneALoss<
              Call,
              Name,
              FormatShape<Sample<Data>>,
              FormatShape<Losses<Output>>,
              FormatShape<Ones<Losses<Output>>>
            >
          >

/** undefined, or that the rows of the model's output have many positions, and so no class of their own. */
export type ClassWeightSentence<Call extends string, Output> = unknown extends Output
  ? undefined
  : Output extends readonly [unknown, unknown, unknown, ...unknown[]]
    ? ReturnType<typeof manyClasses<Call, FormatShape<Output>>>
    : undefined

/** The shape of the losses of an output: the output's without its last axis, which the batch never is. */
export const lossShape = (output: ShapeValue): ShapeValue => (output.length > 1 ? output.slice(0, -1) : output)

/**
 * The weights' dims, a last axis of length 1 put in or left out as the losses of this output have it: they broadcast to
 * them. Keras's rule, `squeeze_or_expand_to_same_rank`.
 */
export const checkSampleWeight = (
  call: string,
  output: ShapeValue,
  data: ShapeValue,
  name = 'sampleWeight',
): ShapeValue => {
  const want = lossShape(output).slice(1)
  const got = data.slice(1)
  const ranked =
    got.length === want.length + 1 && got.at(-1) === 1
      ? got.slice(0, -1)
      : got.length + 1 === want.length && want.at(-1) === 1
        ? [...got, 1]
        : got
  if (data.length > 0 && ranked.length === want.length && ranked.every((dim, i) => dim === 1 || dim === want[i])) {
    return [data[0] as number, ...ranked]
  }
  if (data.length === 0) throw new ShapeError(noRows(call, name))
  throw new ShapeError(
    want.length === 0
      ? notOneARow(call, name, formatShape(got))
      : notOneALoss(call, name, formatShape(got), formatShape(want), formatShape(want.map(() => 1))),
  )
}

export const checkOneClassARow = (call: string, output: ShapeValue): void => {
  if (output.length > 2) throw new ShapeError(manyClasses(call, formatShape(output)))
}
