import { Reader } from './reader.js'
import type { Source } from './source.js'

/** The same items, with up to `count` read before they are asked for. */
async function* ahead<T>(items: AsyncIterable<T>, count: number): AsyncGenerator<T> {
  const reader = new Reader(() => items)
  reader.ahead(count)
  try {
    for (let read = await reader.next(); !read.done; read = await reader.next()) yield read.value
  } finally {
    await reader.close()
  }
}

/** Reads `count` blocks before they are asked for, while the model computes. */
export const prefetch = (source: Source, count: number): Source => ({
  ...source,
  rows: () => source.rows(),
  read: (call, pass) => ahead(source.read(call, pass), count),
})
