import type { DType, TensorData, TypedArray } from '../codegen/ir/value.js'
import type { TensorSpec } from '../codegen/onnx/emit.js'
import type { CheckedData, Samples } from './checked-data.js'
import { allocate, areEqualDims, elementCount, holds } from './elements.js'
import { type NativeTensor, type NativeTensors, nativeTensor } from './native-tensor.js'
import type { PredictionProgram, Program, TargetSpec } from './program.js'

/** Buffers for the inputs of a graph: two at most for each, so that one can be filled while the other is away. */
export class InputBuffers {
  private readonly made = new Map<string, NativeTensor[]>()

  /**
   * A tensor for an input in a buffer that is not away; what that held is lost. The buffer is as long as the most that was asked for so
   * far, and has so many elements at least.
   */
  take(name: string, dtype: DType, shape: readonly number[], least = 0): NativeTensor {
    const made = this.of(name)
    const home = made.findIndex(({ isHere }) => isHere)
    const known = made[home]
    if (known && areEqualDims(known.dims, shape)) return known
    const count = elementCount(shape)
    const room = known && wholeOf(known.data)
    const buffer = room && room.length >= count ? room : allocate(dtype, Math.max(count, least))
    const tensor = nativeTensor({ dtype, shape, data: buffer.subarray(0, count) }, 'lent')
    made[home < 0 ? made.length : home] = tensor
    return tensor
  }

  private of(name: string): NativeTensor[] {
    const made = this.made.get(name) ?? []
    this.made.set(name, made)
    return made
  }
}

/** Gives rows of one tensor to the runtime, batch after batch, as another dtype where the graph wants one. */
class RowFeeder {
  private readonly size: number

  constructor(
    private readonly part: Part,
    private readonly batchSize: number,
    private readonly buffers: InputBuffers,
  ) {
    this.size = elementCount(part.sample)
  }

  get bytesOfRow(): number {
    return bytesIn(this.part.dtype, this.size)
  }

  /** The rows with these indices, in a buffer that the next call may overwrite; for so many steps, where they are stacked. */
  gather(rows: Uint32Array, steps?: number): NativeTensor {
    const { size } = this
    const { name, dtype, sample, source } = this.part
    const shape = steps === undefined ? [rows.length, ...sample] : [steps, rows.length / steps, ...sample]
    const tensor = this.buffers.take(name, dtype, shape, this.batchSize * size)
    const { data: buffer } = tensor
    const { data } = source
    if (data.constructor !== buffer.constructor) {
      const convert = converterTo(dtype)
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
}

const bytesIn = (dtype: DType, elements: number): number => elements * allocate(dtype, 0).BYTES_PER_ELEMENT

const converterTo = (dtype: DType) => (dtype === 'int64' ? BigInt : Number)

/** The elements of a tensor, as they are where they are of this dtype. */
const elementsAs = (dtype: DType, tensor: TensorData): TypedArray => {
  const data: ArrayLike<number | bigint> = tensor.data
  if (holds(dtype, data)) return data
  const [converted, convert] = [allocate(dtype, data.length), converterTo(dtype)]
  for (let i = 0; i < data.length; i++) converted[i] = convert(data[i] as number)
  return converted
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

/** A tensor of some data, and what the graph takes of it. */
interface Part {
  readonly name: string
  readonly dtype: DType
  readonly sample: readonly number[]
  readonly source: TensorData
}

/** Samples, and targets and sample weights where there are some. */
const partsOf = (
  { inputs, targets = [] }: Fed,
  { x, y, sampleWeight }: Samples & Partial<CheckedData>,
): readonly Part[] => {
  const sampleOf = ({ shape }: TensorData) => shape.slice(1)
  return [
    ...inputs.map(({ name, dtype }, i) => ({ name, dtype, sample: sampleOf(at(x, i)), source: at(x, i) })),
    ...targets.flatMap((target, i) => {
      const [source, weights] = [y?.[i], sampleWeight?.[i]]
      const { name, dtype, weight } = target
      return [
        ...(source ? [{ name, dtype, sample: targetSample(target, source), source }] : []),
        ...(weights ? [{ name: weight, dtype: 'float32', sample: sampleOf(weights), source: weights } as const] : []),
      ]
    }),
  ]
}

/** Feeds batches of data from buffers that each call overwrites. */
export class BatchFeeder {
  private readonly feeders: readonly (readonly [name: string, RowFeeder])[]

  constructor(
    program: Fed,
    data: Samples & Partial<CheckedData>,
    batchSize: number,
    buffers: InputBuffers = new InputBuffers(),
  ) {
    const size = Math.min(batchSize, data.rows)
    this.feeders = partsOf(program, data).map((part) => [part.name, new RowFeeder(part, size, buffers)])
  }

  get bytesOfRow(): number {
    return this.feeders.reduce((sum, [, feeder]) => sum + feeder.bytesOfRow, 0)
  }

  /** Adds the tensors of these rows to `feeds`, stacked as [steps, rows, …] where there are steps. */
  gather(rows: Uint32Array, feeds: Record<string, NativeTensor>, steps?: number): NativeTensors {
    for (const [name, feeder] of this.feeders) feeds[name] = feeder.gather(rows, steps)
    return feeds
  }
}

/** Adds the tensors of all rows to `feeds`, without a copy where the graph takes them as they are: nothing may write to them meanwhile. */
export const wholeFeeds = (program: Fed, data: CheckedData, feeds: Record<string, NativeTensor>): NativeTensors => {
  for (const { name, dtype, sample, source } of partsOf(program, data)) {
    feeds[name] = nativeTensor({ dtype, shape: [data.rows, ...sample], data: elementsAs(dtype, source) })
  }
  return feeds
}

/** The same of samples alone; in these buffers where they are given. */
export const wholeSamples = (
  { inputs }: Pick<Fed, 'inputs'>,
  { x }: Samples,
  feeds: Record<string, NativeTensor>,
  buffers?: InputBuffers,
): NativeTensors => {
  for (let i = 0; i < inputs.length; i++) {
    const { name, dtype } = inputs[i] as TensorSpec
    const { shape } = at(x, i)
    const data = elementsAs(dtype, at(x, i))
    const tensor = buffers?.take(name, dtype, shape) ?? nativeTensor({ dtype, shape, data })
    if (buffers) tensor.data.set(data as never)
    feeds[name] = tensor
  }
  return feeds
}

/** What a batch takes of the buffers that a graph is fed from. */
export const bytesOfBatch = (program: Fed, batch: CheckedData): number =>
  partsOf(program, batch).reduce((sum, { dtype, source }) => sum + bytesIn(dtype, source.data.length), 0)

/** Feeds batches that have come one by one as one, from buffers that each call overwrites. */
export class BatchStacker {
  private readonly buffers = new InputBuffers()

  constructor(private readonly program: Fed) {}

  /** Adds the tensors of batches of the same shapes to `feeds`, stacked as [steps, rows, …]. */
  stack(batches: readonly CheckedData[], feeds: Record<string, NativeTensor>): NativeTensors {
    for (const [step, batch] of batches.entries()) {
      for (const { name, dtype, sample, source } of partsOf(this.program, batch)) {
        if (step === 0) feeds[name] = this.buffers.take(name, dtype, [batches.length, batch.rows, ...sample])
        const { data } = feeds[name] as NativeTensor
        data.set(elementsAs(dtype, source) as never, step * source.data.length)
      }
    }
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
