import type { Program } from './program.js'
import type { Session } from './session.js'
import type { TrainingState } from './state.js'
import type { Turns } from './turns.js'

export type GraphKind = 'step' | 'evaluation' | 'prediction'

/** What the loops of a trainer work on. */
export interface Site {
  readonly program: Program
  readonly state: TrainingState
  /** A step, an evaluation and a prediction take turns: none sees weights that change under it. */
  readonly turns: Turns
  /** The session of one of the program's graphs, made when it is first asked for; with an input for sample weights or not. */
  session(kind: GraphKind, sampleWeight?: boolean): Promise<Session>
}
