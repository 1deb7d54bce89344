import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { type Contestant, inferenceSeconds, type Rates, type Round, type Unable } from './contestant.js'
import { nameOf, type Row } from './workloads.js'

/** A process that answers a line of JSON with a line of JSON. */
class Conversation {
  private readonly child: ChildProcessWithoutNullStreams
  private readonly answers: AsyncIterator<string>
  private complaints = ''

  constructor(
    private readonly name: string,
    program: string,
    args: readonly string[],
  ) {
    this.child = spawn(program, args)
    this.child.stderr.on('data', (text) => this.complain(text))
    this.child.on('error', ({ message }) => this.complain(message))
    // one that has ended gives no answer, which is reported
    this.child.stdin.on('error', () => {})
    this.answers = createInterface({ input: this.child.stdout })[Symbol.asyncIterator]()
  }

  /** The next answer. Throws, with what the process said, where there is none, or an error. */
  async answer(): Promise<unknown> {
    const { value, done } = await this.answers.next()
    if (done) throw new Error(`${this.name} has ended: ${this.complaints}`)
    const answer = JSON.parse(value) as { readonly error?: string }
    if (answer.error) throw new Error(`${this.name}: ${answer.error}\n${this.complaints}`)
    return answer
  }

  ask(question: object): Promise<unknown> {
    this.child.stdin.write(`${JSON.stringify(question)}\n`)
    return this.answer()
  }

  end(): void {
    this.child.stdin.end()
  }

  private complain(text: unknown): void {
    this.complaints = `${this.complaints}${text}`.slice(-4000)
  }
}

/** Another library, in a process of its own. */
export class Peer implements Contestant {
  readonly rates?: () => Promise<Rates>

  private constructor(
    readonly name: string,
    readonly description: string,
    private readonly process: Conversation,
    knowsRates: boolean,
  ) {
    if (knowsRates) this.rates = () => process.ask({ mode: 'rates' }) as Promise<Rates>
  }

  /** Starts it. Throws, with what it says, where it does not run. */
  static async start(name: string, [program, ...args]: readonly [string, ...string[]], knowsRates = false) {
    const process = new Conversation(name, program, args)
    const { description } = (await process.answer()) as { description: string }
    return new Peer(name, description, process, knowsRates)
  }

  async round(row: Row): Promise<Round | Unable> {
    const { workload, batch, mode, steps } = row
    const question = { workload: workload.name, batch, mode, steps, seconds: inferenceSeconds }
    try {
      return (await this.process.ask(question)) as Round | Unable
    } catch (error) {
      throw new Error(`${nameOf(row)}: ${error instanceof Error ? error.message : error}`)
    }
  }

  async end(): Promise<void> {
    this.process.end()
  }
}
