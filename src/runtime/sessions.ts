import { PredictionSession } from './prediction-session.js'
import type { Program } from './program.js'
import { RuntimeThread } from './runtime-thread.js'
import { Session, type SessionOptions } from './session.js'
import type { GraphKind } from './site.js'

/** The thread of sessions that nobody has released ends with them. */
const forgotten = new FinalizationRegistry<{ thread?: RuntimeThread }>(({ thread }) => void thread?.end())

/** The sessions of a program's graphs, each made when it is first asked for, and the thread that they are in. */
export class Sessions {
  private readonly made = new Map<string, Promise<Session>>()
  private predicting: PredictionSession | undefined
  private readonly own: { thread?: RuntimeThread } = {}
  /** The thread for what takes long, begun when it is first asked for. */
  readonly thread: () => RuntimeThread

  constructor(
    private readonly program: Program,
    private readonly options: SessionOptions,
  ) {
    const { own } = this
    this.thread = () => {
      own.thread ??= RuntimeThread.start()
      return own.thread
    }
    forgotten.register(this, own)
  }

  async get(kind: GraphKind, sampleWeight = false): Promise<Session> {
    const key = `${kind} ${sampleWeight}`
    const known = this.made.get(key)
    if (known) return known
    // it begins while the graph is made
    if (!this.options.flushDenormals) this.thread()
    const made = this.program[kind]?.({ sampleWeight })
    if (!made) throw new Error(`the program has no graph of kind ${kind}`)
    const session = Session.create(made, this.options, this.thread)
    this.made.set(key, session)
    // so that a later call tries again
    session.catch(() => this.made.delete(key))
    return session
  }

  prediction(): PredictionSession {
    this.predicting ??= new PredictionSession(this.program.prediction(), this.options, this.thread)
    return this.predicting
  }

  /** Frees those that there are, and ends the thread. */
  async release(): Promise<void> {
    const sessions = await Promise.allSettled(this.made.values())
    this.made.clear()
    for (const session of sessions) if (session.status === 'fulfilled') await session.value.release()
    await this.predicting?.release()
    this.predicting = undefined
    const { thread } = this.own
    delete this.own.thread
    await thread?.end()
  }
}
