/*
 * Runs what the library can do on CUDA and on the CPU, and compares: every op, layer, loss, metric and optimizer of the golden files, and
 * the workloads of the bench; then where the nodes of their K-step graphs ran, and the time of a step. Each part is a process of its own,
 * so that what ends one does not end all. Without `--device cuda` it compares the CPU with itself.
 */
import { spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { Command, Option } from 'commander'
import { wholeNumber } from '../examples/support/options.js'
import type { Device } from '../src/codegen/lowering/target.js'
import { input } from '../src/dsl/input.js'
import { sequential } from '../src/dsl/sequential.js'
import { type Gap, type Task, tasks } from './check-cuda-cases.js'
import { type Placed, placed } from './check-cuda-placement.js'
import { type Timed, timed } from './check-cuda-times.js'

/** What a part tells the process that has begun it, a line each. */
type Message =
  | { readonly begun: number; readonly name: string }
  | { readonly done: number; readonly seconds: number; readonly gaps: readonly Gap[] }
  | { readonly failed: number; readonly name: string; readonly error: string }
  | { readonly placed: Placed }
  | { readonly timed: Timed }

/** JSON has no infinity, which is how far a number is from none. */
const finite = (_: string, value: unknown): unknown =>
  value === Number.POSITIVE_INFINITY || Number.isNaN(value) ? Number.MAX_VALUE : value

const tell = (message: Message): void => void process.stdout.write(`${JSON.stringify(message, finite)}\n`)
const say = (text: string): void => void process.stderr.write(`${text}\n`)
const sentence = (error: unknown): string => (error instanceof Error ? error.message : String(error)).slice(0, 600)

/** After these no kernel of the process runs any more. */
const isLost = (error: unknown): boolean =>
  /illegal memory access|CUDA failure (?!2:)\d+|unspecified launch|device-side assert|misaligned address/i.test(
    sentence(error),
  )

/** Which tasks a process runs: every so many, from one on; and of which it runs what they consist of, one by one. */
interface Share {
  readonly from: number
  readonly every: number
  readonly alone: readonly number[]
}

/** Runs tasks in order, and those that a failed one consists of. */
const runTasks = async (device: Device, { from, every, alone }: Share): Promise<void> => {
  const all = tasks()
  for (const [i, task] of all.entries()) {
    if (i < from || (i - from) % every !== 0) continue
    const began = performance.now()
    const gaps: Gap[] = []
    const failed = (one: Task, error: unknown) => {
      tell({ failed: i, name: one.name, error: sentence(error) })
      if (isLost(error)) process.exit(3)
    }
    const run = async (one: Task): Promise<void> => {
      tell({ begun: i, name: one.name })
      try {
        gaps.push(...(await one.run(device)))
      } catch (error) {
        if (one.parts.length === 0) failed(one, error)
        // the next process runs them one by one
        else if (isLost(error)) process.exit(3)
        else for (const part of one.parts) await run(part)
      }
    }
    for (const one of alone.includes(i) && task.parts.length > 0 ? task.parts : [task]) await run(one)
    tell({ done: i, seconds: (performance.now() - began) / 1000, gaps })
  }
}

const parts: Readonly<Record<string, (device: Device, share: Share) => Promise<void>>> = {
  cases: runTasks,
  placement: async (device) => {
    for await (const one of placed(device)) tell({ placed: one })
  },
  times: async (device) => {
    for await (const one of timed(device)) tell({ timed: one })
  },
}

interface Settings {
  readonly device: Device
  readonly seconds: number
}

/** A part in a process of its own. Gives its exit code, null where it was ended: by a signal, or for taking longer. */
const runPart = async (
  part: string,
  args: readonly string[],
  { device, seconds }: Settings,
  take: (message: Message) => void,
) => {
  const child = spawn(
    process.execPath,
    [...process.execArgv, fileURLToPath(import.meta.url), '--part', part, '--device', device, ...args],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
      // NVIDIA's libraries take it as an order; without it products and convolutions of float32 are of 10 bits on newer devices
      env: { ...process.env, ...(part === 'times' ? {} : { NVIDIA_TF32_OVERRIDE: '0' }) },
    },
  )
  const timer = setTimeout(() => child.kill('SIGKILL'), seconds * 1000)
  for await (const line of createInterface({ input: child.stdout })) {
    if (line.startsWith('{')) take(JSON.parse(line) as Message)
    else say(line)
  }
  if (child.exitCode === null && child.signalCode === null) await new Promise((resolve) => child.once('exit', resolve))
  clearTimeout(timer)
  return child.exitCode
}

interface Report {
  readonly device: Device
  readonly tasks: number
  done: number
  readonly failures: string[]
  readonly gaps: Gap[]
  readonly placement: Placed[]
  readonly times: Timed[]
}

/** Processes side by side; each has the device's libraries in memory anew. */
const processes = Math.max(1, Math.min(6, cpus().length >> 1))

/** Every so many tasks from `first` on. Where the process ends amid one, the next goes on with what that consists of, or behind it. */
const checkCases = async (report: Report, settings: Settings, first: number): Promise<void> => {
  const end = performance.now() + settings.seconds * 1000
  const alone = new Set<number>()
  let from = first
  while (from < report.tasks) {
    const seconds = (end - performance.now()) / 1000
    if (seconds <= 0) {
      report.failures.push(
        `every ${processes} tasks from ${from} of ${report.tasks} did not run in ${settings.seconds} s; give --seconds`,
      )
      return
    }
    let current = { index: from, name: '' }
    let told = false
    const args = ['--from', String(from), '--every', String(processes), '--alone', JSON.stringify([...alone])]
    const code = await runPart('cases', args, { ...settings, seconds }, (message) => {
      if ('begun' in message) {
        current = { index: message.begun, name: message.name }
        told = false
      } else if ('failed' in message) {
        told = true
        fail(report, `${message.name}: ${message.error}`)
      } else if ('done' in message) {
        from = message.done + processes
        report.done += 1
        report.gaps.push(...message.gaps)
        for (const { name, gap, allowed } of message.gaps) {
          if (!(gap <= allowed)) fail(report, `${name} is ${gap} from the CPU's, allowed ${allowed}`)
        }
        if (report.done % 10 === 0) say(`${report.done} of ${report.tasks} tasks, ${report.failures.length} failures`)
      }
    })
    if (code === 0) return
    // the cases of a session one by one; then what ends the process is left out
    if (alone.has(current.index) || told) {
      if (!told && performance.now() < end) fail(report, `${current.name}: ended its process (${code})`)
      from = current.index + processes
    } else alone.add(current.index)
  }
}

const fail = (report: Report, text: string): void => {
  report.failures.push(text)
  say(`FAILED ${text}`)
}

const check = async (device: Device, { seconds, only }: Pick<Options, 'seconds' | 'only'>): Promise<Report> => {
  const report: Report = { device, tasks: tasks().length, done: 0, failures: [], gaps: [], placement: [], times: [] }
  const wanted = (part: string) => only === undefined || only === part
  if (wanted('placement')) {
    const code = await runPart('placement', [], { device, seconds }, (message) => {
      if (!('placed' in message)) return
      report.placement.push(message.placed)
      report.failures.push(...message.placed.failures)
      say(message.placed.text)
    })
    if (code !== 0) report.failures.push(`the part that looks where nodes ran ended with ${code}`)
  }
  const firsts = Array.from({ length: processes }, (_, i) => i)
  if (wanted('cases')) await Promise.all(firsts.map((first) => checkCases(report, { device, seconds }, first)))
  if (wanted('times')) {
    const code = await runPart('times', [], { device, seconds }, (message) => {
      if (!('timed' in message)) return
      report.times.push(message.timed)
      say(message.timed.text)
    })
    if (code !== 0) report.failures.push(`the part that times ended with ${code}`)
  }
  return report
}

const print = ({ device, gaps, placement, times, failures }: Report): void => {
  for (const { text } of placement) console.log(text)
  console.table(times.map(({ text: _, ...row }) => row))
  const worst = gaps.toSorted((a, b) => b.gap / (b.allowed || 1) - a.gap / (a.allowed || 1)).slice(0, 25)
  console.table(
    worst.map(({ name, gap, allowed }) => ({ name: name.slice(0, 100), gap: gap.toExponential(1), allowed })),
  )
  for (const failure of failures) console.log(`FAILED ${failure}`)
  console.log(`${gaps.length} figures of ${device} compared with the CPU's, ${failures.length} failures`)
}

interface Options {
  readonly device: Device
  readonly json?: string
  readonly seconds: number
  readonly only?: string
  readonly part?: string
  readonly from: number
  readonly every: number
  readonly alone: string
}

try {
  await new Command('check-cuda')
    .description('Compares CUDA with the CPU, and times both.')
    .addOption(
      new Option('--device <device>', 'what is compared with the CPU').choices(['cpu', 'cuda']).default('cuda'),
    )
    .option('--json <file>', 'writes all that was found')
    .option('--seconds <n>', 'the longest that each of the three parts may take', wholeNumber(1), 120)
    .addOption(new Option('--only <part>', 'one part alone').choices(Object.keys(parts)))
    .addOption(new Option('--part <part>', 'for the processes that it begins').hideHelp())
    .addOption(new Option('--from <n>').argParser(wholeNumber(0)).default(0).hideHelp())
    .addOption(new Option('--every <n>').argParser(wholeNumber(1)).default(1).hideHelp())
    .addOption(new Option('--alone <list>').default('[]').hideHelp())
    .action(async ({ device, json, part, from, every, alone, ...options }: Options) => {
      if (part) return parts[part]?.(device, { from, every, alone: JSON.parse(alone) })
      // a device that is not there is an error that says how to get it
      await (
        await sequential(input([1]))
          .dense(1)
          .compile({ loss: 'mse', device })
      ).release()
      const report = await check(device, options)
      print(report)
      if (json) writeFileSync(json, `${JSON.stringify(report, null, 1)}\n`)
      if (report.failures.length > 0) process.exitCode = 1
    })
    .parseAsync()
} catch (error) {
  console.error(`error: ${error instanceof Error ? error.message : String(error)}`)
  process.exitCode = 1
}
