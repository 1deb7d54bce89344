import { type Range, words } from '../../codegen/ranges.js'
import { describeValue } from '../../shapes/describe-value.js'
import type { Logs, Run } from '../callback.js'

/** Which figure a callback watches, and which way it gets better. */
export interface MonitorOptions {
  /** The figure to watch; default 'val_loss'. */
  readonly monitor?: string | undefined
  /** Whether less or more is better; 'auto' (default) takes less for losses and errors, more for accuracies and their like. */
  readonly mode?: 'auto' | 'min' | 'max' | undefined
}

export const monitorRanges: Readonly<Record<keyof MonitorOptions, Range>> = {
  monitor: { text: "the name of a figure, such as 'val_loss'", holds: (x) => words.holds([x]) },
  mode: { text: "'auto', 'min' or 'max'", holds: () => true },
}

/** Watches a figure for callbacks. As in Keras, except that NaN is never the best. */
export class Monitor {
  private readonly monitor: string
  private readonly more: boolean
  best: number | undefined

  /** Throws where it cannot tell which way the figure gets better. */
  constructor(
    private readonly call: string,
    { monitor = 'val_loss', mode = 'auto' }: MonitorOptions,
    private readonly minDelta = 0,
  ) {
    this.monitor = monitor
    this.more = isMoreBetter(call, monitor, mode)
  }

  /** The watched figure of a whole epoch; undefined where it is one of validation that the epoch leaves out. Throws where there is none. */
  ofEpoch(epoch: number, logs: Logs, run: Run): number | undefined {
    const isLeftOut = this.monitor.startsWith('val_') && run.skipsValidation(epoch)
    return isLeftOut && !Object.hasOwn(logs, this.monitor) ? undefined : this.of(logs)
  }

  /** The watched figure. Throws where there is none. */
  of(logs: Logs): number {
    const { call, monitor } = this
    const value = Object.hasOwn(logs, monitor) ? logs[monitor] : undefined
    if (value !== undefined) return value
    const hint = monitor.startsWith('val_') ? '; give fit validationData or validationSplit' : ''
    throw new Error(`${call}: there is no figure ${monitor}, only ${Object.keys(logs).join(', ')}${hint}`)
  }

  isBetter(value: number, than: number): boolean {
    const least = Math.abs(this.minDelta)
    return this.more ? value - least > than : value + least < than
  }

  /** Whether a figure is better than all before; then it is the best. */
  improves(value: number): boolean {
    if (this.best === undefined ? Number.isNaN(value) : !this.isBetter(value, this.best)) return false
    this.best = value
    return true
  }
}

/** Losses, and what is wrong. */
const less = /loss|error|divergence|entropy|hinge|huber|logcosh|poisson|false(positives|negatives)/i

/** Names that are too short to be looked for within others. */
const lessAlone = /(^|_)(mse|mae|mape|msle|rmse|bce|kld)$/i

/** What is right, and how alike target and output are. */
const more =
  /acc|auc|precision|recall|sensitivity|specificity|true(positives|negatives)|f1|f-?beta|r2|iou|similarity|correlation/i

const isMoreBetter = (call: string, monitor: string, mode: string): boolean => {
  if (mode === 'min' || mode === 'max') return mode === 'max'
  if (mode !== 'auto') {
    throw new RangeError(`${call}: mode must be 'auto', 'min' or 'max', got ${describeValue(mode)}`)
  }
  // the metric's own name is at the end, behind val_ and an output's name, which says nothing of it
  const words = monitor
    .replace(/(_\d+)+$/, '')
    .replace(/(f1|r2|beta)_score$/i, '$1score')
    .split('_')
  for (let i = words.length - 1; i >= 0; i--) {
    const name = words.slice(i).join('')
    const first = words[i] as string
    // of several words, what goes from the first to another
    const holds = (pattern: RegExp) => {
      const found = pattern.exec(name)
      if (found === null || first === name) return found !== null
      return found.index < first.length && found.index + found[0].length > first.length
    }
    if (holds(less) || holds(lessAlone)) return false
    if (holds(more)) return true
  }
  throw new Error(`${call}: cannot tell whether more or less ${monitor} is better; set mode to 'max' or 'min'`)
}
