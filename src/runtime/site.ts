import type { EvaluationKind, PredictionProgram, Program, TrainingKind } from './program.js'
import type { RoamingSession } from './roaming-session.js'
import type { RuntimeThread } from './runtime-thread.js'
import type { Session } from './session.js'
import type { TrainingState } from './state.js'
import type { Turns } from './turns.js'

/** What predicting works on. */
export interface PredictionSite {
  readonly program: PredictionProgram
  readonly state: TrainingState
  /** A step, an evaluation and a prediction take turns: none sees weights that change under it. */
  readonly turns: Turns
  /** The session for the next prediction, of so many rows if that is known, with the weights as they are. */
  prediction(rows?: number): RoamingSession | Promise<RoamingSession>
  /** The thread of the sessions. */
  readonly thread: () => RuntimeThread
}

/** What the loops of a trainer work on. */
export interface Site extends PredictionSite {
  readonly program: Program
  /** The steps of a run of fit; undefined where that follows from how long they take. */
  readonly stepsPerExecution?: number | undefined
  /** The session of a graph for training, made when it is first asked for; with an input for sample weights or not; for so many rows. */
  session(kind: TrainingKind, sampleWeight: boolean, rows?: number): Promise<Session>
  /** The same for evaluation. */
  evaluation(kind: EvaluationKind, sampleWeight: boolean): Promise<RoamingSession>
}
