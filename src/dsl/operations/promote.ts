import type { DType } from '../../codegen/ir/value.js'
import { ShapeError } from '../../shapes/dim.js'

/** Each dtype with those that it takes in, as in Keras: bool, uint8, int32, int64, float32, float64. */
interface TakesIn {
  readonly bool: 'bool'
  readonly uint8: TakesIn['bool'] | 'uint8'
  readonly int32: TakesIn['uint8'] | 'int32'
  readonly int64: TakesIn['int32'] | 'int64'
  readonly float32: TakesIn['int64'] | 'float32'
  readonly float64: DType
}

const order: readonly DType[] = ['bool', 'uint8', 'int32', 'int64', 'float32', 'float64']

export type Float = 'float32' | 'float64'

/** The dtype of two operands, each a dtype or a number. A whole number takes the tensor's dtype, a fraction makes it float. */
export type Promoted<T, U> = [T, U] extends [U & DType, T]
  ? T
  : T extends DType
    ? U extends DType
      ? U extends TakesIn[T]
        ? T
        : U
      : WithNumber<T, U>
    : U extends DType
      ? WithNumber<U, T>
      : 'float32'

/** The dtype of a list of dtypes together. */
export type PromotedAll<Ts> = Ts extends readonly [infer T, ...infer Rest]
  ? Rest extends readonly []
    ? T
    : Promoted<T, PromotedAll<Rest>>
  : Ts extends readonly (infer T)[]
    ? T
    : never

type WithNumber<T extends DType, N> = T extends Float
  ? T
  : number extends N
    ? WithWhole<T> | 'float32'
    : `${N & number}` extends `${string}.${string}` | `${string}e-${string}`
      ? 'float32'
      : WithWhole<T>

type WithWhole<T extends DType> = T extends 'bool' ? 'int32' : T

const isWhole = (n: number): boolean => Number.isFinite(n) && !/\.|e-/.test(`${n}`)

export const isFloat = (dtype: DType): dtype is Float => dtype.startsWith('float')

const withNumber = (dtype: DType, n: number): DType => {
  if (isFloat(dtype)) return dtype
  if (!isWhole(n)) return 'float32'
  return dtype === 'bool' ? 'int32' : dtype
}

export const promoted = (a: DType | number, b: DType | number): DType => {
  if (typeof a === 'number') return typeof b === 'number' ? 'float32' : withNumber(b, a)
  if (typeof b === 'number') return withNumber(a, b)
  return order.indexOf(a) < order.indexOf(b) ? b : a
}

export const promotedAll = (dtypes: readonly DType[]): DType => dtypes.reduce(promoted)

/** Floats stay; whatever else becomes float32. */
export type Floated<T> = T extends Float ? T : 'float32'

export const floated = (dtype: DType): Float => (isFloat(dtype) ? dtype : 'float32')

const notNumbers = <const Op extends string, const Got extends string>(op: Op, got: Got) =>
  `${op}: expected tensors of float32, float64, int32 or int64, got ${got}; use cast` as const

/** Otherwise, or the sentence for a dtype that no arithmetic takes. Never for one that may be a number's. */
export type IfNumbers<Op extends string, T, Otherwise> = [T] extends ['bool' | 'uint8']
  ? ReturnType<typeof notNumbers<Op, T>>
  : Otherwise

/** Throws ShapeError for a dtype that no arithmetic takes. */
export const requireNumbers = (op: string, dtype: DType): void => {
  if (dtype === 'bool' || dtype === 'uint8') throw new ShapeError(notNumbers(op, dtype))
}
