import { Command } from 'commander'
import { adam, input, sequential, tensor } from 'tenon'
import {
  accuracyOf,
  bestClasses,
  type Confusion,
  confusionOf,
  drawConfusion,
  precisionOf,
  recallOf,
} from './confusion.js'
import { sideBySide } from './draw-digit.js'
import { wholeNumber } from './options.js'
import { vegaTable } from './vega-table.js'
import { type Scale, scaleOf, standardized } from './windows.js'

/** From the commonest to the rarest. */
const kinds = ['sun', 'rain', 'fog', 'drizzle', 'snow']

const model = sequential(input([6]))
  .dense(32, { activation: 'relu' })
  .dense(32, { activation: 'relu' })
  .dense(5, { activation: 'softmax' })

/** What was measured on a day, and where in the year it is. */
const measuresOf = (day: Record<string, string>): number[] => {
  const measured = ['precipitation', 'temp_max', 'temp_min', 'wind'].map((measure) => Number(day[measure]))
  const angle = (2 * Math.PI * Date.parse(day['date'] as string)) / (365.25 * 24 * 3600 * 1000)
  return [...measured, Math.cos(angle), Math.sin(angle)]
}

/** Days of weather in Seattle, measures standardized on the days that train; every third day tests. */
const loadDays = () => {
  const days = vegaTable('seattle-weather.csv').map((day, at) => ({
    measures: measuresOf(day),
    kind: kinds.indexOf(day['weather'] as string),
    isTest: at % 3 === 0,
  }))
  const training = days.filter(({ isTest }) => !isTest)
  const scales = Array.from({ length: 6 }, (_, i) => scaleOf(training.map(({ measures }) => measures[i] as number)))
  const part = (own: typeof days) => {
    const x = own.flatMap(({ measures }) =>
      measures.map((measure, i) => standardized([measure], scales[i] as Scale)[0]),
    )
    const labels = own.map(({ kind }) => kind)
    return { x: tensor(Float32Array.from(x as number[]), [own.length, 6]), y: tensor(Int32Array.from(labels)), labels }
  }
  return { training: part(training), test: part(days.filter(({ isTest }) => isTest)) }
}

/** As often as all kinds together are in a kind's place: rare kinds count more, all kinds the same in sum. */
const balanced = (labels: readonly number[]): Record<number, number> => {
  const countOf = (kind: number): number => labels.filter((label) => label === kind).length
  return Object.fromEntries(kinds.map((_, kind) => [kind, labels.length / (kinds.length * countOf(kind))]))
}

interface Options {
  readonly seed: number
  readonly epochs: number
}

const compare = async ({ seed, epochs }: Options): Promise<void> => {
  const { training, test } = loadDays()
  /** Trains with the weights, and compares what the model makes of the test days with what they were. */
  const train = async (classWeight: Record<number, number>): Promise<Confusion> => {
    await using trainer = await model.compile({
      optimizer: adam({ learningRate: 0.003 }),
      loss: 'sparseCategoricalCrossentropy',
      seed,
    })
    await trainer.fit(training.x, training.y, { epochs, verbose: 0, classWeight })
    return confusionOf(test.labels, bestClasses(await trainer.predict(test.x)), kinds.length)
  }
  const classWeight = balanced(training.labels)
  const [plain, weighted] = [await train({}), await train(classWeight)]

  console.log(
    `${test.labels.length} test days (seed ${seed}): what they were in rows, what they were taken for in columns`,
  )
  const tables = [
    { lines: drawConfusion(plain, kinds), caption: 'all days weigh the same' },
    { lines: drawConfusion(weighted, kinds), caption: 'all kinds weigh the same' },
  ]
  for (const line of sideBySide(tables, tables[0]?.lines[0]?.length as number)) console.log(line)

  console.log('\nkind     weight    recall         precision')
  for (const [kind, name] of kinds.entries()) {
    const change = (of: typeof recallOf): string => [plain, weighted].map((c) => percent(of(c, kind))).join(' → ')
    console.log(
      `${name.padEnd(8)} ${classWeight[kind]?.toFixed(2).padStart(6)}   ${change(recallOf)}   ${change(precisionOf)}`,
    )
  }
  const mean = (c: Confusion): string =>
    percent(kinds.reduce((sum, _, kind) => sum + recallOf(c, kind), 0) / kinds.length)
  console.log(`${'mean'.padEnd(18)}${mean(plain)} → ${mean(weighted)}`)
  console.log(`Accuracy: ${percent(accuracyOf(plain)).trim()} → ${percent(accuracyOf(weighted)).trim()}`)
}

const percent = (share: number): string => (Number.isNaN(share) ? 'none' : `${Math.round(100 * share)}%`).padStart(4)

export const rare = new Command('rare')
  .description("tells Seattle's weather by rain, temperatures and wind, and finds rare kinds by class weights")
  .option('--seed <n>', 'what all randomness follows from', wholeNumber(0), 0)
  .option('--epochs <n>', 'passes over the training days', wholeNumber(1), 40)
  .action(compare)
