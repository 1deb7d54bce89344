import type { CompiledGraph } from '../codegen/onnx/emit.js'
import { inTurns } from './in-turns.js'
import type { PredictionProgram } from './program.js'
import { RoamingSession } from './roaming-session.js'
import type { RuntimeThread } from './runtime-thread.js'
import type { SessionOptions } from './session.js'
import type { TrainingState } from './state.js'

/** Runs of so many products, about 50 ms of them, count as a call. */
const productsOfCall = 5e8

/** Beyond so many weights a graph that holds them would take long to make, and memory that training needs. */
const mostWeights = 2 ** 22

/**
 * The sessions that predict. The first one takes the weights at each call. Once they have stood still for some calls, or for fewer long
 * ones, one that holds them takes its place, which the runtime can prepare for: it takes half the time, and its results differ by rounding.
 */
export class PredictionSessions {
  private taking: RoamingSession | undefined
  private holding: RoamingSession | undefined
  /** The state's version at the last call, and the calls since it came about, long ones as several. */
  private version = -1
  private calls = 0
  /** After so many calls with the same weights it is thought to pay to make a graph that holds them. */
  private patience = 8

  constructor(
    private readonly program: PredictionProgram,
    private readonly options: SessionOptions,
    private readonly state: TrainingState,
    private readonly thread: () => RuntimeThread,
  ) {}

  /** In a turn, the session for the next call, of so many rows if that is known, with the weights as they are. */
  get(rows = 1): RoamingSession | Promise<RoamingSession> {
    return this.version === this.state.version ? this.next(rows) : this.begin(rows)
  }

  private next(rows: number): RoamingSession | Promise<RoamingSession> {
    const { taking } = this
    return taking ? this.chosen(taking, rows) : this.first(rows)
  }

  private async first(rows: number): Promise<RoamingSession> {
    const { program } = this
    const graph = program.predicting ? await inTurns(program.predicting()) : program.prediction()
    this.taking = this.make(graph, () => {
      this.taking = undefined
    })
    return this.chosen(this.taking, rows)
  }

  private chosen(taking: RoamingSession, rows: number): RoamingSession | Promise<RoamingSession> {
    this.calls += 1 + (taking.products * rows) / productsOfCall
    if (Math.floor(this.calls) <= this.patience || this.state.weightCount > mostWeights) return taking
    return this.holding ?? this.hold()
  }

  private async hold(): Promise<RoamingSession> {
    const { program } = this
    const weights = await this.state.copied('weight')
    const graph = program.inferring ? await inTurns(program.inferring(weights)) : program.inference(weights)
    this.holding = this.make(graph, () => {
      this.holding = undefined
    })
    return this.holding
  }

  /** Counts anew, for other weights. */
  private async begin(rows: number): Promise<RoamingSession> {
    const stale = this.holding
    // where it was of little use, the next one has to wait longer
    if (stale && this.calls < 4 * this.patience) this.patience *= 2
    this.version = this.state.version
    this.calls = 0
    this.holding = undefined
    await stale?.release()
    return this.next(rows)
  }

  async release(): Promise<void> {
    const made = [this.taking, this.holding]
    this.taking = undefined
    this.holding = undefined
    for (const session of made) await session?.release()
  }

  private make(graph: CompiledGraph, forget: () => void): RoamingSession {
    return new RoamingSession(graph, this.options, this.thread, forget, this.state.weightCount)
  }
}
