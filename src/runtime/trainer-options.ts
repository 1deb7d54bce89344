import { checkOptions } from '../codegen/known-options.js'
import { checkBatchSize } from './batches.js'
import type { SessionOptions } from './session.js'

export interface TrainerOptions extends SessionOptions {
  /** All randomness follows from it: first weights, shuffling, dropout; default 0. */
  readonly seed?: number | undefined
}

export interface BatchOptions {
  /** Rows in a run; default 32. */
  readonly batchSize?: number
}

export interface InferenceOptions {
  /** What the file says of itself; typed clients repeat it in their docs. */
  readonly description?: string
}

export interface TrainingOptions {
  /**
   * 'defaults' (default): the file holds the current state as the default of its state inputs, so that the first step needs
   * none. 'inputs': it holds no state, and every step must be fed one, which saveState writes; for runtimes that do not
   * see inputs with a default, as those in JavaScript.
   */
  readonly state?: 'defaults' | 'inputs'
}

/** The rows in a run, checked. */
export const batchSizeOf = (call: string, options: BatchOptions): number => {
  checkOptions(call, options, { batchSize: true })
  const { batchSize = 32 } = options
  checkBatchSize(call, batchSize)
  return batchSize
}

/** The description of an inference graph, checked. */
export const descriptionOf = (options: InferenceOptions): string => {
  checkOptions('exportInference', options, { description: true })
  const { description = '' } = options
  if (typeof description === 'string') return description
  throw new TypeError(`exportInference: description must be a string, got ${typeof description}`)
}

/** Whether a training graph holds its state, checked. */
export const holdsState = (options: TrainingOptions): boolean => {
  checkOptions('exportTraining', options, { state: true })
  const { state = 'defaults' } = options
  if (state === 'defaults' || state === 'inputs') return state === 'defaults'
  throw new TypeError(`exportTraining: state must be 'defaults' or 'inputs', got ${JSON.stringify(state)}`)
}
