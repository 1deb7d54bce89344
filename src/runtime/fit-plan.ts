import { isTensor } from './arguments.js'
import { type BatchSource, batchesInMemory } from './batch-source.js'
import { eitherSignal } from './check-signal.js'
import { type CheckedData, checkedData, partOf } from './checked-data.js'
import { type ClassWeight, weighClasses } from './class-weight.js'
import { Dataset } from './data/dataset.js'
import { StreamedBatches } from './data/stream.js'
import { checkedRun, type RunPlan, type UncheckedOptions } from './fit-options.js'
import type { Program } from './program.js'
import type { RunPosition } from './run-position.js'
import type { Site } from './site.js'

/** A run of fit whose data and options have been checked; of a dataset, as far as can be before its rows are read. */
export interface FitPlan extends RunPlan {
  readonly training: BatchSource
  readonly validation: BatchSource | undefined
  /** What a run that goes on must have in common with the one that was kept. */
  readonly kind: RunPosition['plan']
}

/** Throws for data or options that do not fit the program, before anything runs. Whoever has a plan closes its sources. */
export const planFit = async (site: Site, x: unknown, rest: readonly unknown[]): Promise<FitPlan> => {
  const [first = {}, second = {}] = rest
  if (!(x instanceof Dataset)) return planTensors(site, x, rest[0], second as UncheckedOptions)
  if (rest.length > 1 || isTensor(first) || Array.isArray(first) || ArrayBuffer.isView(first)) {
    throw new TypeError('fit: a dataset has targets of its own; give options after it, and no y')
  }
  return planDataset(site, x, first as UncheckedOptions)
}

const planTensors = async (site: Site, x: unknown, y: unknown, options: UncheckedOptions): Promise<FitPlan> => {
  const run = checkedRun(options, false)
  const { program, state } = site
  const { batchSize = 32, shuffle = true, stepsPerEpoch: steps } = options
  const data = checkedData('fit', program, x, y, options.sampleWeight)
  const { training, held } = splitData(data, options)
  if (options.batchSize !== undefined && batchSize > training.rows) {
    throw new RangeError(
      `fit: batchSize ${batchSize} is larger than the ${training.rows} training rows; give at most ${training.rows}`,
    )
  }
  const weighted = weighClasses('fit', program, training, options.classWeight)
  const batches = batchesInMemory(program, weighted, batchSize, { shuffledBy: shuffle ? state : undefined, steps })
  return {
    ...run,
    kind: { dataset: false, batchSize, stepsPerEpoch: batches.steps, shuffle, metrics: metricsOf(program) },
    training: batches,
    validation: held ? validationBatches(program, held, options) : await validationOf(site, options, run),
  }
}

const planDataset = async (site: Site, dataset: Dataset, options: UncheckedOptions): Promise<FitPlan> => {
  const run = checkedRun(options, true)
  const { program, state } = site
  const { batchSize, stepsPerEpoch: steps, signal, validate = true } = options
  const validation = await validationOf(site, options, run)
  try {
    const training = await StreamedBatches.open(
      program,
      dataset,
      {
        call: 'fit',
        batchSize,
        steps,
        classWeight: options.classWeight as ClassWeight | undefined,
        signal,
        seed: () => state.seed,
        epoch: () => state.epochs,
      },
      validate,
    )
    const size = batchSize === undefined ? {} : { batchSize }
    const kind = { dataset: true, ...size, stepsPerEpoch: training.steps, metrics: metricsOf(program) }
    return { ...run, training, validation, kind }
  } catch (error) {
    await validation?.close()
    throw error
  }
}

/** An epoch's figures go on from their sums. */
const metricsOf = ({ metrics }: Program): string => metrics.map(({ name }) => name).join(', ') || 'none'

const validationOf = async (
  { program, state }: Site,
  options: UncheckedOptions,
  { interruption }: RunPlan,
): Promise<BatchSource | undefined> => {
  const { validationData, validationSteps: steps, validate = true } = options
  const batchSize = options.validationBatchSize ?? options.batchSize
  if (!validationData) return undefined
  const call = 'fit: validationData'
  if (validationData instanceof Dataset) {
    const signal = eitherSignal(options.signal, interruption.signal)
    // in the same order after each epoch
    const how = { call, batchSize, steps, anew: true, signal, seed: () => state.seed, epoch: () => 0 }
    return StreamedBatches.open(program, validationData, how, validate)
  }
  if (!Array.isArray(validationData) || !(validationData.length === 2 || validationData.length === 3)) {
    throw new TypeError('fit: validationData must be [x, y], [x, y, sampleWeight] or a dataset')
  }
  const [x, y, sampleWeight] = validationData as readonly unknown[]
  return validationBatches(program, checkedData(call, program, x, y, sampleWeight), options)
}

/** The first of its batches where the options say how many. */
const validationBatches = (
  program: Program,
  data: CheckedData,
  { batchSize = 32, validationBatchSize = batchSize, validationSteps = Number.POSITIVE_INFINITY }: UncheckedOptions,
): BatchSource => {
  const rows = Math.min(data.rows, validationSteps * validationBatchSize)
  return batchesInMemory(program, partOf(data, 0, rows), validationBatchSize)
}

const splitData = (data: CheckedData, { validationData, validationSplit = 0 }: UncheckedOptions) => {
  if (validationData || validationSplit === 0) return { training: data, held: undefined }
  // as Keras rounds
  const kept = Math.floor(data.rows * (1 - validationSplit))
  if (!(validationSplit > 0 && validationSplit < 1) || kept < 1 || kept >= data.rows) {
    throw new RangeError(
      `fit: validationSplit must be in (0, 1) and leave rows on both sides of ${data.rows}, got ${validationSplit}`,
    )
  }
  return { training: partOf(data, 0, kept), held: partOf(data, kept, data.rows) }
}
