import type { DType, TensorData, TypedArray } from '../codegen/ir/value.js'
import { type Dim, type Shape, ShapeError } from '../shapes/dim.js'
import { formatShape } from '../shapes/format.js'
import { dtypeOf, elementCount, holds } from './elements.js'

type DTypeOf<A> = A extends Float32Array
  ? 'float32'
  : A extends Float64Array
    ? 'float64'
    : A extends Int32Array
      ? 'int32'
      : A extends BigInt64Array
        ? 'int64'
        : 'uint8'

/** What holds the elements of each dtype. */
interface Arrays {
  readonly float32: Float32Array
  readonly float64: Float64Array
  readonly int32: Int32Array
  readonly int64: BigInt64Array
  readonly uint8: Uint8Array
  readonly bool: Uint8Array
}

/** Numbers in nested arrays of equal lengths. */
export type Nested = number | readonly Nested[]

/** What a tensor of a shape is as arrays: number[][] for two dims. */
export type ArrayOf<S> = S extends readonly []
  ? number
  : S extends readonly [unknown, ...infer Rest]
    ? ArrayOf<Rest>[]
    : Nested

/** The shape of nested arrays: their lengths where they are written out, else wide. */
export type NestedShape<N> = [Nested] extends [N]
  ? Shape
  : N extends readonly unknown[]
    ? N extends readonly [infer First, ...unknown[]]
      ? [N['length'], ...NestedShape<First>]
      : [number, ...NestedShape<N[number]>]
    : []

/** The same samples, however many. */
type AnyRows<S> = S extends [Dim, ...infer Sample extends Dim[]] ? [number, ...Sample] : Shape

/**
 * A tensor on the host: elements in row-major order, with its shape in the type. `tensor` makes one.
 * Throws ShapeError where the shape does not hold all elements, TypeError where the array is not of the dtype.
 */
export class Tensor<S extends Shape = Shape, T extends DType = DType> implements TensorData {
  /** Exists in types only. */
  declare readonly shapeType?: S
  readonly shape: readonly number[]

  constructor(
    readonly data: Arrays[T],
    shape: readonly number[],
    readonly dtype: T,
  ) {
    if (!holds(dtype, data)) {
      throw new TypeError(`tensor: elements of ${dtype} do not fit a ${(data as object)?.constructor?.name}`)
    }
    const bad = shape.find((dim) => !(Number.isSafeInteger(dim) && dim >= 0))
    if (bad !== undefined) throw new ShapeError(`tensor: dims must be integers of 0 or more, got ${formatShape(shape)}`)
    if (elementCount(shape) !== data.length) {
      throw new ShapeError(
        `tensor: shape ${formatShape(shape)} holds ${elementCount(shape)} elements, but the data has ${data.length}`,
      )
    }
    this.shape = [...shape]
  }

  /** The length of the first axis. */
  get rows(): number {
    return this.shape[0] ?? 1
  }

  /** Rows `start` to `end` (not included), sharing memory with this tensor; negative ones count from the end, as in arrays. */
  slice(start: number, end: number = this.rows): Tensor<AnyRows<S>, T> {
    if (this.shape.length === 0) throw new ShapeError('slice: a scalar has no rows')
    const from = rowIndex(start, this.rows)
    const to = Math.max(from, rowIndex(end, this.rows))
    const sample = this.shape.slice(1)
    const size = elementCount(sample)
    return new Tensor(this.data.subarray(from * size, to * size) as Arrays[T], [to - from, ...sample], this.dtype)
  }

  /** The elements as nested arrays of numbers. */
  toArray(): ArrayOf<S> {
    const nest = (offset: number, [length, ...rest]: readonly number[]): Nested => {
      if (length === undefined) return Number(this.data[offset])
      const size = elementCount(rest)
      return Array.from({ length }, (_, i) => nest(offset + i * size, rest))
    }
    return nest(0, this.shape) as ArrayOf<S>
  }
}

const rowIndex = (index: number, rows: number): number => {
  if (!Number.isInteger(index)) throw new RangeError(`slice: rows are counted in integers, got ${index}`)
  return Math.min(Math.max(index < 0 ? rows + index : index, 0), rows)
}

/**
 * A tensor of a typed array, which is not copied, and its shape (by default one axis); or of nested arrays of numbers,
 * as float32. Throws ShapeError where the shape does not hold all elements or the arrays are ragged, TypeError for data
 * of other kinds.
 */
export function tensor<A extends TypedArray, const S extends readonly number[]>(
  data: A,
  shape: S,
): Tensor<[...S], DTypeOf<A>>
export function tensor<A extends TypedArray>(data: A): Tensor<[number], DTypeOf<A>>
export function tensor<const N extends readonly Nested[]>(data: N): Tensor<NestedShape<N>, 'float32'>
export function tensor(data: TypedArray | readonly Nested[], shape?: readonly number[]): Tensor {
  if (Array.isArray(data)) return fromNested(data, shape)
  const dtype = dtypeOf(data)
  if (!dtype) {
    throw new TypeError(
      `tensor: expected a Float32Array, Float64Array, Int32Array, BigInt64Array, Uint8Array or nested arrays, got ${kindOf(data)}`,
    )
  }
  return new Tensor(data as TypedArray, shape ?? [(data as TypedArray).length], dtype)
}

const kindOf = (data: unknown): string => (data as object | null)?.constructor?.name ?? String(data)

const fromNested = (data: readonly Nested[], shape: readonly number[] | undefined): Tensor => {
  if (shape) throw new TypeError('tensor: nested arrays have a shape of their own; leave the argument shape out')
  const dims = nestedShape(data)
  const flat = new Float32Array(elementCount(dims))
  let at = 0
  const fill = (part: Nested): void => {
    if (typeof part === 'number') flat[at++] = part
    else part.forEach(fill)
  }
  fill(data)
  return new Tensor(flat, dims, 'float32')
}

const nestedShape = (data: Nested): number[] => {
  if (typeof data === 'number') return []
  if (!Array.isArray(data)) throw new TypeError(`tensor: expected numbers in nested arrays, got ${kindOf(data)}`)
  let inner: number[] = []
  data.forEach((part: Nested, i) => {
    const own = nestedShape(part)
    if (i === 0) inner = own
    else if (own.length !== inner.length || own.some((dim, axis) => dim !== inner[axis])) {
      throw new ShapeError(
        `tensor: nested arrays must have equal lengths, but item ${i} has shape ${formatShape(own)} beside ${formatShape(inner)}`,
      )
    }
  })
  return [data.length, ...inner]
}
