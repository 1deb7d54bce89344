import { once } from 'node:events'
import { type MessagePort, Worker } from 'node:worker_threads'
import type { Request, WorkerData } from './thread-messages.js'

const alive = new Set<SessionWorker>()

// once for all of them, so that Node does not warn of many listeners
const finishAll = () => {
  for (const worker of alive) worker.finish()
}

/**
 * The thread of session-worker.js. It ends behind what it does, never amid: where a thread is ended amid a call of the runtime,
 * the runtime's binding ends the whole process.
 */
export class SessionWorker extends Worker {
  private readonly busy: Int32Array
  private readonly stop: Int32Array
  private readonly ended: Promise<number>

  constructor(
    private readonly requests: MessagePort,
    data: Omit<WorkerData<MessagePort>, 'busy' | 'stop'>,
  ) {
    const [busy, stop] = [new Int32Array(new SharedArrayBuffer(4)), new Int32Array(new SharedArrayBuffer(4))]
    const workerData: WorkerData<MessagePort> = { ...data, busy, stop }
    super(new URL('./session-worker.js', import.meta.url), {
      workerData,
      transferList: [data.port],
      // it needs none of the loaders of this process
      execArgv: [],
    })
    this.busy = busy
    this.stop = stop
    this.ended = once(this, 'exit').then(
      ([code]) => code as number,
      () => 1,
    )
    if (alive.size === 0) process.on('exit', finishAll)
    alive.add(this)
    this.on('exit', () => {
      alive.delete(this)
      if (alive.size === 0) process.off('exit', finishAll)
    })
  }

  override terminate(): Promise<number> {
    Atomics.store(this.stop, 0, 1)
    // whoever waits for its end is not to be left
    this.ref()
    const end: Request = { end: true }
    this.requests.postMessage(end)
    return this.ended
  }

  /** Waits, without the event loop, until it does nothing, and will do nothing more. */
  finish(): void {
    Atomics.store(this.stop, 0, 1)
    while (Atomics.wait(this.busy, 0, 1, 100) === 'timed-out' && !this.isGone());
  }

  /** Whether it has ended, which is not told before the event loop turns. */
  isGone(): boolean {
    const { active, idle } = this.performance.eventLoopUtilization()
    // -1 where it was looked at before; else 0, as before it begins
    return idle < 0 || (idle === 0 && active === 0)
  }
}
