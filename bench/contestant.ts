import type { Row } from './workloads.js'

/** What came of a round. */
export interface Round {
  /** Milliseconds of a training step, or of a prediction. */
  readonly ms: number
  /** Numbers that the model keeps, running averages included: those that compare with each other have as many. */
  readonly parameters: number
  /** The call that was timed. */
  readonly way: string
}

/** A reason why there is no figure. */
export interface Unable {
  readonly unable: string
}

/** Operations a second, and bytes a second read or written. */
export interface Rates {
  readonly gemm: number
  readonly copy: number
}

/** A library that runs the workloads. */
export interface Contestant {
  readonly name: string
  /** What it is, with versions. */
  readonly description: string
  /** Runs a row for a second or so; when asked for another row than before, it first makes the model and warms up. */
  round(row: Row): Promise<Round | Unable>
  /** What it makes of large products and copies. */
  rates?(): Promise<Rates>
  end(): Promise<void>
}

/** How long the predictions of a round go on. */
export const inferenceSeconds = 0.3
