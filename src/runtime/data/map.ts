import { type Block, partsOf } from './block.js'
import type { Source } from './source.js'
import { blockOf, checkLayout } from './yielded.js'

/** What a function makes of each block. Rows keep their places where it gives as many as it took. */
export const mapped = (source: Source, fn: (x: unknown, y: unknown, sampleWeight: unknown) => unknown): Source => ({
  ...source,
  rows: () => undefined,
  // the function is not called beforehand; the source alone is checked
  inspect: (call) => source.inspect(call, () => true),
  read: async function* (call, pass) {
    let first: Block | undefined
    for await (const block of source.read(call, pass)) {
      const { x, y, sampleWeight } = partsOf(block)
      const made = blockOf(`${call}: what map's function gives`, await fn(x, y, sampleWeight), (rows) => ({
        places: rows === block.rows ? block.places : new Float64Array(rows).fill(block.places[0] as number),
        placeOf: block.placeOf,
      }))
      first ??= made
      checkLayout(`${call}: what map's function gives for ${block.placeOf(block.places[0] as number)}`, first, made)
      if (made.rows > 0) yield made
    }
  },
})
