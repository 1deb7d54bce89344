import { dirname } from 'node:path'
import { checkRanges, finite, flag, integerFrom, type Range } from '../../codegen/ranges.js'
import type { Callback, Logs, Run } from '../callback.js'
import { requirePath } from '../paths.js'
import { makeFolder } from '../unwritable.js'
import { BatchCount } from './batch-count.js'
import { Monitor, type MonitorOptions, monitorRanges } from './monitor.js'
import { filledPath } from './path-template.js'
import { numberOf } from './saved-values.js'
import { announce, type Verbose, verbosity } from './verbose.js'

export interface ModelCheckpointOptions extends MonitorOptions {
  /** 1 says on standard error what it saves; default 0. */
  readonly verbose?: Verbose
  /** Saves only where the watched figure is better than it ever was; default false. */
  readonly saveBestOnly?: boolean
  /** The weights alone, for loadWeights; default false: all that training goes on from, for loadState. */
  readonly saveWeightsOnly?: boolean
  /** After each epoch, or after so many batches; default 'epoch'. */
  readonly saveFreq?: 'epoch' | number
  /** With saveBestOnly, the figure must be better than this from the start. */
  readonly initialValueThreshold?: number
}

const count = integerFrom(1)

/** After epochs, or after so many batches. */
export const frequency: Range = { text: "'epoch' or a positive integer", holds: (x) => x === 'epoch' || count.holds(x) }

const ranges: Readonly<Record<keyof ModelCheckpointOptions, Range>> = {
  monitor: monitorRanges.monitor,
  verbose: verbosity,
  saveBestOnly: flag,
  saveWeightsOnly: flag,
  mode: monitorRanges.mode,
  saveFreq: frequency,
  initialValueThreshold: finite,
}

/**
 * Saves the model as training goes on, as safetensors: each file whole or not at all. Keras's `ModelCheckpoint`, except that NaN is
 * never the best, and that a figure which is not there is an error.
 *
 * @param path may have fields, as `'models/{epoch:02d}-{val_loss:.2f}.safetensors'`: `epoch` and, with a saveFreq in batches, `batch`,
 * both from 1, and the logs by name. Folders that are not there are made.
 */
export const modelCheckpoint = (path: string, options: ModelCheckpointOptions = {}): Callback => {
  requirePath('write', path)
  checkRanges('modelCheckpoint', options, ranges)
  const { verbose = 0, saveBestOnly = false, saveWeightsOnly = false, saveFreq = 'epoch' } = options
  const monitor = saveBestOnly ? new Monitor('modelCheckpoint', options) : undefined
  if (monitor) monitor.best = options.initialValueThreshold
  const watched = options.monitor ?? 'val_loss'
  const unsaved = new BatchCount()
  let current = 0

  const isToBeSaved = (epoch: number, logs: Logs): boolean => {
    if (!monitor) return true
    const [value, before] = [monitor.of(logs), monitor.best]
    const improves = monitor.improves(value)
    const from = before === undefined ? '' : ` from ${before.toFixed(5)}`
    if (verbose) {
      announce(
        `Epoch ${epoch + 1}: ${watched} ${improves ? `improved${from} to ${value.toFixed(5)}` : `did not improve${from}`}`,
      )
    }
    return improves
  }
  const save = async (epoch: number, fields: Logs, logs: Logs, run: Run) => {
    const target = filledPath('modelCheckpoint', path, { epoch: epoch + 1, ...fields, ...logs })
    if (!isToBeSaved(epoch, logs)) return
    await makeFolder(dirname(target))
    if (saveWeightsOnly) await run.saveWeights(target)
    else await run.saveState(target)
    if (verbose) announce(`Epoch ${epoch + 1}: saved the ${saveWeightsOnly ? 'weights' : 'model'} to ${target}`)
  }

  return {
    name: 'modelCheckpoint',
    onEpochBegin: (epoch) => {
      current = epoch
    },
    ...(saveFreq !== 'epoch' &&
      unsaved.hooks(async (batch, logs, run) => {
        if (unsaved.since < saveFreq) return
        unsaved.since = 0
        await save(current, { batch: batch + 1 }, logs, run)
      })),
    onEpochEnd: async (epoch, logs, run) => {
      if (saveFreq !== 'epoch' || (monitor && monitor.ofEpoch(epoch, logs, run) === undefined)) return
      await save(epoch, {}, logs, run)
    },
    state: () => ({ values: { best: monitor?.best ?? null, unsaved: unsaved.since } }),
    restore: ({ values }) => {
      if (monitor) monitor.best = numberOf(values['best'])
      unsaved.since = numberOf(values['unsaved']) ?? 0
    },
  }
}
