import type { DType, TensorData, TypedArray } from '../codegen/ir/value.js'
import { checkRows, checkSamples, checkTargets } from '../shapes/data.js'
import type { Program, TargetSpec } from './program.js'
import { allocate } from './session.js'

/** Data that has been checked against a program: rows can be gathered from it without further checks. */
export interface Dataset {
  readonly x: TensorData
  readonly y: TensorData
  readonly rows: number
}

/** Throws for targets or samples that the program cannot take, naming the first bad row. */
export const dataset = (call: string, { input, target, output }: Program, x: TensorData, y: TensorData): Dataset => {
  checkTensor(call, 'x', x)
  checkTensor(call, 'y', y)
  checkSamples(call, input.shape, x.shape)
  checkTargets(call, target.kind, output.shape, y.shape)
  checkRows(call, x.shape, y.shape)
  checkNotEmpty(call, x)
  checkFinite(call, 'x', x)
  if (target.kind === 'classIndices') checkLabels(call, target, y)
  else checkFinite(call, 'y', y)
  return { x, y, rows: x.shape[0] as number }
}

/** Throws for samples that the program cannot take. */
export const samples = (call: string, { input }: Program, x: TensorData): void => {
  checkTensor(call, 'x', x)
  checkSamples(call, input.shape, x.shape)
  checkNotEmpty(call, x)
  checkFinite(call, 'x', x)
}

const checkTensor = (call: string, name: string, x: unknown): void => {
  const { data, shape } = (x ?? {}) as Partial<TensorData>
  if (!ArrayBuffer.isView(data) || !Array.isArray(shape)) {
    throw new TypeError(`${call}: ${name} must be a tensor; make one with tensor(data, shape)`)
  }
}

const checkNotEmpty = (call: string, x: TensorData): void => {
  if (x.shape[0] === 0) throw new RangeError(`${call}: x has no rows; give at least one`)
}

const rowSize = ({ shape }: TensorData): number => shape.slice(1).reduce((a, b) => a * b, 1)

const checkFinite = (call: string, name: string, x: TensorData): void => {
  const { data } = x
  if (!(data instanceof Float32Array || data instanceof Float64Array)) return
  for (let i = 0; i < data.length; i++) {
    if (!Number.isFinite(data[i])) {
      throw new RangeError(
        `${call}: ${name} holds ${data[i]} in row ${Math.floor(i / rowSize(x))}; clean the data first`,
      )
    }
  }
}

const checkLabels = (call: string, { classes }: TargetSpec, y: TensorData): void => {
  const { data } = y
  for (let i = 0; i < data.length; i++) {
    const label = Number(data[i])
    if (!Number.isInteger(label) || label < 0 || (classes !== null && label >= classes)) {
      const range = classes === null ? 'integers of 0 or more' : `integers from 0 to ${classes - 1}`
      throw new RangeError(`${call}: y holds label ${label} in row ${Math.floor(i / rowSize(y))}; expected ${range}`)
    }
  }
}

/** Copies rows of one tensor into a buffer of another dtype, batch after batch. */
export class RowGatherer {
  private readonly size: number
  private readonly buffer: TypedArray

  constructor(
    private readonly source: TensorData,
    private readonly dtype: DType,
    private readonly sample: readonly number[],
    batchSize: number,
  ) {
    this.size = rowSize(source)
    this.buffer = allocate(dtype, batchSize * this.size)
  }

  /** The rows with these indices, in a buffer that the next call overwrites. */
  gather(indices: Uint32Array): TensorData {
    const { size, buffer } = this
    const { data } = this.source
    const sameType = data.constructor === buffer.constructor
    for (let row = 0; row < indices.length; row++) {
      const from = (indices[row] as number) * size
      if (sameType && size > 8) buffer.set(data.subarray(from, from + size) as never, row * size)
      else
        for (let i = 0; i < size; i++)
          buffer[row * size + i] = convert(data[from + i] as number | bigint, this.dtype) as never
    }
    return {
      dtype: this.dtype,
      shape: [indices.length, ...this.sample],
      data: buffer.subarray(0, indices.length * size),
    }
  }
}

const convert = (x: number | bigint, dtype: DType): number | bigint => (dtype === 'int64' ? BigInt(x) : Number(x))

/** 0 … count - 1, in order. */
export const identityOrder = (count: number): Uint32Array => Uint32Array.from({ length: count }, (_, i) => i)

/** Throws unless the batch size is a positive integer. */
export const checkBatchSize = (call: string, batchSize: number): void => {
  if (!(Number.isInteger(batchSize) && batchSize > 0)) {
    throw new RangeError(`${call}: batchSize must be a positive integer, got ${batchSize}`)
  }
}
