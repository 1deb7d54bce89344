/** Beyond this, a run's beginning and end no longer count. */
const mostSteps = 256

/** Milliseconds of a run. */
const [short, long] = [50, 150]

/** How many steps a run takes: so many that its beginning and end cost little, and that progress still moves several times a second. */
export class Pace {
  private steps: number

  /** `fixed` is how many, where that does not follow from how long they take. */
  constructor(private readonly fixed?: number) {
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
    if (milliseconds < short && steps === this.steps) this.steps = Math.min(mostSteps, 2 * steps)
    else if (milliseconds > long) this.steps = Math.max(1, Math.floor(this.steps / 2))
  }
}
