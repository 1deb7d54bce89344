/** Beyond this, a run's beginning and end no longer count. */
const mostSteps = 256

/** Milliseconds of a run of training: its beginning and end cost little, and progress still moves several times a second. */
const ofTraining = [50, 150] as const

/** Those of an evaluation, which may keep the event loop: its beginning and end cost little more. */
export const ofEvaluation = [1.5, 5] as const

/** How many steps a run takes, so that it takes as long as it should. */
export class Pace {
  private steps: number

  /** `fixed` is how many, where that does not follow from how long they take. */
  constructor(
    private readonly fixed?: number,
    private readonly milliseconds: readonly [short: number, long: number] = ofTraining,
  ) {
    this.steps = fixed ?? 1
  }

  get isFixed(): boolean {
    return this.fixed !== undefined
  }

  get next(): number {
    return this.steps
  }

  /** Runs so many steps, and takes note of how long that took. */
  async timed<T>(steps: number, run: () => Promise<T>): Promise<T> {
    if (this.fixed !== undefined) return run()
    const began = performance.now()
    const result = await run()
    this.adapt(steps, performance.now() - began)
    return result
  }

  private adapt(steps: number, milliseconds: number): void {
    const [short, long] = this.milliseconds
    if (milliseconds < short && steps === this.steps) this.steps = Math.min(mostSteps, 2 * steps)
    else if (milliseconds > long) this.steps = Math.max(1, Math.floor(this.steps / 2))
  }
}
