import { basename } from 'node:path'
import type { TensorData } from '../../codegen/ir/value.js'
import { checkOptions } from '../../codegen/known-options.js'
import { describeValue } from '../../shapes/describe-value.js'
import { type Dim, ShapeError } from '../../shapes/dim.js'
import { formatShape } from '../../shapes/format.js'
import { elementCount } from '../elements.js'
import { requirePath } from '../paths.js'
import type { Block, Layout } from './block.js'
import { borrow } from './borrowed.js'
import { Dataset } from './dataset.js'
import { checkSampleShape, IdxReader } from './idx.js'
import { type Source, showAll } from './source.js'

export interface IdxOptions<S extends readonly number[] = readonly number[]> {
  /** The shape of a sample, such as [28, 28, 1]: that of the file, or another of as many elements. Default the file's. */
  readonly shape?: S | undefined
  /** What each element of x is multiplied by, such as 1 / 255; default 1. */
  readonly scale?: number | undefined
}

/** How much is read at once. */
const blockElements = 2 ** 18

/**
 * A dataset of IDX files such as MNIST's, plain or gzipped, read anew in each epoch: samples [rows, …shape], and from a second file
 * their labels [rows]. fit reads them once beforehand. Throws for files that are damaged or end early, and where there are not as
 * many labels as samples.
 */
export function idx<const S extends readonly number[] = number[]>(
  samples: string,
  labels: string,
  options?: IdxOptions<S>,
): Dataset<SamplesOf<S>, [number]>
export function idx<const S extends readonly number[] = number[]>(
  samples: string,
  options?: IdxOptions<S>,
): Dataset<SamplesOf<S>, undefined>
export function idx(samples: string, ...rest: readonly unknown[]): Dataset {
  const labels = typeof rest[0] === 'string' ? rest[0] : undefined
  const options = ((labels === undefined ? rest[0] : rest[1]) ?? {}) as IdxOptions
  checkOptions('idx', options, { shape: true, scale: true })
  for (const path of labels === undefined ? [samples] : [samples, labels]) requirePath('read', path)
  const { scale = 1, shape } = options
  if (shape !== undefined && !(Array.isArray(shape) && shape.every((dim) => Number.isSafeInteger(dim) && dim > 0))) {
    throw new TypeError(`idx: shape must be that of a sample, such as [28, 28, 1], got ${describeValue(shape)}`)
  }
  if (!Number.isFinite(scale)) throw new RangeError(`idx: scale must be a finite number, got ${describeValue(scale)}`)
  let known: number | undefined
  const read = () =>
    blocksOf(samples, labels, options, (rows) => {
      known = rows
    })
  const source: Source = {
    rows: () => known,
    ownBatches: false,
    inspect: async (_, show) => {
      await showAll(read(), show)
    },
    read,
  }
  return new Dataset(source)
}

type SamplesOf<S extends readonly number[]> = number extends S['length'] ? [number, ...Dim[]] : [number, ...S]

async function* blocksOf(
  samples: string,
  labels: string | undefined,
  { shape, scale = 1 }: IdxOptions,
  tell: (rows: number) => void,
): AsyncGenerator<Block> {
  const x = await IdxReader.open(samples)
  let y: IdxReader | undefined
  try {
    y = labels === undefined ? undefined : await IdxReader.open(labels)
    const [rows = 0, ...dims] = x.header.dims
    const sample = shape ?? dims
    checkSampleShape(samples, dims, sample)
    if (y && y.header.dims.length !== 1) {
      throw new ShapeError(
        `idx: ${basename(labels as string)} has dims ${formatShape(y.header.dims)}; expected labels, of one dim`,
      )
    }
    if (y && y.header.dims[0] !== rows) {
      throw new ShapeError(
        `idx: ${basename(samples)} has ${rows} rows, but ${basename(labels as string)} has ${y.header.dims[0]}`,
      )
    }
    tell(rows)
    const most = Math.max(1, Math.floor(blockElements / Math.max(1, elementCount(dims))))
    const layout: Layout = { x: 0, y: y ? 1 : null, sampleWeight: null }
    const placeOf = (place: number): string => `row ${place} of ${basename(samples)}`
    while (x.left > 0) {
      const first = rows - x.left
      const count = Math.min(most, x.left)
      const { data, dtype } = await x.read(count)
      const own = { data, dtype, shape: [count, ...sample] }
      const columns = [scale === 1 ? own : scaled(own, scale), ...(y ? [await y.read(count)] : [])]
      const places = Float64Array.from({ length: count }, (_, row) => first + row)
      yield { columns, layout, rows: count, places, placeOf }
    }
    await x.checkEnd()
    await y?.checkEnd()
  } finally {
    x.close()
    y?.close()
  }
}

const scaled = ({ data, shape }: TensorData, scale: number): TensorData => {
  // by hand: Float32Array.from takes ten times as long as a step on the rows
  const own = borrow('float32', data.length)
  for (let i = 0; i < own.length; i++) own[i] = (data[i] as number) * scale
  return { data: own, shape, dtype: 'float32' }
}
