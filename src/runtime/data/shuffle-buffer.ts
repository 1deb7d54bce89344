import type { TensorData } from '../../codegen/ir/value.js'
import { elementCount } from '../elements.js'
import type { Random } from '../random.js'
import { type Block, checkAlike } from './block.js'
import { borrow } from './borrowed.js'

/**
 * Rows that wait for their turn. Once it is full, each row that comes takes the place of one drawn at random, which goes: the
 * algorithm of tf.data's shuffle. A buffer that holds all rows shuffles them uniformly (Fisher & Yates).
 */
export class ShuffleBuffer {
  /** The first block, which says how rows look. */
  private like: Block | undefined
  private columns: TensorData[] = []
  private places: Float64Array = new Float64Array()
  private rows = 0
  private blockRows = 1

  constructor(
    private readonly size: number,
    private readonly random: Random,
  ) {}

  /** Takes rows in, and gives as many as had to make room. */
  exchange(call: string, block: Block): Block | undefined {
    if (this.like) checkAlike(call, this.like, block)
    this.like ??= block
    this.blockRows = Math.max(this.blockRows, block.rows)
    const filling = Math.min(this.size - this.rows, block.rows)
    this.grow(this.rows + filling)
    for (let row = 0; row < filling; row++) this.put(block, row, this.rows++)
    if (filling === block.rows) return undefined
    const out = this.emptyBlock(block.rows - filling)
    for (let row = filling; row < block.rows; row++) {
      const at = Math.floor(this.random() * this.rows)
      this.give(at, out, row - filling)
      this.put(block, row, at)
    }
    return out
  }

  /** What is left, in blocks as large as they came. */
  *drain(): Generator<Block> {
    while (this.rows > 0) {
      const out = this.emptyBlock(Math.min(this.blockRows, this.rows))
      for (let row = 0; row < out.rows; row++) {
        const at = Math.floor(this.random() * this.rows)
        this.give(at, out, row)
        this.rows -= 1
        copyRow(this.columns, this.rows, this.columns, at)
        this.places[at] = this.places[this.rows] as number
      }
      yield out
    }
  }

  private put(block: Block, row: number, at: number): void {
    copyRow(block.columns, row, this.columns, at)
    this.places[at] = block.places[row] as number
  }

  private give(at: number, out: Block, row: number): void {
    copyRow(this.columns, at, out.columns, row)
    out.places[row] = this.places[at] as number
  }

  /** Room for these rows: twice as much each time, so that a buffer larger than the data costs nothing. */
  private grow(rows: number): void {
    if (rows <= this.places.length) return
    const room = Math.min(this.size, Math.max(rows, 2 * this.places.length))
    const larger = this.emptyBlock(room)
    for (const [i, { data }] of this.columns.entries()) (larger.columns[i] as TensorData).data.set(data as never)
    larger.places.set(this.places)
    this.columns = [...larger.columns]
    this.places = larger.places
  }

  private emptyBlock(rows: number): Block {
    const like = this.like as Block
    const columns = like.columns.map(({ shape, dtype }) => {
      const sample = shape.slice(1)
      return { data: borrow(dtype, rows * elementCount(sample)), shape: [rows, ...sample], dtype }
    })
    return { ...like, columns, rows, places: new Float64Array(rows) }
  }
}

const copyRow = (from: readonly TensorData[], row: number, to: readonly TensorData[], at: number): void => {
  for (const [i, { data, shape }] of from.entries()) {
    const size = elementCount(shape.slice(1))
    const target = (to[i] as TensorData).data
    if (size === 1) target[at] = data[row] as never
    else target.set(data.subarray(row * size, (row + 1) * size) as never, at * size)
  }
}
