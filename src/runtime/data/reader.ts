import { setImmediate, setTimeout } from 'node:timers/promises'

/** An item that has come, the end, or an error: kept as a value, since nobody may be waiting for it yet. */
type Read<T> = { readonly result: IteratorResult<T> } | { readonly error: unknown }

/** Milliseconds that the end of a run waits for what is being read. */
const patience = 1000

/** Gives the items of an iterator, and reads some of them before they are asked for. */
export class Reader<T> {
  /** Those that nobody has taken. */
  private readonly come: Read<T>[] = []
  private reading: Promise<void> | undefined
  private isFilling = false
  /** How many may have come before they are asked for. */
  private most = 0
  private readonly iterator: AsyncIterator<T>
  private readonly closed = new AbortController()

  /** `items` are told when nobody waits for them any more. What is read before it is asked for ends at so many bytes. */
  constructor(
    items: (closed: AbortSignal) => AsyncIterable<T>,
    private readonly bytesOf: (item: T) => number = () => 0,
    private readonly mostBytes = Number.POSITIVE_INFINITY,
  ) {
    this.iterator = items(this.closed.signal)[Symbol.asyncIterator]()
  }

  /** From now on reads up to `count` before they are asked for. */
  ahead(count: number): void {
    this.most = count
    if (!this.isFilling && this.come.length < count) void this.fill()
  }

  /** Waits until the next one has come, the end, or an error. */
  async wait(): Promise<void> {
    if (this.come.length === 0) await this.readOne()
  }

  /** The next one, which stays. Throws the error that came in its place. */
  async peek(): Promise<IteratorResult<T>> {
    await this.wait()
    const [read] = this.come as [Read<T>]
    if ('error' in read) throw read.error
    return read.result
  }

  async next(): Promise<IteratorResult<T>> {
    const result = await this.peek()
    this.come.shift()
    if (!result.done) this.ahead(this.most)
    return result
  }

  /** The next one if it has come, and is as it is to be. */
  takeIf(isWanted: (item: T) => boolean): T | undefined {
    const [read] = this.come
    if (!read || 'error' in read || read.result.done || !isWanted(read.result.value)) return undefined
    this.come.shift()
    return read.result.value
  }

  /** Ends the reading, once what is being read has come; a source that lets wait for long, or for ever, is ended when that has come. */
  async close(): Promise<void> {
    this.most = 0
    this.come.length = 0
    const ended = this.end()
    if (!this.reading) return ended
    this.closed.abort()
    const waiting = new AbortController()
    const { signal } = waiting
    await Promise.race([ended, setTimeout(patience, undefined, { signal })]).finally(() => waiting.abort())
  }

  private async end(): Promise<void> {
    await this.reading
    this.come.length = 0
    await this.iterator.return?.()
  }

  private async fill(): Promise<void> {
    this.isFilling = true
    // after each, what else waits for its turn goes first: items that take no time to come would let nothing through
    for (await setImmediate(); !this.isFull && !this.isAtEnd; await setImmediate()) await this.readOne()
    this.isFilling = false
  }

  private get isFull(): boolean {
    const bytes = this.come.reduce(
      (sum, read) => sum + ('error' in read || read.result.done ? 0 : this.bytesOf(read.result.value)),
      0,
    )
    return this.come.length >= this.most || bytes >= this.mostBytes
  }

  private get isAtEnd(): boolean {
    const last = this.come.at(-1)
    return last !== undefined && ('error' in last || last.result.done === true)
  }

  private readOne(): Promise<void> {
    this.reading ??= this.iterator
      .next()
      .then(
        (result) => void this.come.push({ result }),
        (error: unknown) => void this.come.push({ error }),
      )
      .finally(() => {
        this.reading = undefined
      })
    return this.reading
  }
}
