import type { Batch } from './batch-source.js'
import type { Callback } from './callback.js'
import { type BackupPlace, backupPlaceOf } from './callbacks/backup-and-restore.js'
import { orAborted } from './check-signal.js'
import { copiedTensors } from './copied-tensors.js'
import type { FitPlan } from './fit-plan.js'
import { InterruptedError } from './interrupted-error.js'
import { nativeTensor } from './native-tensor.js'
import { type RunRecord, runFile } from './run-file.js'
import type { RunPosition } from './run-position.js'
import { requireSameTensors } from './same-tensors.js'
import type { Site } from './site.js'
import type { TrainingRun } from './training-run.js'

/** What asks a process to end, with what shells say of one that did: Ctrl-C, and `kill`, schedulers and containers. */
const exitCodes = { SIGINT: 130, SIGTERM: 143 } as const
const endings = Object.keys(exitCodes) as readonly (keyof typeof exitCodes)[]

/** What a run goes on from, taken while the trainer's tensors stand still. */
export type Capture = Omit<RunRecord, 'state'>

/** Where a run goes on. */
export type Resumption = Pick<RunRecord, 'position' | 'sums'>

/** Keeps a run, at the places between its steps, and brings it back. */
export class RunBackup {
  /** The last backup, until callbacks have been restored: it holds all tensors of the trainer once more. */
  private record: RunRecord | undefined

  private constructor(
    private readonly place: BackupPlace,
    private readonly site: Site,
    private readonly plan: FitPlan,
    private readonly run: TrainingRun,
  ) {}

  /** Where the callbacks ask for one. */
  static of(site: Site, plan: FitPlan, run: TrainingRun): RunBackup | undefined {
    const [place, another] = plan.callbacks.flatMap((callback) => backupPlaceOf(callback) ?? [])
    if (another) throw new TypeError('fit: callbacks has backupAndRestore twice; one keeps the run')
    return place && new RunBackup(place, site, plan, run)
  }

  /** Aborts where Ctrl-C was pressed, or SIGTERM came. */
  get interrupted(): AbortSignal {
    return this.plan.interruption.signal
  }

  /** While it works, the first Ctrl-C or SIGTERM ends the run at the next place, and a second one the process. */
  async listening<T>(work: () => Promise<T>): Promise<T> {
    const listeners = endings.map((signal) => {
      const listener = () => {
        if (!this.interrupted.aborted) {
          const again = signal === 'SIGINT' ? 'Ctrl-C' : signal
          process.stderr.write(`\nfit: interrupted; ends after this step. ${again} again exits at once\n`)
          this.plan.interruption.abort()
          return
        }
        process.removeListener(signal, listener)
        if (process.listenerCount(signal) === 0) process.kill(process.pid, signal)
        else process.exit(exitCodes[signal])
      }
      process.on(signal, listener)
      return () => process.removeListener(signal, listener)
    })
    try {
      return await work()
    } finally {
      for (const remove of listeners) remove()
    }
  }

  /** Gives trainer and run the state of the last backup, if there is one. */
  async restore(): Promise<Resumption | undefined> {
    const { folder } = this.place
    const record = await this.place.read()
    if (!record) return undefined
    await requireSameTensors(folder, this.site.state.shapes(), record.state)
    requireSamePlan(folder, record.position.plan, this.plan.kind)
    const { callbacks } = this.plan
    for (const { index, name } of record.position.callbacks) {
      if (callbacks[index]?.restore && (callbacks[index].name ?? '') === name) continue
      throw new Error(
        `backupAndRestore: the backup in ${folder} has the state of ${name || 'a callback'} at place ${index} of callbacks; give fit the same callbacks in the same order, or remove the folder`,
      )
    }
    this.record = record
    // the record is applied twice
    await this.apply(record, await copiedTensors(wrapped(record.state)))
    const { training, validation } = record.position.data
    await this.unlessInterrupted(this.plan.training.goOn(training))
    await this.unlessInterrupted(this.plan.validation?.goOn(validation))
    this.run.resumed = true
    this.run.initialEpoch = record.position.epoch
    return { position: record.position, sums: record.sums }
  }

  /** Waits for what comes before the run goes on, unless the process is asked to end meanwhile: the backup stays. */
  private async unlessInterrupted(work: Promise<void> | undefined): Promise<void> {
    try {
      await orAborted(work, this.interrupted)
    } catch (error) {
      if (!this.isInterruption(error)) throw error
      throw new InterruptedError(
        `fit: interrupted before the run went on; it is kept in ${this.place.folder}, and the same fit goes on from there`,
      )
    }
  }

  /** Undoes what callbacks did on beginning, which they had done before the backup, and gives them their own state. */
  async restoreCallbacks(): Promise<void> {
    const { record } = this
    if (!record) return
    this.record = undefined
    await this.apply(record, record.state)
    this.run.stopTraining = record.position.stopTraining
    for (const { index, values } of record.position.callbacks) {
      const tensors = record.tensors.get(index)
      await this.plan.callbacks[index]?.restore?.({ values, tensors })
    }
  }

  /** What the run goes on from, but for the trainer's tensors. */
  capture(
    epoch: number,
    batch: number,
    sums: readonly Float64Array[] = [],
    logs: Readonly<Record<string, number>> = {},
  ): Capture {
    const { seed, epochs, ownRate } = this.site.state
    const states = this.plan.callbacks.flatMap((callback: Callback, index) => {
      const state = callback.state?.()
      return state ? [{ index, name: callback.name ?? '', state }] : []
    })
    const position: RunPosition = {
      epoch,
      batch,
      seed,
      learningRate: ownRate ?? null,
      epochs,
      stopTraining: this.run.stopTraining,
      logs,
      data: { training: this.plan.training.place(), validation: this.plan.validation?.place() ?? null },
      plan: this.plan.kind,
      callbacks: states.map(({ index, name, state: { values } }) => ({ index, name, values })),
    }
    return { position, sums, tensors: new Map(states.map(({ index, state }) => [index, state.tensors ?? new Map()])) }
  }

  /** Between steps, after all hooks: keeps the run where it is due. Throws InterruptedError where the process was asked to end. */
  async between(capture: () => Capture): Promise<void> {
    if (!this.interrupted.aborted && !this.place.isDue()) return
    await this.keep(capture())
  }

  /**
   * The batches: what asks the process to end is heard while one is awaited, and the run is kept as it is then. Not by a signal that the
   * batches are given: ended by one, they forget their place.
   */
  async *hearing(
    batches: Iterable<Batch> | AsyncIterable<Batch>,
    capture: () => Capture,
  ): AsyncGenerator<Batch, void, undefined> {
    if (!(Symbol.asyncIterator in batches)) return yield* batches
    const iterator = batches[Symbol.asyncIterator]()
    let isAwaited = false
    try {
      for (;;) {
        // a batch that has come already would count as given
        this.interrupted.throwIfAborted()
        isAwaited = true
        const read = await orAborted(iterator.next(), this.interrupted)
        isAwaited = false
        if (read.done) return
        yield read.value
      }
    } catch (error) {
      if (this.isInterruption(error)) await this.keep(capture())
      throw error
    } finally {
      const ended = iterator.return?.()
      // a batch that is still read would hold it up
      if (isAwaited) ended?.catch(() => undefined)
      else await ended
    }
  }

  /** Whether work ended with this error since the process was asked to end. */
  isInterruption(error: unknown): boolean {
    return this.interrupted.aborted && error === this.interrupted.reason
  }

  /** Keeps the run. Throws InterruptedError where the process was asked to end. */
  async keep(capture: Capture): Promise<void> {
    const state = await this.site.turns.take(() => this.site.state.copied())
    await this.place.write(runFile({ ...capture, state }))
    if (!this.interrupted.aborted) return
    const { epoch, batch } = capture.position
    const between = epoch > this.plan.initialEpoch ? `after epoch ${epoch}` : 'before the first step'
    const after = batch > 0 ? `in epoch ${epoch + 1}, after step ${batch}` : between
    throw new InterruptedError(
      `fit: interrupted ${after}; the run is kept in ${this.place.folder}, and the same fit goes on from there`,
    )
  }

  /** Gives the trainer's state these arrays, and the numbers that go with them. */
  private async apply({ position }: RunRecord, tensors: RunRecord['state']): Promise<void> {
    const { state, turns } = this.site
    const { seed, epochs, learningRate } = position
    await turns.take(async () => {
      state.adopt(tensors)
      Object.assign(state, { seed, epochs, ...(learningRate !== null && { learningRate }) })
    })
  }
}

const wrapped = (tensors: RunRecord['state']) =>
  new Map([...tensors].map(([name, tensor]) => [name, nativeTensor(tensor)]))

const requireSamePlan = (folder: string, then: RunPosition['plan'], now: RunPosition['plan']): void => {
  // how many steps a dataset takes may be known in one of the runs alone
  const differing = Object.keys({ ...now, ...then }).find(
    (key) => now[key] !== then[key] && now[key] !== Number.POSITIVE_INFINITY && then[key] !== Number.POSITIVE_INFINITY,
  )
  if (differing === undefined) return
  throw new Error(
    `backupAndRestore: the backup in ${folder} is of a run with ${differing} ${then[differing] ?? 'none'}, this one has ${now[differing] ?? 'none'}; give fit the same data and options, or remove the folder`,
  )
}
