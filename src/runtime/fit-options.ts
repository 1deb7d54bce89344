import { checkOptions } from '../codegen/known-options.js'
import { describeValue } from '../shapes/describe-value.js'
import { checkBatchSize } from './batches.js'
import { type Callback, checkCallbacks } from './callback.js'
import { checkSignal } from './check-signal.js'
import type { ClassWeight } from './class-weight.js'
import type { Dataset } from './data/dataset.js'
import { isProgress, progress } from './progress.js'
import type { Tensor } from './tensor.js'

/** What fit takes with tensors and with datasets. */
interface RunOptions<V, C> {
  /** Passes over the data, counted from epoch 0 even where the run starts later; default 1. */
  readonly epochs?: number | undefined
  /** Steps in an epoch, which goes on where the last one ended, and begins the data anew where they end; default a pass. */
  readonly stepsPerEpoch?: number | undefined
  /** A weight for the training rows of each class, such as { 0: 1, 1: 5 }; 1 for the others. Only where there is one loss. */
  readonly classWeight?: C | undefined
  /** Data to evaluate after each epoch, by weights of their own if there are some: [x, y], [x, y, sampleWeight] or a dataset. */
  readonly validationData?: V | undefined
  /** The batches of the validation data to evaluate, from the first one on; default all. */
  readonly validationSteps?: number | undefined
  /** Rows in a batch of validation; default batchSize. */
  readonly validationBatchSize?: number | undefined
  /**
   * Validates after every so many epochs, or after those in a list, counted from 1; default 1, after each. The history has that many
   * figures of validation; callbacks that watch one pass over the other epochs.
   */
  readonly validationFreq?: number | readonly number[] | undefined
  readonly callbacks?: readonly Callback[] | undefined
  /** 'auto' (default) or 1: a live bar on a terminal, lines elsewhere; 2: a line an epoch; 0: nothing. */
  readonly verbose?: 'auto' | 0 | 1 | 2 | undefined
  /** The epoch to start from, where a run is continued; default 0. */
  readonly initialEpoch?: number | undefined
  /** Ends the run once aborted, after the steps that run now: fit rejects with the signal's reason, the state as of those. */
  readonly signal?: AbortSignal | undefined
}

export interface FitOptions<
  V = readonly [x: Tensor, y: Tensor, sampleWeight?: Tensor] | Dataset,
  W = Tensor,
  C = ClassWeight,
> extends RunOptions<V, C> {
  /** Rows in a step, at most all; default 32, or all where there are fewer. The last step of an epoch takes what is left. */
  readonly batchSize?: number | undefined
  /** Draws the rows in a new order each epoch; default true. */
  readonly shuffle?: boolean | undefined
  /**
   * A weight for each row of x, or for each loss where a row has many: [rows] or [rows, …]. Where y has several tensors, these
   * are given in the same way; outputs that are left out have weight 1. Not with classWeight.
   */
  readonly sampleWeight?: W | undefined
  /** The share at the data's end, before shuffling, to hold back for that; validationData goes before it. */
  readonly validationSplit?: number | undefined
}

/** What fit takes with a dataset, which has weights and an order of its own. */
export interface DatasetFitOptions<
  V = readonly [x: Tensor, y: Tensor, sampleWeight?: Tensor] | Dataset,
  C = ClassWeight,
> extends RunOptions<V, C> {
  /** Rows in a step; default what the dataset says by `batch` or gives by itself, else 32. */
  readonly batchSize?: number | undefined
  /** Whether files are read before training, to check all of their rows; default true. */
  readonly validate?: boolean | undefined
}

const ending = {
  validationSteps: true,
  validationBatchSize: true,
  validationFreq: true,
  callbacks: true,
  verbose: true,
  initialEpoch: true,
  signal: true,
} as const

const forTensors: Readonly<Record<keyof FitOptions, true>> = {
  epochs: true,
  batchSize: true,
  stepsPerEpoch: true,
  shuffle: true,
  sampleWeight: true,
  classWeight: true,
  validationData: true,
  validationSplit: true,
  ...ending,
}

const forDatasets: Readonly<Record<keyof DatasetFitOptions, true>> = {
  epochs: true,
  batchSize: true,
  stepsPerEpoch: true,
  classWeight: true,
  validationData: true,
  validate: true,
  ...ending,
}

/** What a dataset has in the place of an option. */
const instead: Readonly<Record<string, string>> = {
  shuffle: 'call dataset.shuffle(bufferSize)',
  sampleWeight: 'give the weights with the batches, as [x, y, sampleWeight]',
  validationSplit: 'give validationData, such as dataset.take(n) beside dataset.skip(n)',
}

/** Options whose data are yet to be checked. */
export type UncheckedOptions = FitOptions<unknown, unknown, unknown> & DatasetFitOptions<unknown, unknown>

/** What is known of a run before its data are. */
export interface RunPlan {
  readonly epochs: number
  readonly initialEpoch: number
  readonly callbacks: readonly Callback[]
  readonly signal: AbortSignal | undefined
  /** Aborts where the process is asked to end, and the run is kept. */
  readonly interruption: AbortController
  /** Whether validation follows this epoch, counted from 0, where there is some. */
  readonly validatesAfter: (epoch: number) => boolean
}

/** Throws for options that no data could make right. */
export const checkedRun = (options: UncheckedOptions, ofDataset: boolean): RunPlan => {
  const odd = ofDataset ? Object.keys(options ?? '').find((name) => Object.hasOwn(instead, name)) : undefined
  if (odd !== undefined) throw new TypeError(`fit: ${odd} is for tensors; of a dataset, ${instead[odd]}`)
  checkOptions('fit', options, (ofDataset ? forDatasets : forTensors) as typeof forTensors & typeof forDatasets)
  const { epochs = 1, initialEpoch = 0, batchSize = 32, stepsPerEpoch, signal } = options
  const { validationSteps, validationBatchSize, validationFreq = 1 } = options
  for (const [name, count] of Object.entries({ epochs, stepsPerEpoch, validationSteps, validationBatchSize })) {
    if (count !== undefined && !(Number.isInteger(count) && count > 0)) {
      throw new RangeError(`fit: ${name} must be a positive integer, got ${describeValue(count)}`)
    }
  }
  if (!(Number.isInteger(initialEpoch) && initialEpoch >= 0)) {
    throw new RangeError(`fit: initialEpoch must be an integer of 0 or more, got ${initialEpoch}`)
  }
  if (![validationFreq].flat().every((epoch) => Number.isInteger(epoch) && epoch > 0)) {
    throw new RangeError(
      `fit: validationFreq must be a positive integer, or a list of epochs counted from 1, got ${describeValue(validationFreq)}`,
    )
  }
  const validatesAfter = (epoch: number): boolean =>
    typeof validationFreq === 'number' ? (epoch + 1) % validationFreq === 0 : validationFreq.includes(epoch + 1)
  checkBatchSize('fit', batchSize)
  checkCallbacks('fit', options.callbacks)
  checkSignal('fit', signal)
  const interruption = new AbortController()
  return { epochs, initialEpoch, callbacks: withProgress(options), signal, interruption, validatesAfter }
}

const withProgress = ({ callbacks = [], verbose = 'auto' }: UncheckedOptions): readonly Callback[] => {
  if (!['auto', 0, 1, 2].includes(verbose)) {
    throw new RangeError(`fit: verbose must be 'auto', 0, 1 or 2, got ${describeValue(verbose)}`)
  }
  if (verbose === 0 || callbacks.some(isProgress)) return callbacks
  return [...callbacks, verbose === 2 ? progress({ live: false, linesEvery: Number.POSITIVE_INFINITY }) : progress()]
}
