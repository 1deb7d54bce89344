import { setImmediate } from 'node:timers/promises'
import type { CompiledGraph } from '../codegen/onnx/emit.js'
import { inTurns } from './in-turns.js'
import { PredictionSessions } from './prediction-sessions.js'
import type { Program, TrainingKind } from './program.js'
import { RoamingSession } from './roaming-session.js'
import { RuntimeThread } from './runtime-thread.js'
import { Session, type SessionOptions } from './session.js'
import type { TrainingState } from './state.js'

/** The thread of sessions that nobody has released ends with them. */
const forgotten = new FinalizationRegistry<{ thread?: RuntimeThread }>(({ thread }) => {
  thread?.end().catch(() => undefined)
})

/** The sessions of a program's graphs, each made when it is first asked for, and the thread that they are in. */
export class Sessions {
  private readonly made = new Map<string, Promise<Session>>()
  private readonly roaming = new Map<string, RoamingSession>()
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

  /** A session for training. */
  async get(kind: TrainingKind, sampleWeight: boolean): Promise<Session> {
    const key = `${kind} ${sampleWeight}`
    const known = this.made.get(key)
    if (known) return known
    const session = this.make(kind, sampleWeight)
    this.made.set(key, session)
    // so that a later call tries again
    session.catch(() => this.made.delete(key))
    return session
  }

  private async make(kind: TrainingKind, sampleWeight: boolean): Promise<Session> {
    // it begins while the graph is made
    if (!this.options.flushDenormals) this.thread()
    const { program } = this
    const graph = program.training
      ? await inTurns(program.training(kind, { sampleWeight }))
      : program[kind]?.({ sampleWeight })
    if (!graph) throw new Error(`the program has no graph of kind ${kind}`)
    await setImmediate()
    // first weights are drawn while the thread is busy
    const [session, drawn] = await Promise.allSettled([
      Session.create(graph, this.options, this.thread),
      inTurns(this.state.drawing()),
    ])
    if (session.status === 'rejected') throw session.reason
    if (drawn.status === 'fulfilled') return session.value
    await session.value.release()
    throw drawn.reason
  }

  evaluation(sampleWeight: boolean): RoamingSession {
    const graph = () => this.program.evaluation({ sampleWeight })
    return this.roam(`evaluation ${sampleWeight}`, graph, this.state.weightCount)
  }

  /** That of several batches, for small models. */
  evaluations(sampleWeight: boolean): RoamingSession | undefined {
    const { evaluations } = this.program
    return evaluations && this.roam(`evaluations ${sampleWeight}`, () => evaluations({ sampleWeight }), 0)
  }

  prediction(rows?: number): RoamingSession | Promise<RoamingSession> {
    return this.predictions.get(rows)
  }

  /** `weights` are those whose products take the time of a run, as far as it is not known. */
  private roam(key: string, graph: () => CompiledGraph, weights: number): RoamingSession {
    const known = this.roaming.get(key)
    if (known) return known
    const made = new RoamingSession(graph(), this.options, this.thread, () => this.roaming.delete(key), weights)
    this.roaming.set(key, made)
    return made
  }

  /** Frees those that there are, and ends the thread. */
  async release(): Promise<void> {
    const sessions = await Promise.allSettled(this.made.values())
    const roaming = [...this.roaming.values()]
    this.made.clear()
    this.roaming.clear()
    try {
      for (const session of sessions) if (session.status === 'fulfilled') await session.value.release()
      for (const session of roaming) await session.release()
      await this.predictions.release()
    } finally {
      const { thread } = this.own
      delete this.own.thread
      await thread?.end()
    }
  }
}
