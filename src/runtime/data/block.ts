import type { TensorData } from '../../codegen/ir/value.js'
import { ShapeError } from '../../shapes/dim.js'
import { formatShape } from '../../shapes/format.js'
import { isTensor } from '../arguments.js'
import { elementCount } from '../elements.js'
import { Tensor } from '../tensor.js'
import { borrow } from './borrowed.js'

/** Where the tensors of x, of y or of the weights stand among the columns of a block: one, a list, or by name. */
export type Slots = number | readonly number[] | Readonly<Record<string, number>>

/** How a block's columns are arranged; no targets and no weights are null. */
export interface Layout {
  readonly x: Slots
  readonly y: Slots | null
  readonly sampleWeight: Slots | null
}

/** Some rows of a dataset. Its arrays are written again only once whoever has them gave them back (see borrowed.ts). */
export interface Block {
  /** Tensors [rows, …], all of as many rows. */
  readonly columns: readonly TensorData[]
  readonly layout: Layout
  readonly rows: number
  /** A number for each row, by which its source finds it again. */
  readonly places: Float64Array
  /** What errors call a row, such as 'line 7 of iris.csv'. */
  readonly placeOf: (place: number) => string
}

/** Tensors in the arrangement that a user gives them in. */
export type Parts = Tensor | readonly Tensor[] | Readonly<Record<string, Tensor>>

/** Columns of the parts that are given, and how they are arranged. */
export const flattened = <T>(
  x: unknown,
  y: unknown,
  sampleWeight: unknown,
  convert: (value: unknown, name: string) => T,
): { readonly columns: readonly T[]; readonly layout: Layout } => {
  const columns: T[] = []
  const slotsOf = (value: unknown, name: string): Slots => {
    const add = (one: unknown, own: string): number => columns.push(convert(one, own)) - 1
    if (isTensor(value) || ArrayBuffer.isView(value) || typeof value !== 'object' || value === null) {
      return add(value, name)
    }
    if (!Array.isArray(value)) {
      return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, add(one, `${name}.${key}`)]))
    }
    const several = value.some((one) => isTensor(one) || ArrayBuffer.isView(one))
    return several ? value.map((one, i) => add(one, `${name}[${i}]`)) : add(value, name)
  }
  const layout = {
    x: slotsOf(x, 'x'),
    y: y === undefined ? null : slotsOf(y, 'y'),
    sampleWeight: sampleWeight === undefined ? null : slotsOf(sampleWeight, 'sampleWeight'),
  }
  return { columns, layout }
}

const arrangedBy = (columns: readonly TensorData[], slots: Slots): Parts => {
  const at = (i: number): Tensor => {
    const { data, shape, dtype } = columns[i] as TensorData
    return new Tensor(data, shape, dtype)
  }
  if (typeof slots === 'number') return at(slots)
  if (Array.isArray(slots)) return (slots as readonly number[]).map(at)
  return Object.fromEntries(Object.entries(slots).map(([key, i]) => [key, at(i as number)]))
}

/** The tensors of a block, as a user has them. */
export const partsOf = ({ columns, layout: { x, y, sampleWeight } }: Block) => ({
  x: arrangedBy(columns, x),
  y: y === null ? undefined : arrangedBy(columns, y),
  sampleWeight: sampleWeight === null ? undefined : arrangedBy(columns, sampleWeight),
})

/** Rows `start` to `end` (not included), sharing memory. */
export const sliced = (block: Block, start: number, end: number): Block => {
  if (start === 0 && end >= block.rows) return block
  const columns = block.columns.map(({ data, shape, dtype }) => {
    const sample = shape.slice(1)
    const size = elementCount(sample)
    return { data: data.subarray(start * size, end * size), shape: [end - start, ...sample], dtype }
  })
  return { ...block, columns, rows: end - start, places: block.places.subarray(start, end) }
}

/** Throws unless rows of the second block may stand beside those of the first. */
export const checkAlike = (call: string, first: Block, second: Block): void => {
  const differs = first.columns.findIndex(({ shape, dtype }, i) => {
    const other = second.columns[i]
    return other?.dtype !== dtype || formatShape(other.shape.slice(1)) !== formatShape(shape.slice(1))
  })
  if (differs < 0 && first.columns.length === second.columns.length) return
  const describe = ({ columns }: Block): string => {
    const column = columns[differs]
    return column ? `${column.dtype} ${formatShape(column.shape.slice(1))}` : `${columns.length} tensors`
  }
  throw new ShapeError(
    `${call}: rows must be alike to be gathered, but ${second.placeOf(second.places[0] as number)} holds ${describe(second)} after ${describe(first)}; pad them, or leave the batches as they come`,
  )
}

/** The rows of several blocks in one, in memory of its own. */
export const joined = (call: string, blocks: readonly Block[]): Block => {
  const [first, ...others] = blocks as readonly [Block, ...Block[]]
  for (const other of others) checkAlike(call, first, other)
  const rows = blocks.reduce((sum, block) => sum + block.rows, 0)
  const columns = first.columns.map(({ shape, dtype }, i): TensorData => {
    const sample = shape.slice(1)
    const data = borrow(dtype, rows * elementCount(sample))
    let at = 0
    for (const block of blocks) {
      const own = (block.columns[i] as TensorData).data
      data.set(own as never, at)
      at += own.length
    }
    return { data, shape: [rows, ...sample], dtype }
  })
  const places = new Float64Array(rows)
  let at = 0
  for (const block of blocks) {
    places.set(block.places, at)
    at += block.rows
  }
  return { ...first, columns, rows, places }
}
