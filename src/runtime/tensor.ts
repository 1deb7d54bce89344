import type { DType, TensorData, TypedArray } from '../codegen/ir/value.js'
import { type Shape, ShapeError, type ShapeValue } from '../shapes/dim.js'
import { formatShape } from '../shapes/format.js'

type DTypeOf<A> = A extends Float32Array
  ? 'float32'
  : A extends Float64Array
    ? 'float64'
    : A extends Int32Array
      ? 'int32'
      : A extends BigInt64Array
        ? 'int64'
        : A extends Uint8Array
          ? 'uint8'
          : 'float32'

/** Numbers in nested arrays of equal lengths. */
export type Nested = number | readonly Nested[]

/** A tensor on the host: elements in row-major order, with its shape in the type. */
export class Tensor<S extends Shape = Shape, T extends DType = DType> implements TensorData {
  declare readonly shapeType?: S

  constructor(
    readonly data: TypedArray,
    readonly shape: readonly number[],
    readonly dtype: T,
  ) {}

  /** The length of the first axis. */
  get rows(): number {
    return this.shape[0] ?? 1
  }

  /** Rows `start` to `end` (not included), sharing memory with this tensor. */
  slice(
    start: number,
    end: number = this.rows,
  ): Tensor<S extends [unknown, ...infer Rest extends Shape] ? [number, ...Rest] : Shape, T> {
    const size = this.data.length / Math.max(this.rows, 1)
    const [from, to] = [Math.max(0, start), Math.min(end, this.rows)]
    return new Tensor(
      this.data.subarray(from * size, to * size),
      [Math.max(0, to - from), ...this.shape.slice(1)],
      this.dtype,
    )
  }

  /** The elements as nested arrays of numbers. */
  toArray(): Nested {
    const nest = (offset: number, dims: readonly number[]): Nested => {
      const [length, ...rest] = dims
      if (length === undefined) return Number(this.data[offset])
      const size = rest.reduce((a, b) => a * b, 1)
      return Array.from({ length }, (_, i) => nest(offset + i * size, rest))
    }
    return nest(0, this.shape)
  }
}

/**
 * A tensor of a typed array, which is not copied, and its shape; or of nested arrays of numbers, as float32.
 * Throws ShapeError where the shape does not hold all elements, or the arrays are ragged.
 */
export function tensor<A extends TypedArray, const S extends readonly number[]>(
  data: A,
  shape: S,
): Tensor<[...S], DTypeOf<A>>
export function tensor(data: readonly Nested[]): Tensor<Shape, 'float32'>
export function tensor(data: TypedArray | readonly Nested[], shape?: readonly number[]): Tensor {
  if (ArrayBuffer.isView(data)) return fromTypedArray(data, shape ?? [data.length])
  const dims = nestedShape(data)
  return new Tensor(
    Float32Array.from((data as readonly unknown[]).flat(Number.POSITIVE_INFINITY) as number[]),
    dims,
    'float32',
  )
}

const dtypeOf = (data: TypedArray): DType => {
  if (data instanceof Float32Array) return 'float32'
  if (data instanceof Float64Array) return 'float64'
  if (data instanceof Int32Array) return 'int32'
  if (data instanceof BigInt64Array) return 'int64'
  if (data instanceof Uint8Array) return 'uint8'
  throw new TypeError(
    `tensor: expected a Float32Array, Float64Array, Int32Array, BigInt64Array or Uint8Array, got ${(data as object)?.constructor?.name}`,
  )
}

const fromTypedArray = (data: TypedArray, shape: readonly number[]): Tensor => {
  const dtype = dtypeOf(data)
  const size = shape.reduce((a, b) => a * b, 1)
  if (shape.some((dim) => !Number.isInteger(dim) || dim < 0) || size !== data.length) {
    throw new ShapeError(
      `tensor: shape ${formatShape(shape as ShapeValue)} holds ${size} elements, but the data has ${data.length}`,
    )
  }
  return new Tensor(data, [...shape], dtype)
}

const nestedShape = (data: Nested): number[] => {
  if (typeof data === 'number') return []
  if (!Array.isArray(data)) throw new TypeError(`tensor: expected numbers in nested arrays, got ${typeof data}`)
  const inner = data.length > 0 ? nestedShape(data[0] as Nested) : []
  const ragged = data.findIndex((part) => nestedShape(part as Nested).join() !== inner.join())
  if (ragged >= 0) {
    throw new ShapeError(
      `tensor: nested arrays must have equal lengths, but item ${ragged} has shape ${formatShape(nestedShape(data[ragged] as Nested))} beside ${formatShape(inner)}`,
    )
  }
  return [data.length, ...inner]
}
