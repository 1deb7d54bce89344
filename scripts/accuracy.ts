/*
 * What the models reach on real data: `npm run accuracy`, for the digits that come with the project; with `--data DIR`, a folder
 * with mnist-t10k/, rt-polarity/ and series/, for those too; with `--peers DIR`, which holds accuracy_keras.py, beside Keras.
 * Fails where a mean misses its aim.
 */
import { homedir } from 'node:os'
import { join } from 'node:path'
import { Command, Option } from 'commander'
import { figuresOf, peerScript } from '../bench/python.js'
import { wholeNumber } from '../examples/support/options.js'
import { folderOf, type Task, tasks } from './accuracy-tasks.js'

interface Options {
  readonly data?: string
  readonly peers?: string
  readonly python: string
  readonly only?: string
  readonly seeds: number
  readonly epochs?: number
}

/** A line of accuracy_keras.py. */
interface KerasFigure {
  readonly data: string
  readonly test_accuracy?: number
  readonly test_mse?: number
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length

/** A row of the table: a figure for each seed. */
const rowOf = ({ name, figure }: Task, by: string, figures: readonly number[], aim = '') => ({
  task: name,
  figure,
  by,
  ...Object.fromEntries(figures.map((value, seed) => [`seed ${seed}`, value.toFixed(4)])),
  mean: mean(figures).toFixed(4),
  aim,
})

/** Trains with each seed, and says so; also what needs no network, where that is known. */
const train = async (task: Task, folder: string, { seeds, epochs = task.epochs }: Options) => {
  const { baseline, train } = task.load(folder)
  const figures: number[] = []
  for (let seed = 0; seed < seeds; seed++) {
    const begun = performance.now()
    const figure = await train(seed, epochs)
    figures.push(figure)
    const seconds = (performance.now() - begun) / 1000
    console.error(`${task.name}, seed ${seed}: ${figure.toFixed(4)} (${seconds.toFixed(1)}s)`)
  }
  return { figures, baseline }
}

const meets = ({ figure, aim }: Task, value: number): boolean => (figure === 'test mse' ? value <= aim : value >= aim)

const run = async (options: Options): Promise<void> => {
  // looked for before our training, which takes minutes
  const script = options.peers && peerScript(options.peers, 'accuracy_keras.py', options.python)
  const results: { readonly task: Task; readonly figures: readonly number[] }[] = []
  const notes: string[] = []
  for (const task of tasks.filter(({ name }) => options.only === undefined || name === options.only)) {
    const folder = folderOf(task, options.data)
    if (folder === undefined) {
      const missing = join(options.data ?? '', task.folder ?? '')
      notes.push(`${task.name}: skipped, there is no folder ${missing}; give --data`)
      continue
    }
    const { figures, baseline } = await train(task, folder, options)
    results.push({ task, figures })
    notes.push(`${task.name}: ${task.settings}${baseline ? `; ${baseline}` : ''}`)
  }

  if (script && results.length > 0) console.error(`running ${script}`)
  const theirs = script && results.length > 0 ? figuresOf<KerasFigure>(options.python, script) : []
  const rows = results.flatMap(({ task, figures }) => {
    const met = meets(task, mean(figures))
    if (!met && options.epochs === undefined) process.exitCode = 1
    const verdict = `${task.figure === 'test mse' ? '≤' : '≥'} ${task.aim} ${met ? 'met' : 'missed'}`
    const keras = theirs
      .filter(({ data }) => data === task.name)
      .map((row) => row.test_accuracy ?? row.test_mse ?? Number.NaN)
    return [
      rowOf(task, 'tenon', figures, options.epochs === undefined ? verdict : ''),
      ...(keras.length > 0 ? [rowOf(task, 'keras', keras)] : []),
    ]
  })
  if (rows.length > 0) console.table(rows)
  for (const note of notes) console.log(note)
}

try {
  await new Command('npm run accuracy')
    .description('Trains each model on real data with the first seeds, and compares the means with their aims.')
    .option('--data <folder>', 'holds mnist-t10k/, rt-polarity/ and series/; what is not there is skipped')
    .option('--peers <folder>', 'runs accuracy_keras.py of this folder too, which trains all tasks with three seeds')
    .option('--python <file>', 'the Python that runs it', join(homedir(), '.cache/peers/bin/python'))
    .addOption(new Option('--only <name>', 'one task').choices(tasks.map(({ name }) => name)))
    .option('--seeds <n>', 'how many seeds, from 0 on', wholeNumber(1), 3)
    .option('--epochs <n>', 'another number of epochs, for a quick look; no aims then', wholeNumber(1))
    .action(run)
    .parseAsync()
} catch (error) {
  console.error(`error: ${error instanceof Error ? error.message : String(error)}`)
  process.exitCode = 1
}
