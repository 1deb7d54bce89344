/** Beyond this, a run's beginning and end no longer count. */
const mostSteps = 256

/** Milliseconds of a run of training: its beginning and end cost little, and progress still moves several times a second. */
const ofTraining = [50, 150] as const

/** Those of an evaluation, which may keep the event loop: its beginning and end cost little more. */
export const ofEvaluation = [1.5, 5] as const

/** How many steps a run takes, so that it takes as long as it should: found for each kind of batches, such as those of one length. */
export class Pace {
  private readonly found = new Map<string, number>()

  /** `fixed` is how many, where that does not follow from how long they take. */
  constructor(
    private readonly fixed?: number,
    private readonly milliseconds: readonly [short: number, long: number] = ofTraining,
  ) {}

  get isFixed(): boolean {
    return this.fixed !== undefined
  }

  next(kind = ''): number {
    return this.fixed ?? this.found.get(kind) ?? 1
  }

  /** Runs so many steps, and takes note of how long that took. */
  async timed<T>(
    { steps, kind }: { readonly steps: number; readonly kind?: string },
    run: () => Promise<T>,
  ): Promise<T> {
    if (this.fixed !== undefined) return run()
    const began = performance.now()
    const result = await run()
    this.adapt(kind, steps, performance.now() - began)
    return result
  }

  private adapt(kind: string | undefined, steps: number, milliseconds: number): void {
    const [short, long] = this.milliseconds
    const before = this.next(kind)
    const set = (next: number) => this.found.set(kind ?? '', next)
    if (milliseconds < short && steps === before) set(Math.min(mostSteps, 2 * steps))
    else if (milliseconds > long) set(Math.max(1, Math.floor(before / 2)))
  }
}
