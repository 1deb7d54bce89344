import { MessageChannel, type MessagePort, receiveMessageOnPort } from 'node:worker_threads'
import type { TypedArray } from '../codegen/ir/value.js'
import { elementCount } from './elements.js'
import type { Holder, NativeTensor } from './native-tensor.js'
import { ThreadError } from './runtime-errors.js'
import { SessionWorker } from './session-worker-handle.js'
import type { Answer, Request, RunRequest, SessionRequest } from './thread-messages.js'

/** Copying so few bytes takes less time than handing them over. */
const few = 1024

/** More bytes of copies are not kept for the next run. */
const mostReturned = 2 ** 24

/** How long a thread that nobody needs any more waits for the next trainer, in milliseconds. */
const patience = 1000

interface Call {
  readonly resolve: (answer: Answer) => void
  readonly reject: (reason: Error) => void
  /** What takes each of the arrays that come back. */
  readonly lent: readonly Pick<NativeTensor, 'arrive'>[]
}

/** Another thread with the sessions of one trainer, so that this one's event loop stays free while they run. */
export class RuntimeThread implements Holder {
  /** One without work: starting a thread takes longer than what a small model does in it. */
  private static spare: { readonly thread: RuntimeThread; readonly timer: NodeJS.Timeout } | undefined

  private readonly worker: SessionWorker
  private readonly port: MessagePort
  private readonly answered = new Int32Array(new SharedArrayBuffer(4))
  /** Those without an answer yet, in order. */
  private readonly calls: Call[] = []
  private sessions = 0
  /** The copies that the last run has given back: memory that is new takes longer to write. */
  private returned: TypedArray[] = []
  /** Why it is no more. */
  private ending: string | undefined

  private constructor() {
    const { port1, port2 } = new MessageChannel()
    this.port = port1
    this.worker = new SessionWorker(port1, { port: port2, answered: this.answered, few })
    this.worker.on('error', (error) => this.die(error instanceof Error ? error.message : String(error)))
    this.worker.on('exit', (code) => this.die(`exit code ${code}`))
    this.port.on('message', (answer: Answer) => this.take(answer))
    // alone they keep no process alive
    this.worker.unref()
    this.port.unref()
  }

  static start(): RuntimeThread {
    const { spare } = RuntimeThread
    if (!spare) return new RuntimeThread()
    clearTimeout(spare.timer)
    RuntimeThread.spare = undefined
    return spare.thread.ending === undefined ? spare.thread : new RuntimeThread()
  }

  /** Loads a graph; gives its number. */
  async open(open: SessionRequest): Promise<number> {
    const session = ++this.sessions
    await this.ask({ open, session })
    return session
  }

  /**
   * Runs a session on a tensor for each of its inputs. Gives the outputs with these numbers, but for those that a kept tensor takes.
   */
  async run(
    session: number,
    inputs: readonly NativeTensor[],
    outputs: readonly (readonly [output: number, into: NativeTensor | null])[],
    shapes?: RunRequest['shapes'],
  ): Promise<NonNullable<Answer['outputs']>> {
    this.checkAlive()
    const handedOver: TypedArray[] = []
    const kept: RunRequest['kept'][number][] = []
    const values: RunRequest['values'][number][] = []
    const lent: Call['lent'][number][] = []
    const spare = this.returned
    this.returned = []
    const keep = (tensor: NativeTensor): number => {
      if (!tensor.isHere) return tensor.id
      if (tensor.isBlank) {
        tensor.leaveBlank(this)
        kept.push([tensor.id, tensor.type, elementCount(tensor.dims), tensor.dims])
        return tensor.id
      }
      const data = tensor.leave(this)
      kept.push([tensor.id, tensor.type, data, tensor.dims])
      handedOver.push(data)
      return tensor.id
    }
    const feeds = inputs.map((tensor) => {
      if (tensor.travels === 'kept') return keep(tensor)
      const lends = tensor.travels === 'lent'
      const data = lends ? tensor.leave(this) : copied(tensor.data, spare)
      const returns = lends || data.byteLength > few
      if (returns) {
        lent.push(lends ? tensor : { arrive: (copy) => this.keep(copy) })
        handedOver.push(data)
      }
      values.push([data, tensor.dims, returns])
      return 0
    })
    const into = outputs.flatMap(([output, tensor]) => [output, tensor ? keep(tensor) : 0])
    return (await this.ask({ run: { kept, feeds, values, into, shapes }, session }, handedOver, lent)).outputs ?? []
  }

  async close(session: number): Promise<void> {
    // one that has ended has closed all
    if (this.ending === undefined) await this.ask({ close: true, session })
    this.returned = []
  }

  /** Keeps a copy that has come back for the next run. */
  private keep(copy: TypedArray): void {
    const kept = this.returned.reduce((bytes, { byteLength }) => bytes + byteLength, 0)
    if (kept + copy.byteLength <= mostReturned) this.returned.push(copy)
  }

  bringHome(tensors: readonly NativeTensor[]): void {
    this.checkAlive()
    const outcome: { done?: true; failure?: Error } = {}
    this.post({ home: tensors.map(({ id }) => id) }, [], {
      resolve: ({ elements }) => {
        for (const [i, tensor] of tensors.entries()) tensor.arrive(elements?.[i] as TypedArray)
        outcome.done = true
      },
      reject: (reason) => {
        outcome.failure = reason
      },
      lent: [],
    })
    // answers of what ran before come first
    while (!outcome.done && !outcome.failure) {
      const seen = Atomics.load(this.answered, 0)
      const received = receiveMessageOnPort(this.port)
      if (received) this.take(received.message as Answer)
      else if (Atomics.wait(this.answered, 0, seen, 100) === 'timed-out' && this.worker.isGone()) {
        this.die('it was terminated')
      }
    }
    if (outcome.failure) throw outcome.failure
  }

  forget(tensors: readonly NativeTensor[]): void {
    this.checkAlive()
    // where it has died nothing is left
    this.ask({ forget: tensors.map(({ id }) => id) }).catch(() => undefined)
  }

  async copies(tensors: readonly NativeTensor[]): Promise<readonly TypedArray[]> {
    return (await this.ask({ copies: tensors.map(({ id }) => id) })).elements ?? []
  }

  async firstNonFinite(tensors: readonly NativeTensor[]): Promise<number> {
    return (await this.ask({ finite: tensors.map(({ id }) => id) })).nonFinite ?? -1
  }

  /** Ends it, unless the next trainer can use it. Its sessions are closed. */
  async end(): Promise<void> {
    if (this.ending !== undefined) return
    if (RuntimeThread.spare) return this.stop()
    // behind what it has been asked before
    await this.ask({ clear: true })
    this.returned = []
    if (RuntimeThread.spare) return this.stop()
    const timer = setTimeout(() => {
      RuntimeThread.spare = undefined
      // one that has died has ended
      this.stop().catch(() => undefined)
    }, patience)
    timer.unref()
    RuntimeThread.spare = { thread: this, timer }
  }

  private async stop(): Promise<void> {
    this.ending = 'its trainer was released'
    await this.worker.terminate()
  }

  private ask(request: Request, handedOver: readonly TypedArray[] = [], lent: Call['lent'] = []) {
    return new Promise<Answer>((resolve, reject) => {
      this.checkAlive()
      this.post(request, handedOver, { resolve, reject, lent })
    })
  }

  private post(request: Request, handedOver: readonly TypedArray[], call: Call): void {
    this.port.postMessage(
      request,
      handedOver.map(({ buffer }) => buffer as ArrayBuffer),
    )
    if (this.calls.push(call) === 1) this.port.ref()
  }

  private take(answer: Answer): void {
    const call = this.calls.shift()
    if (this.calls.length === 0) this.port.unref()
    for (const [i, data] of (answer.lent ?? []).entries()) call?.lent[i]?.arrive(data)
    if (answer.error === undefined) call?.resolve(answer)
    else call?.reject(new Error(answer.error))
  }

  private die(reason: string): void {
    this.ending ??= reason
    this.returned = []
    this.port.unref()
    for (const { reject } of this.calls.splice(0)) reject(new ThreadError(this.ending))
  }

  private checkAlive(): void {
    if (this.ending !== undefined) throw new ThreadError(this.ending)
  }
}

/** A copy, in one of the spare arrays where one fits. */
const copied = (data: TypedArray, spare: TypedArray[]): TypedArray => {
  const at = spare.findIndex((one) => one.constructor === data.constructor && one.length === data.length)
  if (at < 0) return data.slice()
  const [copy] = spare.splice(at, 1) as [TypedArray]
  copy.set(data as never)
  return copy
}
