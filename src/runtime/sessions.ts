import { setImmediate } from 'node:timers/promises'
import { inTurns } from './in-turns.js'
import { PredictionSessions } from './prediction-sessions.js'
import type { EvaluationKind, GraphOptions, Program, TrainingKind } from './program.js'
import { RoamingSession } from './roaming-session.js'
import { RuntimeThread } from './runtime-thread.js'
import { Session, type SessionOptions } from './session.js'
import type { TrainingState } from './state.js'
import { stepThreads } from './step-threads.js'

/** The thread of sessions that nobody has released ends with them. */
const forgotten = new FinalizationRegistry<{ thread?: RuntimeThread }>(({ thread }) => {
  thread?.end().catch(() => undefined)
})

/** The sessions of a program's graphs, each made when it is first asked for, and the thread that they are in. */
export class Sessions {
  private readonly made = new Map<string, Promise<Session>>()
  /** Those that somebody asked for and that are not there yet. */
  private readonly sought = new Set<Promise<Session>>()
  /** Tells whether steps of so many rows are small. */
  private smallSteps: Promise<(rows: number) => boolean> | undefined
  private readonly roaming = new Map<string, Promise<RoamingSession>>()
  private readonly predictions: PredictionSessions
  private readonly own: { thread?: RuntimeThread } = {}
  /** The thread for what takes long, begun when it is first asked for. */
  readonly thread: () => RuntimeThread

  constructor(
    private readonly program: Program,
    private readonly options: SessionOptions,
    private readonly state: TrainingState,
  ) {
    const { own } = this
    this.thread = () => {
      own.thread ??= RuntimeThread.start()
      return own.thread
    }
    this.predictions = new PredictionSessions(program, options, state, this.thread)
    forgotten.register(this, own)
  }

  /** A session for training on batches of so many rows, if that is known. */
  get(kind: TrainingKind, sampleWeight: boolean, rows?: number): Promise<Session> {
    const session = this.find(kind, sampleWeight, rows)
    this.sought.add(session)
    const found = () => this.sought.delete(session)
    session.then(found, found)
    return session
  }

  private async find(kind: TrainingKind, sampleWeight: boolean, rows: number | undefined): Promise<Session> {
    const threads = await stepThreads(this.options, () => rows !== undefined && this.isSmall(rows))
    const key = `${kind} ${sampleWeight} ${threads}`
    const known = this.made.get(key)
    if (known) return known
    const session = this.make(kind, { sampleWeight, threads })
    this.made.set(key, session)
    // so that a later call tries again
    session.catch(() => this.made.delete(key))
    return session
  }

  private async isSmall(rows: number): Promise<boolean> {
    const { program } = this
    if (!program.smallSteps) return false
    if (!this.smallSteps) {
      this.smallSteps = inTurns(program.smallSteps())
      // so that a later call tries again
      this.smallSteps.catch(() => {
        this.smallSteps = undefined
      })
    }
    return (await this.smallSteps)(rows)
  }

  private async make(kind: TrainingKind, options: GraphOptions): Promise<Session> {
    // it begins while the graph is made
    if (!this.options.flushDenormals) this.thread()
    const { program } = this
    const graph = program.training ? await inTurns(program.training(kind, options)) : program[kind]?.(options)
    if (!graph) throw new Error(`the program has no graph of kind ${kind}`)
    await setImmediate()
    // first weights are drawn while the thread is busy
    const [session, drawn] = await Promise.allSettled([
      Session.create(graph, { ...this.options, threads: options.threads }, this.thread),
      inTurns(this.state.drawing()),
    ])
    if (session.status === 'rejected') throw session.reason
    if (drawn.status === 'fulfilled') return session.value
    await session.value.release()
    throw drawn.reason
  }

  /** A session for evaluation: of several batches for small models alone, since its first runs are in this thread. */
  evaluation(kind: EvaluationKind, sampleWeight: boolean): Promise<RoamingSession> {
    const key = `${kind} ${sampleWeight}`
    const known = this.roaming.get(key)
    if (known) return known
    const made = this.roam(kind, sampleWeight, () => this.roaming.delete(key))
    this.roaming.set(key, made)
    made.catch(() => this.roaming.delete(key))
    return made
  }

  prediction(rows?: number): RoamingSession | Promise<RoamingSession> {
    return this.predictions.get(rows)
  }

  private async roam(kind: EvaluationKind, sampleWeight: boolean, forget: () => void): Promise<RoamingSession> {
    const { program } = this
    const options = { sampleWeight, threads: await stepThreads(this.options) }
    const graph = program.evaluating ? await inTurns(program.evaluating(kind, options)) : program[kind]?.(options)
    if (!graph) throw new Error(`the program has no graph of kind ${kind}`)
    // products by its weights take the time of a run, as far as it is not known
    const weights = kind === 'evaluation' ? this.state.weightCount : 0
    return new RoamingSession(graph, this.options, this.thread, forget, weights)
  }

  /** Frees those that there are, and ends the thread. */
  async release(): Promise<void> {
    // who asked for one may have gone before it was begun
    await Promise.allSettled(this.sought)
    const sessions = await Promise.allSettled(this.made.values())
    const roaming = await Promise.allSettled(this.roaming.values())
    this.made.clear()
    this.roaming.clear()
    try {
      for (const session of sessions) if (session.status === 'fulfilled') await session.value.release()
      for (const session of roaming) if (session.status === 'fulfilled') await session.value.release()
      await this.predictions.release()
    } finally {
      const { thread } = this.own
      delete this.own.thread
      await thread?.end()
    }
  }
}
