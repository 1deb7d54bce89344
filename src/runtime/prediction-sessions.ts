import type { PredictionProgram } from './program.js'
import { RoamingSession } from './roaming-session.js'
import type { RuntimeThread } from './runtime-thread.js'
import type { SessionOptions } from './session.js'
import type { TrainingState } from './state.js'

/** After so many runs with the same weights it pays to make a graph that holds them. */
const mostRuns = 8

/** Beyond this such a graph would take much memory, and long to make. */
const mostWeights = 2 ** 25

/**
 * The sessions that predict. The first one takes the weights at each run. Once they have stood still for some runs, one that holds
 * them takes its place, which the runtime can prepare for: it takes half the time, and its results differ by rounding.
 */
export class PredictionSessions {
  private taking: RoamingSession | undefined
  private holding: RoamingSession | undefined
  /** The state's version at the last run, and the runs since it came about. */
  private version = -1
  private runs = 0

  constructor(
    private readonly program: PredictionProgram,
    private readonly options: SessionOptions,
    private readonly state: TrainingState,
    private readonly thread: () => RuntimeThread,
  ) {}

  /** The session for so many runs, before the weights change again. */
  async get(runs: number): Promise<RoamingSession> {
    if (this.version !== this.state.version) {
      this.version = this.state.version
      this.runs = 0
      const stale = this.holding
      this.holding = undefined
      await stale?.release()
    }
    this.runs += runs
    if (this.runs <= mostRuns || this.state.weightCount > mostWeights) {
      this.taking ??= this.make(this.program.prediction(), () => {
        this.taking = undefined
      })
      return this.taking
    }
    this.holding ??= this.make(this.program.inference(this.state.snapshot('weight')), () => {
      this.holding = undefined
    })
    return this.holding
  }

  async release(): Promise<void> {
    const made = [this.taking, this.holding]
    this.taking = undefined
    this.holding = undefined
    for (const session of made) await session?.release()
  }

  private make(...[graph, forget]: [ReturnType<PredictionProgram['prediction']>, () => void]): RoamingSession {
    return new RoamingSession(graph, this.options, this.thread, forget, this.state.weightCount)
  }
}
