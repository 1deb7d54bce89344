import type { Program } from './program.js'
import { Session, type SessionOptions } from './session.js'
import type { GraphKind } from './site.js'

/** The sessions of a program's graphs, each made when it is first asked for. */
export class Sessions {
  private readonly made = new Map<string, Promise<Session>>()

  constructor(
    private readonly program: Program,
    private readonly options: SessionOptions,
  ) {}

  async get(kind: GraphKind, sampleWeight = false): Promise<Session> {
    const key = `${kind} ${sampleWeight}`
    const known = this.made.get(key)
    if (known) return known
    const made = this.program[kind]?.({ sampleWeight })
    if (!made) throw new Error(`the program has no graph of kind ${kind}`)
    const session = Session.create(made, this.options)
    this.made.set(key, session)
    // so that a later call tries again
    session.catch(() => this.made.delete(key))
    return session
  }

  /** Frees those that there are. */
  async release(): Promise<void> {
    const sessions = await Promise.allSettled(this.made.values())
    this.made.clear()
    for (const session of sessions) if (session.status === 'fulfilled') await session.value.release()
  }
}
