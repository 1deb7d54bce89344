import { type Dim, type IsLiteral, type Shape, ShapeError, type ShapeValue } from './dim.js'
import { type FormatShape, formatShape } from './format.js'

/** What a loss compares the output with: class indices [batch, …], or a tensor of the output's own shape. */
export type TargetKind = 'classIndices' | 'sameShape'

const sampleMismatch = <const Call extends string, const Got extends string, const Want extends string>(
  call: Call,
  got: Got,
  want: Want,
) => `${call}: x has samples of shape ${got}, but the model's input is ${want}` as const

const targetMismatch = <const Call extends string, const Got extends string, const Want extends string>(
  call: Call,
  got: Got,
  want: Want,
) => `${call}: y has samples of shape ${got}, but the model's output is ${want}` as const

const indicesMismatch = <const Call extends string, const Got extends string, const Want extends string>(
  call: Call,
  got: Got,
  want: Want,
) =>
  `${call}: y has samples of shape ${got}, expected class indices of shape ${want}; for one-hot targets use categoricalCrossentropy` as const

const rowsMismatch = <
  const Call extends string,
  const X extends string,
  const Name extends string,
  const Y extends string,
>(
  call: Call,
  x: X,
  name: Name,
  y: Y,
) => `${call}: x has ${x} rows, but ${name} has ${y}` as const

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
export type SampleSentence<Call extends string, Input, Data> = unknown extends Input
  ? undefined
  : Fits<Sample<Data>, Sample<Input>> extends true
    ? undefined
    : ReturnType<typeof sampleMismatch<Call, FormatShape<Sample<Data>>, FormatShape<Sample<Input>>>>

/** undefined, or why targets of `Data` do not fit the model's output under its loss. */
export type TargetSentence<Call extends string, Kind extends TargetKind, Output, Data> = unknown extends Output
  ? undefined
  : Kind extends 'classIndices'
    ? Fits<Sample<Data>, WithoutLast<Sample<Output>>> extends true
      ? undefined
      : Fits<
            Sample<Data>,
            [...(WithoutLast<Sample<Output>> extends infer W extends unknown[] ? W : []), 1]
          > extends true
        ? undefined
        : ReturnType<typeof indicesMismatch<Call, FormatShape<Sample<Data>>, FormatShape<WithoutLast<Sample<Output>>>>>
    : true extends Fits<Sample<Data>, Sample<Output>> | FitsWithout1<Sample<Data>, Sample<Output>>
      ? undefined
      : ReturnType<typeof targetMismatch<Call, FormatShape<Sample<Data>>, FormatShape<Sample<Output>>>>

/** Whether targets fit an output whose last axis has length 1, which they leave out. */
type FitsWithout1<Target, Output> = Output extends readonly [...infer Head, infer Last]
  ? 1 extends Last
    ? Fits<Target, Head>
    : false
  : false

/** undefined, or that the literal row counts of x and of what `Name` says differ. */
export type RowsSentence<Call extends string, X, Y, Name extends string = 'y'> = X extends readonly [
  infer A,
  ...unknown[],
]
  ? Y extends readonly [infer B, ...unknown[]]
    ? DimFits<A, B> extends true
      ? undefined
      : ReturnType<typeof rowsMismatch<Call, `${A & number}`, Name, `${B & number}`>>
    : undefined
  : undefined

/** The rows of the data with the model's output: predict on [5, 28, 28, 1] gives [5, 10]. */
export type Predicted<Output, Data> = unknown extends Output
  ? Shape
  : Data extends readonly [infer N extends Dim, ...unknown[]]
    ? Output extends readonly [unknown, ...infer Rest extends Dim[]]
      ? [N, ...Rest]
      : Shape
    : Output extends readonly [unknown, ...infer Rest extends Dim[]]
      ? [number, ...Rest]
      : Shape

const fits = (a: ShapeValue, b: ShapeValue): boolean =>
  a.length === b.length && a.every((dim, i) => typeof dim !== 'number' || typeof b[i] !== 'number' || dim === b[i])

export const checkSamples = (call: string, input: ShapeValue, data: ShapeValue): void => {
  if (data.length > 0 && fits(data.slice(1), input.slice(1))) return
  throw new ShapeError(sampleMismatch(call, formatShape(data.slice(1)), formatShape(input.slice(1))))
}

export const checkTargets = (call: string, kind: TargetKind, output: ShapeValue, data: ShapeValue): void => {
  const [got, want] = [data.slice(1), output.slice(1)]
  if (kind === 'sameShape') {
    if (data.length > 0 && (fits(got, want) || (want.at(-1) === 1 && fits(got, want.slice(0, -1))))) return
    throw new ShapeError(targetMismatch(call, formatShape(got), formatShape(want)))
  }
  const indices = want.slice(0, -1)
  if (data.length > 0 && (fits(got, indices) || fits(got, [...indices, 1]))) return
  throw new ShapeError(indicesMismatch(call, formatShape(got), formatShape(indices)))
}

export const checkRows = (call: string, x: ShapeValue, y: ShapeValue, name = 'y'): void => {
  if (x[0] !== y[0]) throw new ShapeError(rowsMismatch(call, `${x[0]}`, name, `${y[0]}`))
}
