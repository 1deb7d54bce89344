import type { CompiledGraph, TensorSpec } from '../codegen/onnx/emit.js'
import { InputBuffers } from './batches.js'
import type { NativeTensors } from './native-tensor.js'
import type { RuntimeThread } from './runtime-thread.js'
import { Session, type SessionOptions } from './session.js'
import type { Into } from './session-in-thread.js'

/** Milliseconds that a run may keep the event loop, and that it takes at most when it comes back from the other thread. */
const longest = 8
const backAt = 5

/** A first run also allocates: it counts where it takes longer than this. */
const longestFirst = 50

/** Products of a row and a weight in `longest`, of runs that have not been timed. */
const mostProducts = 8e7

/** What uses a weight in many places of a row, and in about how many. */
const repeating = ['Conv', 'ConvTranspose', 'LSTM', 'GRU', 'RNN', 'Scan']
const places = 100

/** Two runs of so many rows. */
interface Took {
  /** Of the last but one, and of the last. */
  readonly milliseconds: readonly [number, number]
  /** Whether the last one was in the other thread. */
  readonly wasLong: boolean
}

const mostOf = ({ wasLong }: Took): number => (wasLong ? backAt : longest)

/**
 * A graph that changes nothing. Runs that take long are in the thread of the trainer's sessions, and short ones in this thread,
 * since asking another would take as long as they do.
 */
export class RoamingSession {
  readonly inputs: readonly TensorSpec[]
  readonly outputs: readonly TensorSpec[]
  /** What small runs take their inputs from, one run at a time: new memory for each takes the runtime a third of their time. */
  readonly buffers = new InputBuffers()
  /** Of a row, about. */
  readonly products: number
  private here: Promise<Session> | undefined
  private there: Promise<Session> | undefined
  /** What runs took of late, by their rows. */
  private readonly took = new Map<number, Took>()
  private isFirst = true

  constructor(
    private readonly graph: CompiledGraph,
    private readonly options: SessionOptions,
    private readonly thread: () => RuntimeThread,
    /** Takes it from where it is kept, when its graph cannot be loaded. */
    private readonly forget: () => void,
    weights: number,
  ) {
    this.products = weights * (repeating.some((type) => graph.operators.has(type)) ? places : 1)
    this.inputs = graph.inputs
    this.outputs = graph.outputs
  }

  /** Runs the graph on so many rows, as a session does. */
  async run(feeds: NativeTensors, rows: number, into?: Into): Promise<NativeTensors> {
    const isLong = this.isLong(rows)
    const session = await (isLong ? this.sessionThere() : this.sessionHere())
    const began = performance.now()
    const outputs = await session.run(feeds, into)
    const milliseconds = performance.now() - began
    if (!this.isFirst || milliseconds > longestFirst) this.note(rows, milliseconds, isLong)
    this.isFirst = false
    return outputs
  }

  async release(): Promise<void> {
    const made = await Promise.allSettled([this.here, this.there])
    this.here = undefined
    this.there = undefined
    for (const session of made) if (session.status === 'fulfilled') await session.value?.release()
  }

  private isLong(rows: number): boolean {
    const known = this.took.get(rows)
    if (known) {
      // what comes between may hold up one; and runs that went from thread to thread would meet the threads of those before, which still wait for work
      const usual = Math.min(...known.milliseconds)
      return usual > mostOf(known)
    }
    const like = [...this.took].at(-1)
    if (like) return Math.min(...like[1].milliseconds) * (rows / like[0]) > mostOf(like[1])
    return this.products * rows > mostProducts
  }

  private note(rows: number, milliseconds: number, wasLong: boolean): void {
    if (this.took.size >= 16) this.took.clear()
    const [, before = milliseconds] = this.took.get(rows)?.milliseconds ?? []
    this.took.set(rows, { milliseconds: [before, milliseconds], wasLong })
  }

  private sessionHere(): Promise<Session> {
    this.here ??= this.made()
    return this.here
  }

  private sessionThere(): Promise<Session> {
    this.there ??= this.made(this.thread)
    return this.there
  }

  private async made(thread?: () => RuntimeThread): Promise<Session> {
    try {
      return await Session.create(this.graph, this.options, thread)
    } catch (error) {
      // so that a later call tries again
      this.forget()
      throw error
    }
  }
}
