import { describeValue } from '../shapes/describe-value.js'
import type { Place } from './batch-source.js'
import type { CallbackState } from './callback.js'

/** Where a run is, and what it goes on from beside tensors. */
export interface RunPosition {
  readonly epoch: number
  /** The next batch of that epoch; as many as there are where only validation is left. */
  readonly batch: number
  readonly seed: number
  /** null where the graph computes it. */
  readonly learningRate: number | null
  /** Whole epochs of the trainer's life. */
  readonly epochs: number
  readonly stopTraining: boolean
  /** Amid which pass the datasets are. */
  readonly data: { readonly training: Place | null; readonly validation: Place | null }
  /** The last epoch's. */
  readonly logs: Readonly<Record<string, number>>
  /** What the data and options were: the same run has the same. */
  readonly plan: Readonly<Record<string, number | boolean | string>>
  readonly callbacks: readonly {
    readonly index: number
    readonly name: string
    readonly values: CallbackState['values']
  }[]
}

type Holds = (value: unknown) => boolean

const isCount: Holds = (x) => Number.isSafeInteger(x) && (x as number) >= 0
const isSeed: Holds = (x) => Number.isInteger(x) && Math.abs(x as number) < 2 ** 31
const isRate: Holds = (x) => typeof x === 'number' && x >= 0 && x < Number.POSITIVE_INFINITY
const isRecord: Holds = (x) => typeof x === 'object' && x !== null && !Array.isArray(x)
const kinds =
  (...names: readonly string[]): Holds =>
  (x) =>
    names.includes(x === null ? 'null' : typeof x)
const recordOf =
  (one: Holds): Holds =>
  (x) =>
    isRecord(x) && Object.values(x as object).every(one)
const withFields =
  (fields: Readonly<Record<string, Holds>>): Holds =>
  (x) =>
    isRecord(x) && Object.entries(fields).every(([key, holds]) => holds((x as Record<string, unknown>)[key]))

const place: Holds = (x) => x === null || withFields({ epoch: isCount, batches: isCount })(x)
const callback = withFields({
  index: isCount,
  name: kinds('string'),
  values: recordOf(kinds('number', 'string', 'boolean', 'null')),
})

const fields: Readonly<Record<keyof RunPosition, Holds>> = {
  epoch: isCount,
  batch: isCount,
  seed: isSeed,
  learningRate: (x) => x === null || isRate(x),
  epochs: isCount,
  stopTraining: kinds('boolean'),
  data: withFields({ training: place, validation: place }),
  logs: recordOf(kinds('number')),
  plan: recordOf(kinds('number', 'boolean', 'string')),
  callbacks: (x) => Array.isArray(x) && x.every(callback),
}

/** A position that was read from a file. Throws an error that names `source` where it cannot be that of a run. */
export const checkedPosition = (source: string, value: unknown): RunPosition => {
  if (!isRecord(value)) throw new Error(`${source} is damaged: its run is ${describeValue(value)}`)
  for (const [key, holds] of Object.entries(fields)) {
    const own = (value as Record<string, unknown>)[key]
    if (!holds(own)) throw new Error(`${source} is damaged: the run's ${key} is ${describeValue(own)}`)
  }
  return value as RunPosition
}
