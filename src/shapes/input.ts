import type { IsPositiveInteger } from './arithmetic.js'
import { describeValue } from './describe-value.js'
import { type DimValue, isPositiveInteger, type Known, ShapeError } from './dim.js'
import { type FormatShape, formatShape } from './format.js'

const ownBatch = () => "input: the batch is added by itself; give the dims of one sample, without 'batch'" as const

const badDims = <const Got extends string>(got: Got) =>
  `input: dims must be positive integers, names or null, got ${got}` as const

/** A model's input for samples of the dims S: ['batch', ...S], with null as wide `number`; or the sentence. */
export type InputShape<S extends readonly unknown[]> = 'batch' extends S[number]
  ? string extends S[number]
    ? WideInput<S>
    : ReturnType<typeof ownBatch>
  : WideInput<S>

type WideInput<S extends readonly unknown[]> =
  AreDims<S> extends true
    ? // a tuple of what is inferred alone, so that the compiler makes one type of equal shapes
      WideDims<S> extends infer Dims extends unknown[]
      ? ['batch', ...Dims]
      : never
    : ReturnType<typeof badDims<FormatShape<S>>>

type WideDims<S> = { -readonly [K in keyof S]: S[K] extends string ? S[K] : Known<S[K]> }

type AreDims<S> = S extends readonly [infer First, ...infer Rest]
  ? IsDim<First> extends true
    ? AreDims<Rest>
    : false
  : true

type IsDim<D> = D extends number ? IsPositiveInteger<D> : true

export const inputShape = (dims: readonly unknown[]): ['batch', ...DimValue[]] => {
  if (!Array.isArray(dims))
    throw new ShapeError(`input: expected a list of dims, such as [28, 28, 1], got ${describeValue(dims)}`)
  if (dims.includes('batch')) throw new ShapeError(ownBatch())
  const isDim = (dim: unknown): dim is DimValue =>
    typeof dim === 'number' ? isPositiveInteger(dim) : dim === null || typeof dim === 'string'
  if (!dims.every(isDim)) throw new ShapeError(badDims(formatShape(dims as DimValue[])))
  return ['batch', ...dims]
}
