import { AsyncLocalStorage } from 'node:async_hooks'

/** Lets one piece of work run at a time, in the order of asking. */
export class Turns {
  private last: Promise<unknown> = Promise.resolve()
  /** The turns within the one that is lent to what runs now. */
  private readonly lent = new AsyncLocalStorage<{ within: Turns | undefined }>()

  take<T>(work: () => Promise<T>): Promise<T> {
    const within = this.lent.getStore()?.within
    if (within) return within.take(work)
    const turn = this.last.then(work)
    this.last = turn.catch(() => undefined)
    return turn
  }

  /** Amid a turn, runs what may ask for turns itself: they are given within this one, for as long as that runs. */
  async lend<T>(borrower: () => T | Promise<T>): Promise<T> {
    const loan: { within: Turns | undefined } = { within: new Turns() }
    try {
      return await this.lent.run(loan, borrower)
    } finally {
      loan.within = undefined
    }
  }
}
