import type { Source } from './source.js'

/** An item that was read ahead, the end, or an error; kept as a value, since nobody may be waiting for it yet. */
type Read<T> = { readonly result: IteratorResult<T> } | { readonly error: unknown }

/**
 * The same items, with up to `count` read before they are asked for. Ending it early ends the reading, once what is being read
 * has come.
 */
async function* ahead<T>(items: AsyncIterable<T>, count: number): AsyncGenerator<T> {
  const iterator = items[Symbol.asyncIterator]()
  const queue: Promise<Read<T>>[] = []
  let last: Promise<Read<T>> = Promise.resolve({ result: { done: false, value: undefined as T } })
  const next = async (before: Promise<Read<T>>): Promise<Read<T>> => {
    const read = await before
    if (closed || 'error' in read || read.result.done) return read
    try {
      return { result: await iterator.next() }
    } catch (error) {
      return { error }
    }
  }
  let closed = false
  let ended = false
  try {
    while (true) {
      while (queue.length <= count) {
        last = next(last)
        queue.push(last)
      }
      const read = await (queue.shift() as Promise<Read<T>>)
      if ('error' in read) throw read.error
      if (read.result.done) {
        ended = true
        return
      }
      yield read.result.value
    }
  } finally {
    closed = true
    await last
    if (!ended) await iterator.return?.()
  }
}

/** Reads `count` blocks before they are asked for, while the model computes. */
export const prefetch = (source: Source, count: number): Source => ({
  ...source,
  rows: () => source.rows(),
  read: (call, pass) => ahead(source.read(call, pass), count),
})
