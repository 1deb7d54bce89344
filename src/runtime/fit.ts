import type { Callback, Logs, Run } from './callback.js'
import { evaluateData } from './evaluate.js'
import { DivergenceError } from './finite.js'
import type { FitPlan } from './fit-plan.js'
import { Means } from './means.js'
import type { Site } from './site.js'
import { recovery, Stepper } from './step.js'

/** Figures of every epoch of a run. */
export interface History {
  /** The epochs, counted from 0. */
  readonly epoch: readonly number[]
  /** By name: 'loss', the metrics, and the same with 'val_' in front; one figure an epoch, a mean over its rows. */
  readonly history: { readonly loss: readonly number[] } & Readonly<Record<string, readonly number[]>>
}

/** The training loop: epochs of steps, validation after each, callbacks throughout. */
export const trainEpochs = async (site: Site, plan: FitPlan, run: Run): Promise<History> => {
  const { callbacks, training } = plan
  const stepper = new Stepper(site, await site.session('step', training.weighted))
  const epochs: number[] = []
  const losses: number[] = []
  const history = new Map([['loss', losses]])
  let logs: Logs = {}
  let ended = 0
  try {
    for (const callback of callbacks) await callback.onTrainBegin?.(run)
    for (let epoch = run.initialEpoch; epoch < run.epochs && !run.stopTraining; epoch++) {
      for (const callback of callbacks) await callback.onEpochBegin?.(epoch, run)
      logs = await trainEpoch(site, plan, run, stepper, epoch)
      epochs.push(epoch)
      for (const [name, value] of Object.entries(logs)) {
        const figures = history.get(name)
        if (figures) figures.push(value)
        else history.set(name, [value])
      }
      for (const callback of callbacks) await callback.onEpochEnd?.(epoch, logs, run)
    }
    for (const callback of callbacks) {
      ended += 1
      await callback.onTrainEnd?.(logs, run)
    }
  } catch (error) {
    await abort(callbacks.slice(ended), error, run)
    throw error
  }
  return { epoch: epochs, history: { ...Object.fromEntries(history), loss: losses } }
}

/** The error that ended the run goes before one of a callback that could not close. */
const abort = async (callbacks: readonly Callback[], error: unknown, run: Run): Promise<void> => {
  for (const callback of callbacks) {
    try {
      await callback.onTrainAbort?.(error, run)
    } catch {}
  }
}

const trainEpoch = async (site: Site, plan: FitPlan, run: Run, stepper: Stepper, epoch: number): Promise<Logs> => {
  const { callbacks, training, validation, signal } = plan
  const { state } = site
  const means = new Means(stepper.figures)
  let batch = 0
  for await (const rows of training.epoch()) {
    signal?.throwIfAborted()
    for (const callback of callbacks) await callback.onTrainBatchBegin?.(batch, run)
    means.add(await stepper.step(rows, `epoch ${epoch + 1}, step ${batch + 1}`), rows.rows)
    for (const callback of callbacks) await callback.onTrainBatchEnd?.(batch, means.get(), run)
    batch += 1
    if (run.stopTraining) break
  }
  // a step's loss is that of the weights before its update
  const found = state.nonFinite()
  if (found !== undefined) {
    throw new DivergenceError(`fit: ${found} after epoch ${epoch + 1}: an update was too large. ${recovery}`)
  }
  state.epochs += 1
  if (!validation) return means.get()
  return { ...means.get(), ...(await evaluateData(site, () => validation, { prefix: 'val_', signal })) }
}
