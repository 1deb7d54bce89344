import { createRandom } from '../random.js'
import { type Block, joined, sliced } from './block.js'
import { areBorrowed, giveBack, keep } from './borrowed.js'
import { ShuffleBuffer } from './shuffle-buffer.js'
import type { Inspect, Source } from './source.js'

/* Each makes a source of another. Generators, so that ending one early closes those before it. */

/** Blocks of `size` rows, and what is left. */
export async function* batched(call: string, blocks: AsyncIterable<Block>, size: number): AsyncGenerator<Block> {
  let held: Part[] = []
  let rows = 0
  for await (const block of blocks) {
    let start = 0
    while (rows + block.rows - start >= size) {
      const end = start + size - rows
      yield together(call, [...held, { block, start, end }])
      held = []
      rows = 0
      start = end
    }
    if (start === block.rows) continue
    held.push({ block, start, end: block.rows })
    rows += block.rows - start
  }
  if (rows > 0) yield together(call, held)
}

/** Rows of a block; parts of one come in order, up to its end. */
interface Part {
  readonly block: Block
  readonly start: number
  readonly end: number
}

/** The rows of parts, without a copy where they are those of one block that nobody waits for. */
const together = (call: string, parts: readonly Part[]): Block => {
  const slices = parts.map(({ block, start, end }) => sliced(block, start, end))
  const [{ block }, [slice]] = [parts[0], slices] as unknown as readonly [Part, readonly [Block]]
  if (parts.length === 1 && (slice === block || !areBorrowed(block.columns))) return slice
  const whole = joined(call, slices)
  for (const { block, end } of parts) if (end === block.rows) giveBack(block.columns)
  return whole
}

export const batch = (source: Source, size: number): Source => ({
  ...source,
  rows: () => source.rows(),
  ownBatches: true,
  read: (call, pass) => batched(call, source.read(call, pass), size),
})

export const take = (source: Source, count: number): Source => ({
  ...source,
  rows: () => atMost(source.rows(), count),
  inspect: (call, show) => {
    let left = count
    return source.inspect(call, (block) => {
      const own = sliced(block, 0, Math.min(left, block.rows))
      left -= own.rows
      return own.rows > 0 && show(own) && left > 0
    })
  },
  read: async function* (call, pass) {
    if (count === 0) return
    let left = count
    for await (const block of source.read(call, pass)) {
      yield sliced(block, 0, Math.min(left, block.rows))
      left -= block.rows
      if (left <= 0) return
    }
  },
})

const atMost = (rows: number | undefined, count: number) => (rows === undefined ? undefined : Math.min(rows, count))

export const skip = (source: Source, count: number): Source => {
  /** What is left of a block after those to skip, which `left` counts down. */
  const rest = (block: Block, skipped: { left: number }): Block | undefined => {
    const start = Math.min(skipped.left, block.rows)
    skipped.left -= start
    return start < block.rows ? sliced(block, start, block.rows) : undefined
  }
  return {
    ...source,
    rows: () => {
      const rows = source.rows()
      return rows === undefined ? undefined : Math.max(0, rows - count)
    },
    inspect: (call, show) => {
      const skipped = { left: count }
      return source.inspect(call, (block) => {
        const own = rest(block, skipped)
        return own === undefined || show(own)
      })
    },
    read: async function* (call, pass) {
      const skipped = { left: count }
      for await (const block of source.read(call, pass)) {
        const own = rest(block, skipped)
        if (own) yield own
      }
    },
  }
}

/** Passes one after another; without a count for ever. */
export const repeat = (source: Source, count: number | undefined): Source => ({
  ...source,
  rows: () => {
    const rows = source.rows()
    if (count === undefined) return Number.POSITIVE_INFINITY
    return rows === undefined ? undefined : rows * count
  },
  read: async function* (call, pass) {
    const first = count === undefined ? pass.epoch : pass.epoch * count
    for (let i = 0; i < (count ?? Number.POSITIVE_INFINITY); i++) {
      let rows = 0
      for await (const block of source.read(call, { ...pass, epoch: first + i })) {
        rows += block.rows
        yield block
      }
      // an endless repetition of nothing would never come back
      if (rows === 0) return
    }
  },
})

/** Rows in a random order, as far as a buffer of `size` rows reaches. `stream` tells several shuffles of a dataset apart. */
export const shuffle = (
  source: Source,
  size: number,
  { seed, again, stream }: { seed: number | undefined; again: boolean; stream: string },
): Source => ({
  ...source,
  rows: () => source.rows(),
  read: async function* (call, pass) {
    const random = createRandom(seed ?? pass.seed, `${stream}/${again ? pass.epoch : 0}`)
    const buffer = new ShuffleBuffer(size, random)
    for await (const block of source.read(call, pass)) {
      const displaced = buffer.exchange(call, block)
      giveBack(block.columns)
      if (displaced) yield displaced
    }
    yield* buffer.drain()
  },
})

/** Keeps the rows of the first whole pass in memory, and gives them in the passes after. */
export const cache = (source: Source): Source => {
  let kept: readonly Block[] | undefined
  return {
    ...source,
    rows: () => kept?.reduce((sum, block) => sum + block.rows, 0) ?? source.rows(),
    inspect: async (call, show: Inspect) => {
      if (kept) kept.every(show)
      else await source.inspect(call, show)
    },
    read: async function* (call, pass) {
      if (kept) {
        yield* kept
        return
      }
      const blocks: Block[] = []
      for await (const block of source.read(call, pass)) {
        keep(block.columns)
        blocks.push(block)
        yield block
      }
      kept ??= blocks
    },
  }
}
