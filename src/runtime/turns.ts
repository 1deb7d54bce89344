import { AsyncLocalStorage } from 'node:async_hooks'

/** Lets one piece of work run at a time, in the order of asking. */
export class Turns {
  private readonly line = new Line()
  /** The turn that is lent to what runs now. */
  private readonly lent = new AsyncLocalStorage<Turn | undefined>()

  constructor() {
    // its first use makes Node follow promises: what waits from before would go on as if it were within the turn that it waited for
    this.lent.run(undefined, () => undefined)
  }

  /** Runs work when its turn has come: what a turn is lent to is given turns within that one, for as long as it lasts. */
  take<T>(work: (turn: Turn) => Promise<T>): Promise<T> {
    let outer = this.lent.getStore()
    while (outer?.hasEnded) outer = outer.outer
    const turn = new Turn(this.lent, outer)
    return (outer?.line ?? this.line).stand(
      () => work(turn),
      () => turn.end(),
    )
  }
}

/** Runs what a turn is lent to. */
interface Lending {
  run<T>(turn: Turn, borrower: () => T): T
}

/** One turn, while its work runs. */
export class Turn {
  hasEnded = false
  /** Where those stand that ask for turns within this one, and its own work as well: it goes first but where it lends. */
  readonly line = new Line()
  private letGo: (() => void) | undefined
  private readonly unfinished: Promise<unknown>[] = []

  constructor(
    private readonly lent: Lending,
    /** The turn that this one is within. */
    readonly outer: Turn | undefined,
  ) {}

  /**
   * Runs, and waits for, what may ask for turns itself: those are given now. What it asks for and does not wait for has its turn
   * before the work goes on, and what it asks for later when the work lends the next time, or ends.
   */
  async lend<T>(borrower: () => T | Promise<T>): Promise<T> {
    this.letGo?.()
    try {
      return await this.lent.run(this, borrower)
    } finally {
      await this.goOn()
    }
  }

  /** What is being made, which the turn lasts for even where its work ends before. */
  lastingFor<T>(made: T): T {
    if (made instanceof Promise) this.unfinished.push(made)
    return made
  }

  /** Gives turns to all who wait for one within this, and then to nobody. */
  async end(): Promise<void> {
    this.hasEnded = true
    this.letGo?.()
    await this.line.last
    if (this.unfinished.length > 0) await Promise.allSettled(this.unfinished)
  }

  private goOn(): Promise<void> {
    return new Promise((resolve) => {
      const working = () =>
        new Promise<void>((letGo) => {
          this.letGo = letGo
          resolve()
        })
      void this.line.stand(working)
    })
  }
}

/** Pieces of work in the order in which they came. */
class Line {
  /** Resolves when the last one has ended. */
  last: Promise<unknown> = Promise.resolve()

  /** `end` is what the next one waits for as well. */
  stand<T>(work: () => Promise<T>, end: () => unknown = () => undefined): Promise<T> {
    const done = this.last.then(work)
    this.last = done.then(end, end)
    return done
  }
}
