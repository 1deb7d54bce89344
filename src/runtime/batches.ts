import type { DType, TensorData, TypedArray } from '../codegen/ir/value.js'
import type { CheckedData, Samples } from './checked-data.js'
import { allocate, elementCount, holds } from './elements.js'
import type { PredictionProgram, Program, TargetSpec } from './program.js'
import { type NativeTensor, type NativeTensors, nativeTensor } from './session.js'

/** Gives rows of one tensor to the runtime, batch after batch, as another dtype where the graph wants one. */
class RowFeeder {
  private readonly size: number
  /** As long as the most rows at once so far, or the first batch. */
  private buffer: TypedArray | undefined
  /** A tensor of the buffer's first rows for each number of rows seen: that of most batches, and of the last. */
  private readonly tensors = new Map<number, NativeTensor>()

  constructor(
    private readonly source: TensorData,
    private readonly dtype: DType,
    private readonly sample: readonly number[],
    private readonly batchSize: number,
  ) {
    this.size = elementCount(sample)
  }

  get bytesOfRow(): number {
    return this.size * allocate(this.dtype, 0).BYTES_PER_ELEMENT
  }

  private bufferOf(rows: number): TypedArray {
    if (!this.buffer || this.buffer.length < rows * this.size) {
      this.buffer = allocate(this.dtype, Math.max(rows, this.batchSize) * this.size)
      this.tensors.clear()
    }
    return this.buffer
  }

  /** All rows, as they are where the graph takes them so. */
  whole(): NativeTensor {
    const { data, shape } = this.source
    const [rows] = shape as readonly [number]
    return holds(this.dtype, data) ? this.wrap(data, rows) : this.gather(identityOrder(rows))
  }

  /** The rows with these indices, in a buffer that the next call overwrites. */
  gather(rows: Uint32Array): NativeTensor {
    const { size } = this
    const buffer = this.bufferOf(rows.length)
    const { data } = this.source
    if (data.constructor !== buffer.constructor) {
      const convert = this.dtype === 'int64' ? BigInt : Number
      let at = 0
      for (const row of rows) {
        for (let from = row * size; from < (row + 1) * size; from++) buffer[at++] = convert(data[from] as number)
      }
    } else if (size > 64) {
      for (let i = 0; i < rows.length; i++) {
        const from = (rows[i] as number) * size
        buffer.set(data.subarray(from, from + size) as never, i * size)
      }
    } else {
      let at = 0
      for (const row of rows)
        for (let from = row * size; from < (row + 1) * size; from++) buffer[at++] = data[from] as never
    }
    const known = this.tensors.get(rows.length)
    if (known) return known
    const made = this.wrap(buffer.subarray(0, rows.length * size), rows.length)
    this.tensors.set(rows.length, made)
    return made
  }

  private wrap(data: TypedArray, rows: number): NativeTensor {
    return nativeTensor({ dtype: this.dtype, shape: [rows, ...this.sample], data })
  }
}

/** The sample shape that the graph takes: class indices lose a last axis of length 1, other targets may lack one. */
const targetSample = (target: TargetSpec, { shape }: TensorData): readonly number[] => {
  const missing = target.shape.length - shape.length
  return missing > 0 ? [...shape.slice(1), 1] : shape.slice(1, missing < 0 ? -1 : undefined)
}

/** What feeds are for: a program that only predicts has no targets. */
type Fed = Pick<PredictionProgram, 'inputs'> & Partial<Pick<Program, 'targets'>>

/** Feeds samples, and targets and sample weights where there are some, from buffers that each call overwrites. */
export class BatchFeeder {
  private readonly feeders: readonly (readonly [name: string, RowFeeder])[]

  constructor({ inputs, targets = [] }: Fed, data: Samples & Partial<CheckedData>, batchSize: number) {
    const { x, y, sampleWeight } = data
    const size = Math.min(batchSize, data.rows)
    const sampleOf = ({ shape }: TensorData) => shape.slice(1)
    const feeder = (source: TensorData, dtype: DType, sample: readonly number[]) =>
      new RowFeeder(source, dtype, sample, size)
    this.feeders = [
      ...inputs.map(({ name, dtype }, i) => [name, feeder(at(x, i), dtype, sampleOf(at(x, i)))] as const),
      ...targets.flatMap((target, i) => {
        const [own, weights] = [y?.[i], sampleWeight?.[i]]
        return [
          ...(own ? [[target.name, feeder(own, target.dtype, targetSample(target, own))] as const] : []),
          ...(weights ? [[target.weight, feeder(weights, 'float32', sampleOf(weights))] as const] : []),
        ]
      }),
    ]
  }

  get bytesOfRow(): number {
    return this.feeders.reduce((sum, [, feeder]) => sum + feeder.bytesOfRow, 0)
  }

  /** Adds the tensors of all rows to `feeds`; nothing may write to the data while they are used. */
  whole(feeds: Record<string, NativeTensor>): NativeTensors {
    for (const [name, feeder] of this.feeders) feeds[name] = feeder.whole()
    return feeds
  }

  /** Adds the tensors of these rows to `feeds`. */
  gather(rows: Uint32Array, feeds: Record<string, NativeTensor>): NativeTensors {
    for (const [name, feeder] of this.feeders) feeds[name] = feeder.gather(rows)
    return feeds
  }
}

const at = (tensors: readonly TensorData[], i: number): TensorData => tensors[i] as TensorData

/** 0 … count - 1, in order. */
export const identityOrder = (count: number): Uint32Array => Uint32Array.from({ length: count }, (_, i) => i)

/** Parts of `batchSize` indices, and what is left. */
export function* batchesOf(order: Uint32Array, batchSize: number): Generator<Uint32Array> {
  for (let start = 0; start < order.length; start += batchSize) yield order.subarray(start, start + batchSize)
}

/** Throws unless the batch size is a positive integer. */
export const checkBatchSize = (call: string, batchSize: number): void => {
  if (!(Number.isInteger(batchSize) && batchSize > 0)) {
    throw new RangeError(`${call}: batchSize must be a positive integer, got ${batchSize}`)
  }
}
