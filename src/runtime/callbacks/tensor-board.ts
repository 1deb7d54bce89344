import { join } from 'node:path'
import type { TensorData } from '../../codegen/ir/value.js'
import { shownNodes } from '../../codegen/onnx/shown-nodes.js'
import { checkRanges, flag, integerFrom, type Range } from '../../codegen/ranges.js'
import type { Slices } from '../../codegen/slices.js'
import type { Callback, Logs, Run } from '../callback.js'
import type { SummaryValue } from '../events/event.js'
import { EventFile } from '../events/event-file.js'
import { histogram, scalar } from '../events/summaries.js'
import { inTurns } from '../in-turns.js'
import { requirePath } from '../paths.js'
import { copiedWeights } from '../training-run.js'
import { numberOf } from './saved-values.js'

export interface TensorBoardOptions {
  /** Writes histograms of all weights after every so many epochs; default 0: never. */
  readonly histogramFreq?: number
  /** Writes the model's graph, as ONNX has it; default true. */
  readonly writeGraph?: boolean
  /** Writes how many steps are taken in a second; default false. */
  readonly writeStepsPerSecond?: boolean
  /** 'epoch' (default): figures of epochs alone; 'batch', or a number: also those after every batch, or after every so many. */
  readonly updateFreq?: 'epoch' | 'batch' | number
}

const count = integerFrom(1)
const ranges: Readonly<Record<keyof TensorBoardOptions, Range>> = {
  histogramFreq: integerFrom(0),
  writeGraph: flag,
  writeStepsPerSecond: flag,
  updateFreq: {
    text: "'epoch', 'batch' or a positive integer",
    holds: (x) => x === 'epoch' || x === 'batch' || count.holds(x),
  },
}

/**
 * Writes event files that TensorBoard reads, with Keras's tags: `epoch_loss` and the like, and `epoch_learning_rate`, in the
 * folder `train`, with the model's graph; figures of validation and evaluation in `validation`. Keras's `TensorBoard`; pictures of
 * weights, profiles and embeddings are not written.
 */
export const tensorBoard = (logDir = 'logs', options: TensorBoardOptions = {}): Callback => {
  requirePath('write', logDir)
  checkRanges('tensorBoard', options, ranges)
  const { histogramFreq = 0, writeGraph = true, writeStepsPerSecond = false, updateFreq = 'epoch' } = options
  const every = updateFreq === 'batch' ? 1 : updateFreq
  const files: { train?: EventFile; validation?: EventFile } = {}
  const file = (kind: 'train' | 'validation'): EventFile => {
    files[kind] ??= new EventFile(join(logDir, kind))
    return files[kind]
  }
  let training = false
  let [batches, begun, stepsBefore, batchBegun] = [0, 0, 0, 0]
  const close = async () => {
    training = false
    const { train, validation } = files
    delete files.train
    delete files.validation
    try {
      await train?.close()
    } finally {
      await validation?.close()
    }
  }

  return {
    name: 'tensorBoard',
    onTrainBegin: async (run) => {
      training = true
      batches = 0
      // a run that goes on has written it
      if (!writeGraph || run.resumed) return
      file('train').addGraph(shownNodes(run.graph().model))
      await files.train?.flush()
    },
    onEpochBegin: (_, run) => {
      begun = performance.now()
      stepsBefore = run.iterations
    },
    ...(every !== 'epoch' && {
      onTrainBatchBegin: () => {
        batchBegun = performance.now()
      },
      onTrainBatchEnd: async (_, logs) => {
        batches += 1
        if (batches % every !== 0) return
        const speed = { steps_per_second: 1000 / (performance.now() - batchBegun) }
        file('train').add(batches, scalars('batch', { ...(writeStepsPerSecond && speed), ...logs }))
      },
    }),
    onEpochEnd: async (epoch, logs, run) => {
      const entries = Object.entries(logs)
      const judged = entries.filter(([name]) => name.startsWith('val_')).map(([name, value]) => [name.slice(4), value])
      const speed = { steps_per_second: ((run.iterations - stepsBefore) * 1000) / (performance.now() - begun) }
      const trained = {
        ...Object.fromEntries(entries.filter(([name]) => !name.startsWith('val_'))),
        ...rateOf(run),
        ...(writeStepsPerSecond && speed),
      }
      file('train').add(epoch, scalars('epoch', trained))
      if (judged.length > 0) file('validation').add(epoch, scalars('epoch', Object.fromEntries(judged)))
      if (histogramFreq > 0 && epoch % histogramFreq === 0) {
        const weights = await copiedWeights(run)
        file('train').add(epoch, await inTurns(histograms(weights)))
      }
      await files.train?.flush()
      await files.validation?.flush()
    },
    onTestEnd: async (logs, pass) => {
      for (const [name, value] of Object.entries(logs)) {
        file('validation').add(pass.iterations, [scalar(`evaluation_${name}_vs_iterations`, value)])
      }
      if (!training) await close()
    },
    onTrainEnd: close,
    onTrainAbort: close,
    state: () => ({ values: { batches } }),
    restore: ({ values }) => {
      batches = numberOf(values['batches']) ?? 0
    },
  }
}

const scalars = (of: string, figures: Logs) =>
  Object.entries(figures).map(([name, value]) => scalar(`${of}_${name}`, value))

function* histograms(weights: ReadonlyMap<string, TensorData>): Slices<SummaryValue[]> {
  const all: SummaryValue[] = []
  for (const [name, { data }] of weights) all.push(yield* histogram(`${name}/histogram`, data))
  return all
}

/** Nothing where each weight has its own. */
const rateOf = (run: Run): Logs => {
  try {
    return { learning_rate: run.learningRate }
  } catch {
    return {}
  }
}
