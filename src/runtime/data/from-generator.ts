import { checkOptions } from '../../codegen/known-options.js'
import { describeValue } from '../../shapes/describe-value.js'
import type { Block } from './block.js'
import { Dataset } from './dataset.js'
import { type DeclaredOr, declaredByName, type SampleShapes } from './declared.js'
import type { DatasetPass, Source } from './source.js'
import { type Batch, blockOf, checkLayout, type XOf, type YOf } from './yielded.js'

type Batches<B> = Iterable<B> | AsyncIterable<B>

/** The rows that a place has room for beside the number of its batch. */
const mostRows = 2 ** 32

/**
 * A dataset of batches that a function makes, anew in each epoch: it is a generator function, async or not, or gives an
 * iterable. A batch is [x, y] or [x, y, sampleWeight], of tensors [rows, …] or nested arrays, or x alone; it has as many rows as it
 * likes, and is a step of training unless `batch` gathers others. An iterable by itself is read again in each epoch; one that can be read only
 * once is an error in the second. The shapes follow from the tensors' types; `shapes` declares those of samples, such as { x: [28, 28, 1], y: [] },
 * where they do not, and of typed arrays, which take them on.
 *
 * `fit` reads some batches ahead. Where they depend on the weights that it trains, compile with `stepsPerExecution: 1`. The function may
 * await a call of the trainer that reads it, but no other task that does so, nor as validation data that are read ahead by `prefetch`:
 * those would wait for each other.
 */
export const fromGenerator = <
  const B extends Batch,
  const SX extends SampleShapes | undefined = undefined,
  const SY extends SampleShapes | undefined = undefined,
>(
  batches: ((pass: DatasetPass) => Batches<B>) | Batches<B>,
  shapes: { readonly x?: SX; readonly y?: SY } = {},
): Dataset<DeclaredOr<SX, XOf<B>>, DeclaredOr<SY, YOf<B>>> => {
  checkOptions('fromGenerator', shapes, { x: true, y: true })
  const declared = declaredByName(shapes)
  let readOnce = false
  const open = (call: string, pass: DatasetPass): Batches<unknown> => {
    const made = typeof batches === 'function' ? batches(pass) : batches
    if (!isIterable(made)) {
      throw new TypeError(
        `fromGenerator: expected a generator function or an iterable of batches, got ${describeValue(made)}`,
      )
    }
    if (typeof batches !== 'function' && isIterator(batches)) {
      if (readOnce) {
        throw new Error(
          `${call}: these batches can be read only once, and they were; give fromGenerator the generator function, not what it returns`,
        )
      }
      readOnce = true
    }
    return made
  }
  if (typeof batches !== 'function') {
    if (!isIterable(batches)) open('fromGenerator', { epoch: 0, seed: 0, signal: undefined })
  }
  const source: Source = {
    rows: () => undefined,
    ownBatches: true,
    // a generator may have effects: it runs only where its batches are used
    inspect: async () => {},
    read: async function* (call, pass) {
      let number = 0
      let first: Block | undefined
      for await (const batch of open(call, pass)) {
        const block = blockOf(`${call}: batch ${number}`, batch, (rows) => placesIn(number, rows), declared)
        first ??= block
        checkLayout(`${call}: batch ${number}`, first, block)
        number += 1
        if (block.rows > 0) yield block
      }
    },
  }
  return new Dataset<DeclaredOr<SX, XOf<B>>, DeclaredOr<SY, YOf<B>>>(source)
}

const placesIn = (batch: number, rows: number): Pick<Block, 'places' | 'placeOf'> => ({
  places: Float64Array.from({ length: rows }, (_, row) => batch * mostRows + row),
  placeOf: (place) => `row ${place % mostRows} of batch ${Math.floor(place / mostRows)}`,
})

const isIterable = (value: unknown): value is Batches<unknown> =>
  typeof value === 'object' && value !== null && (Symbol.iterator in value || Symbol.asyncIterator in value)

const isIterator = (value: object): boolean => 'next' in value && typeof value.next === 'function'
