import type { DType, TensorData, TypedArray } from '../codegen/ir/value.js'
import type { CheckedData, Samples } from './checked-data.js'
import { allocate, areEqualDims, elementCount, holds } from './elements.js'
import { type NativeTensor, type NativeTensors, nativeTensor } from './native-tensor.js'
import type { PredictionProgram, Program, TargetSpec } from './program.js'

/** Gives rows of one tensor to the runtime, batch after batch, as another dtype where the graph wants one. */
class RowFeeder {
  private readonly size: number

  constructor(
    private readonly source: TensorData,
    private readonly dtype: DType,
    private readonly sample: readonly number[],
    private readonly batchSize: number,
    /** Two at most, so that one can be filled while the other is away. */
    private readonly buffers: NativeTensor[],
  ) {
    this.size = elementCount(sample)
  }

  get bytesOfRow(): number {
    return this.size * allocate(this.dtype, 0).BYTES_PER_ELEMENT
  }

  /** A tensor of this shape in a buffer that is not away; the buffer is as long as the most rows at once so far, or the first batch. */
  private bufferFor(shape: readonly number[]): NativeTensor {
    const home = this.buffers.findIndex(({ isHere }) => isHere)
    const known = this.buffers[home]
    if (known && areEqualDims(known.dims, shape)) return known
    const count = elementCount(shape)
    const room = known && wholeOf(known.data)
    const { dtype } = this
    const buffer = room && room.length >= count ? room : allocate(dtype, Math.max(count, this.batchSize * this.size))
    const made = nativeTensor({ dtype, shape, data: buffer.subarray(0, count) }, 'lent')
    this.buffers[home < 0 ? this.buffers.length : home] = made
    return made
  }

  /** All rows, as they are where the graph takes them so. */
  whole(steps?: number): NativeTensor {
    const { data, shape } = this.source
    const [rows] = shape as readonly [number]
    if (!holds(this.dtype, data)) return this.gather(identityOrder(rows), steps)
    return nativeTensor({ dtype: this.dtype, shape: this.shapeOf(rows, steps), data })
  }

  /** The rows with these indices, in a buffer that the next call may overwrite; for so many steps, where they are stacked. */
  gather(rows: Uint32Array, steps?: number): NativeTensor {
    const { size } = this
    const tensor = this.bufferFor(this.shapeOf(rows.length, steps))
    const { data: buffer } = tensor
    const { data } = this.source
    if (data.constructor !== buffer.constructor) {
      const convert = this.dtype === 'int64' ? BigInt : Number
      let at = 0
      for (const row of rows) {
        for (let from = row * size; from < (row + 1) * size; from++) buffer[at++] = convert(data[from] as number)
      }
    } else if (areConsecutive(rows)) {
      const from = (rows[0] ?? 0) * size
      buffer.set(data.subarray(from, from + rows.length * size) as never)
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
    return tensor
  }

  private shapeOf(rows: number, steps: number | undefined): readonly number[] {
    return steps === undefined ? [rows, ...this.sample] : [steps, rows / steps, ...this.sample]
  }
}

/** The whole buffer that an array begins. */
const wholeOf = (data: TypedArray): TypedArray =>
  new (data.constructor as new (buffer: ArrayBufferLike) => TypedArray)(data.buffer)

/** The sample shape that the graph takes: class indices lose a last axis of length 1, other targets may lack one. */
const targetSample = (target: TargetSpec, { shape }: TensorData): readonly number[] => {
  const missing = target.shape.length - shape.length
  return missing > 0 ? [...shape.slice(1), 1] : shape.slice(1, missing < 0 ? -1 : undefined)
}

/** What feeds are for: a program that only predicts has no targets. */
type Fed = Pick<PredictionProgram, 'inputs'> & Partial<Pick<Program, 'targets'>>

/** Buffers by the names of inputs, for runs that take turns. */
export type InputBuffers = Map<string, NativeTensor[]>

const buffersOf = (buffers: InputBuffers, name: string): NativeTensor[] => {
  const known = buffers.get(name)
  if (known) return known
  const made: NativeTensor[] = []
  buffers.set(name, made)
  return made
}

/** Feeds samples, and targets and sample weights where there are some, from buffers that each call overwrites. */
export class BatchFeeder {
  private readonly feeders: readonly (readonly [name: string, RowFeeder])[]

  constructor(
    { inputs, targets = [] }: Fed,
    data: Samples & Partial<CheckedData>,
    batchSize: number,
    buffers: InputBuffers = new Map(),
  ) {
    const { x, y, sampleWeight } = data
    const size = Math.min(batchSize, data.rows)
    const made = (name: string, source: TensorData, dtype: DType, sample: readonly number[] = source.shape.slice(1)) =>
      [name, new RowFeeder(source, dtype, sample, size, buffersOf(buffers, name))] as const
    this.feeders = [
      ...inputs.map(({ name, dtype }, i) => made(name, at(x, i), dtype)),
      ...targets.flatMap((target, i) => {
        const [own, weights] = [y?.[i], sampleWeight?.[i]]
        return [
          ...(own ? [made(target.name, own, target.dtype, targetSample(target, own))] : []),
          ...(weights ? [made(target.weight, weights, 'float32')] : []),
        ]
      }),
    ]
  }

  get bytesOfRow(): number {
    return this.feeders.reduce((sum, [, feeder]) => sum + feeder.bytesOfRow, 0)
  }

  /** Adds the tensors of all rows to `feeds`, stacked as [steps, rows, …] where there are steps; nothing may write to the data meanwhile. */
  whole(feeds: Record<string, NativeTensor>, steps?: number): NativeTensors {
    for (const [name, feeder] of this.feeders) feeds[name] = feeder.whole(steps)
    return feeds
  }

  /** Adds the tensors of these rows to `feeds`, in the same way. */
  gather(rows: Uint32Array, feeds: Record<string, NativeTensor>, steps?: number): NativeTensors {
    for (const [name, feeder] of this.feeders) feeds[name] = feeder.gather(rows, steps)
    return feeds
  }
}

const at = (tensors: readonly TensorData[], i: number): TensorData => tensors[i] as TensorData

/** 0 … count - 1, in order. */
export const identityOrder = (count: number): Uint32Array => {
  const order = new Uint32Array(count)
  for (let i = 0; i < count; i++) order[i] = i
  return order
}

const areConsecutive = (rows: Uint32Array): boolean => {
  for (let i = 1; i < rows.length; i++) if (rows[i] !== (rows[i - 1] as number) + 1) return false
  return true
}

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
