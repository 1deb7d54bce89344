/** Lets one piece of work run at a time, in the order of asking. */
export class Turns {
  private last: Promise<unknown> = Promise.resolve()
  private waiting = 0

  /** Whether some work is running or waits to. */
  get busy(): boolean {
    return this.waiting > 0
  }

  async take<T>(work: () => Promise<T>): Promise<T> {
    this.waiting += 1
    const turn = this.last.then(work)
    this.last = turn.catch(() => undefined)
    try {
      return await turn
    } finally {
      this.waiting -= 1
    }
  }
}
