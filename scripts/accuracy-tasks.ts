import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { compileDigits } from '../examples/01-digits.js'
import { compileMnist, loadImages } from '../examples/mnist.js'
import { compileSentiment, loadSentences } from '../examples/sentiment.js'
import { loadDigits } from '../examples/support/digits-data.js'
import { smallerSteps } from '../examples/support/smaller-steps.js'
import { meanSquaredError, scaleOf, standardized, windows } from '../examples/support/windows.js'
import { type Callback, type Figures, input, sequential, type Tensor, type Trainer } from '../src/index.js'

/** A data set with its model; `settings` says what differs from the Keras script's. */
export interface Task {
  readonly name: string
  /** The folder of its data, where they do not come with the project. */
  readonly folder?: string
  readonly figure: 'test accuracy' | 'test mse'
  readonly aim: number
  readonly epochs: number
  readonly settings: string
  /** Reads the data, and gives what trains once; `baseline` is what needs no network. */
  load(folder: string): { readonly baseline?: string; train(seed: number, epochs: number): Promise<number> }
}

const steps = 'a tenth of the learning rate in the last quarter of the epochs (Keras: the same rate throughout)'

/** Trains once, as the Keras script does, and judges by the data that test. */
const fitted = async (
  compiled: Promise<Trainer>,
  [x, y, testX, testY]: readonly [Tensor, Tensor, Tensor, Tensor],
  epochs: number,
  callbacks: readonly Callback[] = [],
): Promise<Figures> => {
  await using trainer = await compiled
  await trainer.fit(x, y, { epochs, batchSize: 32, callbacks, verbose: 0 })
  return trainer.evaluate(testX, testY)
}

const accuracy = (figures: Figures): number => figures['accuracy'] as number

const digits: Task = {
  name: 'digits',
  figure: 'test accuracy',
  aim: 0.98,
  epochs: 20,
  settings: steps,
  load: () => {
    const { x, y, testX, testY } = loadDigits()
    const train = async (seed: number, epochs: number) =>
      accuracy(await fitted(compileDigits(seed), [x, y, testX, testY], epochs, [smallerSteps()]))
    return { train }
  },
}

const mnist: Task = {
  name: 'mnist',
  folder: 'mnist-t10k',
  figure: 'test accuracy',
  aim: 0.975,
  epochs: 5,
  settings: steps,
  load: (folder) => {
    const { x, y, testX, testY } = loadImages(folder, 't10k')
    const train = async (seed: number, epochs: number) =>
      accuracy(await fitted(compileMnist(seed), [x, y, testX, testY], epochs, [smallerSteps()]))
    return { train }
  },
}

const text: Task = {
  name: 'text',
  folder: 'rt-polarity',
  figure: 'test accuracy',
  aim: 0.75,
  epochs: 4,
  settings: "Keras's settings, but for which of equally frequent words are the last of the vocabulary",
  load: (folder) => {
    const { x, y, testX, testY } = loadSentences(folder)
    const train = async (seed: number, epochs: number) =>
      accuracy(await fitted(compileSentiment(seed), [x, y, testX, testY], epochs))
    return { train }
  },
}

/** Program 2. */
const forecaster = sequential(input([null, 1]))
  .lstm(64, { returnSequences: true })
  .dropout(0.3)
  .lstm(64)
  .dense(1)

const series: Task = {
  name: 'series',
  folder: 'series',
  figure: 'test mse',
  aim: 0.295,
  epochs: 10,
  settings: steps,
  load: (folder) => {
    const [, ...lines] = readFileSync(join(folder, 'daily-min-temperatures.csv'), 'utf8').trim().split('\n')
    const degrees = lines.map((line) => Number(line.split(',')[1]))
    const cut = Math.floor(degrees.length * 0.8)
    const values = standardized(degrees, scaleOf(degrees.slice(0, cut)))
    const [training, test] = [windows(values, 30, 30, cut), windows(values, 30, cut)]
    const naive = meanSquaredError(values.slice(cut - 1, -1), test.y.data)
    return {
      baseline: `tomorrow = today: ${naive.toFixed(4)}`,
      train: async (seed, epochs) => {
        const compiled = forecaster.compile({ optimizer: 'adam', loss: 'mse', seed })
        return (await fitted(compiled, [training.x, training.y, test.x, test.y], epochs, [smallerSteps()])).loss
      },
    }
  },
}

export const tasks: readonly Task[] = [digits, mnist, text, series]

/** Where a task's data lie in a folder of such folders; nothing where they are not there. */
export const folderOf = (task: Task, data: string | undefined): string | undefined => {
  if (task.folder === undefined) return ''
  const folder = data && join(data, task.folder)
  return folder && existsSync(folder) ? folder : undefined
}
