import type { Callback, Logs, Run } from './callback.js'
import { orAborted } from './check-signal.js'
import { evaluateData } from './evaluate.js'
import { DivergenceError } from './finite.js'
import type { FitPlan } from './fit-plan.js'
import { Means } from './means.js'
import { Pace } from './pace.js'
import { isProgress } from './progress.js'
import { type Capture, type Resumption, RunBackup } from './run-backup.js'
import type { Site } from './site.js'
import { recovery, Stepper } from './step.js'
import type { TrainingRun } from './training-run.js'

/** Figures of every epoch of a run. */
export interface History {
  /** The epochs, counted from 0; of a run that goes on from a backup, those since then. */
  readonly epoch: readonly number[]
  /** By name: 'loss', the metrics, and the same with 'val_' in front; one figure an epoch, over its rows. */
  readonly history: { readonly loss: readonly number[] } & Readonly<Record<string, readonly number[]>>
}

/** What an epoch works on. */
interface Training {
  readonly site: Site
  readonly plan: FitPlan
  readonly run: TrainingRun
  readonly stepper: Stepper
  readonly pace: Pace
  readonly backup: RunBackup | undefined
}

/** The training loop: epochs of steps, validation after each, callbacks throughout; from a backup on, where there is one. */
export const trainEpochs = async (site: Site, plan: FitPlan, run: TrainingRun): Promise<History> => {
  const backup = RunBackup.of(site, plan, run)
  const train = async () => {
    const kept = await backup?.restore()
    const stacked = site.program.steps !== undefined
    const { training, signal } = plan
    const made = site.session(stacked ? 'steps' : 'step', training.weighted, training.rows)
    const session = await orAborted(made, signal)
    signal?.throwIfAborted()
    const stepper = new Stepper(site, session, 'fit', stacked)
    const pace = new Pace(stacked ? (site.stepsPerExecution ?? (plan.callbacks.some(seesBatches) ? 1 : undefined)) : 1)
    return runEpochs({ site, plan, run, stepper, pace, backup }, kept)
  }
  return backup ? backup.listening(train) : train()
}

/** Whether a callback is to be called at each batch: progress may skip some. */
const seesBatches = (callback: Callback): boolean =>
  !isProgress(callback) && (callback.onTrainBatchBegin ?? callback.onTrainBatchEnd) !== undefined

const runEpochs = async (training: Training, kept: Resumption | undefined): Promise<History> => {
  const { site, plan, run, backup } = training
  const { callbacks } = plan
  const epochs: number[] = []
  const losses: number[] = []
  const history = new Map([['loss', losses]])
  /** The epoch that has begun already. */
  const amid = kept && kept.position.batch > 0 ? kept : undefined
  let logs: Record<string, number> = { ...kept?.position.logs }
  let ended = 0
  try {
    for (const callback of callbacks) await callback.onTrainBegin?.(run)
    if (amid) for (const callback of callbacks) await callback.onEpochBegin?.(run.initialEpoch, run)
    await backup?.restoreCallbacks()
    for (let epoch = run.initialEpoch; epoch < run.epochs; epoch++) {
      const begun = epoch === run.initialEpoch ? amid : undefined
      if (run.stopTraining && !begun) break
      const before = backup?.capture(epoch, 0, [], logs)
      if (!begun) for (const callback of callbacks) await callback.onEpochBegin?.(epoch, run)
      logs = await trainEpoch(training, epoch, begun, before)
      await run.adding(logs, async () => {
        for (const callback of callbacks) await callback.onEpochEnd?.(epoch, logs, run)
      })
      epochs.push(epoch)
      for (const [name, value] of Object.entries(logs)) {
        const figures = history.get(name)
        if (figures) figures.push(value)
        else history.set(name, [value])
      }
      await backup?.between(() => backup.capture(epoch + 1, 0, [], logs))
    }
    // a run that takes no step leaves the weights as they are
    if (epochs.length > 0 || kept) await finish(site)
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

/** The weights take their moving averages, where there are some: after any step, as those begin with the first. */
const finish = async ({ program, state, turns }: Site): Promise<void> => {
  const { finalValues } = program
  if (finalValues) await turns.take(async () => void (state.iterations > 0 && (await state.assign(finalValues))))
}

/** The error that ended the run goes before one of a callback that could not close. */
const abort = async (callbacks: readonly Callback[], error: unknown, run: Run): Promise<void> => {
  for (const callback of callbacks) {
    try {
      await callback.onTrainAbort?.(error, run)
    } catch {}
  }
}

const trainEpoch = async (
  training: Training,
  epoch: number,
  begun: Resumption | undefined,
  before: Capture | undefined,
): Promise<Record<string, number>> => {
  const { site, plan, run, stepper, pace, backup } = training
  const { callbacks, signal } = plan
  const { state } = site
  const means = new Means(stepper.figures)
  if (begun) means.sums = begun.sums
  let batch = begun?.position.batch ?? 0
  // none where the run was kept after a callback had ended it
  const rest = begun && run.stopTraining ? [] : plan.training.epoch(batch, (kind) => pace.next(kind), pace.isFixed)
  // an epoch without a step begins anew, as before its callbacks
  const batches =
    backup?.hearing(rest, () => (batch === 0 && before) || backup.capture(epoch, batch, means.sums)) ?? rest
  for await (const given of batches) {
    signal?.throwIfAborted()
    for (const callback of callbacks) await callback.onTrainBatchBegin?.(batch, run)
    const first = batch
    const at = (step: number) => `epoch ${epoch + 1}, step ${first + step + 1}`
    const { steps, diverged } = await pace.timed(given, () => stepper.step(given, at))
    for (const outputs of steps) means.add(outputs, given.rows / given.steps)
    batch += steps.length
    if (diverged) {
      if (!(await endsQuietly(training, diverged))) throw diverged
      const logs = { ...(batch > 0 && means.get()), loss: diverged.loss ?? Number.NaN }
      for (const callback of callbacks) await callback.onTrainBatchEnd?.(batch, logs, run)
      return { ...logs, ...(await validate(training, epoch)) }
    }
    const logs = means.get()
    for (const callback of callbacks) await callback.onTrainBatchEnd?.(batch - 1, logs, run)
    await backup?.between(() => backup.capture(epoch, batch, means.sums))
    if (run.stopTraining) break
  }
  // a step's loss is that of the weights before its update
  const found = await site.turns.take(() => state.nonFinite())
  if (found !== undefined) {
    const error = new DivergenceError(`fit: ${found} after epoch ${epoch + 1}: an update was too large. ${recovery}`)
    if (!(await endsQuietly(training, error))) throw error
  }
  const after = backup?.capture(epoch, batch, means.sums)
  state.epochs += 1
  try {
    return { ...means.get(), ...(await validate(training, epoch)) }
  } catch (error) {
    // the epoch's steps are done, its validation is yet to be
    if (after && backup?.isInterruption(error)) await backup.keep(after)
    throw error
  }
}

const validate = async ({ site, plan, backup }: Training, epoch: number): Promise<Logs> => {
  const { callbacks, validation, signal } = plan
  if (!validation || !plan.validatesAfter(epoch)) return {}
  return evaluateData(site, validation, {
    prefix: 'val_',
    signals: [signal, backup?.interrupted],
    callbacks,
  })
}

/** Whether a callback ends the run, which diverged, without the error. */
const endsQuietly = async ({ plan, run }: Training, error: DivergenceError): Promise<boolean> => {
  let quiet = false
  for (const callback of plan.callbacks) if (await callback.onDivergence?.(error, run)) quiet = true
  if (quiet) run.stopTraining = true
  return quiet
}
