import type { SingleBar } from 'cli-progress'
import type { Callback, Logs } from './callback.js'

export interface ProgressOptions {
  /** Where to draw; default standard error, which leaves standard output to results. */
  readonly stream?: NodeJS.WriteStream
  /** A live bar; default whether the stream is a terminal. */
  readonly live?: boolean
}

const figures = (logs: Logs): string =>
  Object.entries(logs)
    .map(
      ([name, value]) =>
        `${name}: ${Math.abs(value) > 0 && Math.abs(value) < 1e-3 ? value.toExponential(3) : value.toFixed(4)}`,
    )
    .join(' - ')

const seconds = (ms: number): string => `${(ms / 1000).toFixed(ms < 10_000 ? 1 : 0)}s`

/** Shows a run: a live bar with step, figures and time left on a terminal, one line an epoch elsewhere. */
export const progress = ({ stream = process.stderr, live = stream.isTTY === true }: ProgressOptions = {}): Callback => {
  let bar: SingleBar | undefined
  let started = 0
  let title = ''
  return {
    onEpochBegin: async (epoch, run) => {
      started = performance.now()
      title = `Epoch ${epoch + 1}/${run.epochs}`
      if (!live) return
      const { default: cliProgress } = await import('cli-progress')
      const format = '{title} {bar} {value}/{total} - {eta_formatted} left - {figures}'
      bar = new cliProgress.SingleBar(
        { stream, format, clearOnComplete: true, hideCursor: true, barsize: 20 },
        cliProgress.Presets.shades_classic,
      )
      bar.start(run.stepsPerEpoch, 0, { title, figures: '' })
    },
    onTrainBatchEnd: (batch, logs) => {
      bar?.update(batch + 1, { figures: figures(logs) })
    },
    onEpochEnd: (_, logs, run) => {
      bar?.stop()
      bar = undefined
      stream.write(
        `${title} - ${run.stepsPerEpoch} steps - ${seconds(performance.now() - started)} - ${figures(logs)}\n`,
      )
    },
    onTrainEnd: () => {
      bar?.stop()
      bar = undefined
    },
  }
}
