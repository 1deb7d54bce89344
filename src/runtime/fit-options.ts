import { checkOptions } from '../codegen/known-options.js'
import { describeValue } from '../shapes/describe-value.js'
import { checkBatchSize } from './batches.js'
import type { Callback } from './callback.js'
import { type CheckedData, checkedData, partOf } from './checked-data.js'
import { type ClassWeight, classWeights } from './class-weight.js'
import type { Program } from './program.js'
import { isProgress, progress } from './progress.js'
import type { Tensor } from './tensor.js'

export interface FitOptions<VX = Tensor, VY = Tensor, VW = Tensor, W = Tensor, C = ClassWeight> {
  /** Passes over the data, counted from epoch 0 even where the run starts later; default 1. */
  readonly epochs?: number | undefined
  /** Rows in a step, at most all; default 32, or all where there are fewer. The last step of an epoch takes what is left. */
  readonly batchSize?: number | undefined
  /** Draws the rows in a new order each epoch; default true. */
  readonly shuffle?: boolean | undefined
  /**
   * A weight for each row of x, or for each loss where a row has many: [rows] or [rows, …]. Where y has several tensors, these
   * are given in the same way; outputs that are left out have weight 1. Not with classWeight.
   */
  readonly sampleWeight?: W | undefined
  /** A weight for the training rows of each class, such as { 0: 1, 1: 5 }; 1 for the others. Only where there is one loss. */
  readonly classWeight?: C | undefined
  /** Data to evaluate after each epoch, by weights of their own if there are some. */
  readonly validationData?: readonly [x: VX, y: VY, sampleWeight?: VW] | undefined
  /** The share at the data's end, before shuffling, to hold back for that; validationData goes before it. */
  readonly validationSplit?: number | undefined
  readonly callbacks?: readonly Callback[] | undefined
  /** 'auto' (default) or 1: a live bar on a terminal, lines elsewhere; 2: a line an epoch; 0: nothing. */
  readonly verbose?: 'auto' | 0 | 1 | 2 | undefined
  /** The epoch to start from, where a run is continued; default 0. */
  readonly initialEpoch?: number | undefined
  /** Ends the run before the next step, with the signal's reason. */
  readonly signal?: AbortSignal | undefined
}

/** Options whose data are yet to be checked. */
type AnyFitOptions = FitOptions<unknown, unknown, unknown, unknown, unknown>

const known: Readonly<Record<keyof FitOptions, true>> = {
  epochs: true,
  batchSize: true,
  shuffle: true,
  sampleWeight: true,
  classWeight: true,
  validationData: true,
  validationSplit: true,
  callbacks: true,
  verbose: true,
  initialEpoch: true,
  signal: true,
}

/** A run of fit whose data and options have been checked. */
export interface FitPlan {
  readonly epochs: number
  readonly initialEpoch: number
  readonly batchSize: number
  readonly shuffle: boolean
  readonly callbacks: readonly Callback[]
  readonly training: CheckedData
  readonly validation: CheckedData | undefined
  readonly signal: AbortSignal | undefined
}

/** Throws for data or options that do not fit the program, before anything runs. */
export const planFit = (program: Program, x: unknown, y: unknown, options: AnyFitOptions): FitPlan => {
  checkOptions('fit', options, known)
  const { epochs = 1, batchSize = 32, shuffle = true, initialEpoch = 0, signal } = options
  if (!(Number.isInteger(epochs) && epochs > 0)) {
    throw new RangeError(`fit: epochs must be a positive integer, got ${epochs}`)
  }
  if (!(Number.isInteger(initialEpoch) && initialEpoch >= 0)) {
    throw new RangeError(`fit: initialEpoch must be an integer of 0 or more, got ${initialEpoch}`)
  }
  checkBatchSize('fit', batchSize)
  checkCallbacks(options.callbacks)
  const callbacks = withProgress(options)
  const data = checkedData('fit', program, x, y, options.sampleWeight)
  const { training, validation } = splitData(program, data, options)
  if (options.batchSize !== undefined && batchSize > training.rows) {
    throw new RangeError(
      `fit: batchSize ${batchSize} is larger than the ${training.rows} training rows; give at most ${training.rows}`,
    )
  }
  const weighted = weighClasses(program, training, options)
  return { epochs, initialEpoch, batchSize, shuffle, callbacks, training: weighted, validation, signal }
}

/** The training data with the weights of their classes. */
const weighClasses = (program: Program, training: CheckedData, { classWeight }: AnyFitOptions): CheckedData => {
  if (classWeight === undefined) return training
  if (training.sampleWeight) {
    throw new TypeError('fit: give classWeight or sampleWeight, not both; multiply the weights of the rows yourself')
  }
  return { ...training, sampleWeight: [classWeights('fit', program, training, classWeight)] }
}

const checkCallbacks = (callbacks: unknown = []): void => {
  if (!Array.isArray(callbacks)) {
    const kind = typeof callbacks === 'object' ? 'an object' : `a ${typeof callbacks}`
    throw new TypeError(
      `fit: callbacks must be an array such as [earlyStopping()], got ${callbacks === null ? 'null' : kind}`,
    )
  }
  for (const [i, callback] of callbacks.entries()) {
    if (typeof callback === 'object' && callback !== null && !Array.isArray(callback)) continue
    const got = Array.isArray(callback) ? 'an array' : typeof callback === 'function' ? 'a function' : String(callback)
    throw new TypeError(
      `fit: callbacks[${i}] must be an object of hooks, as earlyStopping() gives or { onEpochEnd() {} }; got ${got}`,
    )
  }
}

const withProgress = ({ callbacks = [], verbose = 'auto' }: AnyFitOptions): readonly Callback[] => {
  if (!['auto', 0, 1, 2].includes(verbose)) {
    throw new RangeError(`fit: verbose must be 'auto', 0, 1 or 2, got ${describeValue(verbose)}`)
  }
  if (verbose === 0 || callbacks.some(isProgress)) return callbacks
  return [...callbacks, verbose === 2 ? progress({ live: false, linesEvery: Number.POSITIVE_INFINITY }) : progress()]
}

const splitData = (program: Program, data: CheckedData, { validationData, validationSplit = 0 }: AnyFitOptions) => {
  if (validationData) {
    if (!Array.isArray(validationData) || !(validationData.length === 2 || validationData.length === 3)) {
      throw new TypeError('fit: validationData must be [x, y] or [x, y, sampleWeight]')
    }
    const [x, y, sampleWeight] = validationData as readonly unknown[]
    return { training: data, validation: checkedData('fit: validationData', program, x, y, sampleWeight) }
  }
  if (validationSplit === 0) return { training: data, validation: undefined }
  // as Keras rounds
  const kept = Math.floor(data.rows * (1 - validationSplit))
  if (!(validationSplit > 0 && validationSplit < 1) || kept < 1 || kept >= data.rows) {
    throw new RangeError(
      `fit: validationSplit must be in (0, 1) and leave rows on both sides of ${data.rows}, got ${validationSplit}`,
    )
  }
  return { training: partOf(data, 0, kept), validation: partOf(data, kept, data.rows) }
}
