/*
 * What grows with a model: seconds until a large one can be trained, the time of the import, and the memory of training, beside
 * PyTorch's with `--peers`. Each is measured in fresh processes of compiled JavaScript, as users run it.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, rmSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { Command } from 'commander'
import { bundleFiles } from './bundle-files.js'

const root = fileURLToPath(new URL('..', import.meta.url))
/** Where the compiled files go: git ignores it. */
const built = join(root, 'coverage/growth')

const output = (command: string, args: readonly string[]): string => {
  const { status, stdout, stderr, error } = spawnSync(command, args, { cwd: root, encoding: 'utf8' })
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} failed: ${error?.message ?? ''}${stdout}${stderr}`)
  return stdout
}

const script = <T>(name: string, ...args: readonly string[]): T =>
  JSON.parse(output(process.execPath, [join(built, 'scripts', name), ...args]))

/** Milliseconds that the import of the whole library takes in a fresh process. */
const importTime = (): number => {
  const timed = `const begun = performance.now(); await import('${pathToFileURL(join(built, 'src/index.js'))}'); console.log(performance.now() - begun)`
  return Number(output(process.execPath, ['--input-type=module', '--eval', timed]))
}

/** The middle of an odd number of values. */
const middle = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1] as number

interface Line {
  readonly figure: string
  readonly measured: string
  readonly aim: string
  readonly verdict: 'met' | 'missed' | ''
}

const line = (figure: string, value: number, unit: string, most?: number): Line => ({
  figure,
  measured: `${unit === 'ms' ? value.toFixed(0) : value.toFixed(2)} ${unit}`,
  aim: most === undefined ? '' : `≤ ${most} ${unit}`,
  verdict: most === undefined ? '' : value <= most ? 'met' : 'missed',
})

interface Ready {
  readonly milliseconds: Readonly<Record<'model' | 'program' | 'graph' | 'weights' | 'ready', number>>
  readonly parameters: number
}

/** Medians of each part in three processes. */
const readiness = (name: string): Line[] => {
  const runs = [1, 2, 3].map(() => script<Ready>('growth-ready.js', name))
  const part = (key: keyof Ready['milliseconds']) => middle(runs.map(({ milliseconds }) => milliseconds[key]))
  const [graph, weights, ready] = [part('program') + part('graph'), part('weights'), part('ready')]
  const title = `${name}, ${((runs[0] as Ready).parameters / 1e6).toFixed(1)} million parameters`
  return [
    line(`${title}: model built`, part('model'), 'ms'),
    line(`${name}: training graph written (ours)`, graph, 'ms', 200),
    line(`${name}: session made (ONNX Runtime), and the start of its thread`, ready - graph, 'ms'),
    line(`${name}: first weights drawn meanwhile (ours)`, weights, 'ms'),
    line(`${name}: model to a trainer that is ready`, ready / 1000, 's', 2),
  ]
}

interface Memory {
  readonly before: number
  readonly peak: number
  readonly milliseconds: number
}

/** Training of a workload, with PyTorch's beside it where its Python is given. */
const memory = (name: string, batch: number, python: string | undefined): Line[] => {
  const args = [name, String(batch), '10']
  const ours = script<Memory>('growth-memory.js', ...args)
  const theirs: Memory | undefined =
    python && JSON.parse(output(python, [join(root, 'bench/peers/torch_memory.py'), ...args]))
  const title = `memory of training ${name}, batch ${batch}`
  const both = (what: string, of: (one: Memory) => number): Line[] => [
    line(`${title}: ${what}`, of(ours), 'MB'),
    ...(theirs
      ? [
          line(`${title}: ${what}, PyTorch`, of(theirs), 'MB'),
          line(`${title}: ${what}, ratio`, of(ours) / of(theirs), 'times', 1.3),
        ]
      : []),
  ]
  return [
    ...both('whole process', ({ peak }) => peak),
    ...both('above the import', ({ before, peak }) => peak - before),
  ]
}

/** What `remat` around each block of a deep model spares, and what it costs. */
const recomputation = (name: string, batch: number): Line[] => {
  const [plain, again] = [name, `${name}-remat`].map((one) =>
    script<Memory>('growth-memory.js', one, String(batch), '5'),
  ) as [Memory, Memory]
  const title = `training of ${name}, batch ${batch}`
  const above = ({ before, peak }: Memory) => peak - before
  return [
    line(`${title}: memory above the import`, above(plain), 'MB'),
    line(`${title}: the same with remat`, above(again), 'MB'),
    line(`${title}: ratio`, above(again) / above(plain), 'times', 0.7),
    line(`${title}: a step`, plain.milliseconds, 'ms'),
    line(`${title}: the same with remat`, again.milliseconds, 'ms'),
  ]
}

interface Options {
  readonly peers?: boolean
  readonly python: string
}

try {
  await new Command('growth')
    .description('Measures what grows with a model, and compares it with its aims.')
    .option('--peers', 'runs PyTorch for its memory beside ours')
    .option('--python <file>', 'the Python that has it', join(homedir(), '.cache/peers/bin/python'))
    .action(async ({ peers, python }: Options) => {
      if (peers && !existsSync(python)) throw new Error(`there is no Python at ${python}; give --python`)
      rmSync(built, { recursive: true, force: true })
      await bundleFiles(['src/index.ts', 'scripts/growth-memory.ts', 'scripts/growth-ready.ts'], '.', built)
      const parts: (() => Line[])[] = [
        () => {
          const times = Array.from({ length: 9 }, importTime)
          return [line('import of the library, median of 9', middle(times), 'ms', 100)]
        },
        () => readiness('resnet50'),
        () => readiness('transformer12'),
        ...(
          [
            ['cnn', 128],
            ['resnet', 32],
            ['transformer', 16],
          ] as const
        ).map(
          ([name, batch]) =>
            () =>
              memory(name, batch, peers ? python : undefined),
        ),
        () => recomputation('narrowTransformer12', 32),
        () => recomputation('resnet56', 64),
      ]
      const lines: Line[] = []
      for (const part of parts) {
        const measured = part()
        for (const { figure, measured: value } of measured) console.error(`${figure}: ${value}`)
        lines.push(...measured)
      }
      console.table(lines)
      if (lines.some(({ verdict }) => verdict === 'missed')) process.exitCode = 1
    })
    .parseAsync()
} catch (error) {
  console.error(`error: ${error instanceof Error ? error.message : String(error)}`)
  process.exitCode = 1
}
