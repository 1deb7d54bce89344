import type { SingleBar } from 'cli-progress'
import { checkOptions } from '../codegen/known-options.js'
import type { Callback, Logs, Run } from './callback.js'

/** What takes text: standard output or error, or any stream of Node's. */
export interface ProgressStream {
  readonly isTTY?: boolean
  write(text: string): unknown
}

export interface ProgressOptions {
  /** Where to draw; default standard error, which leaves standard output to results. A live bar needs a stream of Node's. */
  readonly stream?: ProgressStream
  /** A live bar; default whether the stream is a terminal. */
  readonly live?: boolean
  /** Seconds between lines within an epoch where there is no bar; default 10. */
  readonly linesEvery?: number
}

const made = new WeakSet<Callback>()

/** Whether a callback shows progress, so that `fit` need not. */
export const isProgress = (callback: Callback): boolean => made.has(callback)

const figures = (logs: Logs): string =>
  Object.entries(logs)
    .map(
      ([name, value]) =>
        `${name}: ${value !== 0 && Math.abs(value) < 1e-3 ? value.toExponential(3) : value.toFixed(4)}`,
    )
    .join(' - ')

const duration = (seconds: number): string => {
  if (seconds < 10) return `${seconds.toFixed(1)}s`
  if (seconds < 60) return `${seconds.toFixed(0)}s`
  const whole = Math.round(seconds)
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60]
  return hours > 0 ? `${hours}h${`${minutes}`.padStart(2, '0')}m` : `${minutes}m${`${whole % 60}`.padStart(2, '0')}s`
}

/** undefined while it is not known. */
const stepsOf = ({ stepsPerEpoch }: Run): number | undefined =>
  stepsPerEpoch === Number.POSITIVE_INFINITY ? undefined : stepsPerEpoch

const barMaker = async (stream: ProgressStream): Promise<() => SingleBar> => {
  const { default: cliProgress } = await import('cli-progress')
  const format = '{title} {bar} {value}/{steps} - {left} left - {figures}'
  const look = { clearOnComplete: true, hideCursor: true, barsize: 20, noTTYOutput: true, gracefulExit: false }
  return () =>
    new cliProgress.SingleBar(
      { stream: stream as NodeJS.WritableStream, format, ...look },
      cliProgress.Presets.shades_classic,
    )
}

/**
 * Shows a run: on a terminal a live bar with step, loss, metrics and the time left in the epoch, elsewhere lines of the
 * same; and for each epoch a line with the validation figures.
 */
export const progress = (options: ProgressOptions = {}): Callback => {
  checkOptions('progress', options, { stream: true, live: true, linesEvery: true })
  const { stream = process.stderr, live = stream.isTTY === true, linesEvery = 10 } = options
  let newBar: (() => SingleBar) | undefined
  let bar: SingleBar | undefined
  let [started, drawn] = [0, 0]
  let title = ''
  const closeBar = () => {
    bar?.stop()
    bar = undefined
  }
  /** A bar leaves the terminal without cursor and line wrapping: they come back before the signal does what it would. */
  const interrupted = () => {
    closeBar()
    if (process.listenerCount('SIGINT') === 0) process.kill(process.pid, 'SIGINT')
  }
  const close = () => {
    closeBar()
    process.removeListener('SIGINT', interrupted)
  }
  const callback: Callback = {
    onTrainBegin: async () => {
      if (!live) return
      newBar = await barMaker(stream)
      process.once('SIGINT', interrupted)
    },
    onEpochBegin: (epoch, run) => {
      title = `Epoch ${epoch + 1}/${run.epochs}`
      bar = newBar?.()
      const steps = stepsOf(run)
      // a bar of unknown length stays empty
      bar?.start(steps ?? Number.MAX_SAFE_INTEGER, 0, { title, steps: steps ?? '?', left: '?', figures: '' })
      started = performance.now()
      drawn = started
    },
    onTrainBatchEnd: (batch, logs, run) => {
      const now = performance.now()
      const done = batch + 1
      if (now - drawn < (bar ? 50 : linesEvery * 1000) || done === run.stepsPerEpoch) return
      const steps = stepsOf(run)
      const left = steps === undefined ? '?' : duration(((now - started) / 1000 / done) * (steps - done))
      drawn = now
      if (bar) bar.update(done, { left, figures: figures(logs) })
      else stream.write(`${title} - step ${done}/${steps ?? '?'} - ${left} left - ${figures(logs)}\n`)
    },
    onEpochEnd: (_, logs, run) => {
      closeBar()
      const taken = duration((performance.now() - started) / 1000)
      stream.write(`${title} - ${run.stepsPerEpoch} steps - ${taken} - ${figures(logs)}\n`)
    },
    onTrainEnd: close,
    onTrainAbort: close,
  }
  made.add(callback)
  return callback
}
