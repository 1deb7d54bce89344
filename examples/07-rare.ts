/* Lesson 7: classes some of which are rare. `classWeight` makes these count more; confusion tables show the gain and the price. */
import { adam, confusionMatrix, input, sequential } from 'tenon'
import { accuracyOf, type Confusion, drawConfusion, precisionOf, recallOf } from './support/confusion.js'
import { sideBySide } from './support/draw-digit.js'
import { type RunOptions, trainingCommand } from './support/options.js'
import { kinds, loadDays } from './support/seattle-days.js'

const model = sequential(input([6]))
  .dense(32, { activation: 'relu' })
  .dense(32, { activation: 'relu' })
  .dense(5, { activation: 'softmax' })

/** As often as all kinds together are in a kind's place: rare kinds count more, all kinds the same in sum. */
const balanced = (labels: readonly number[]): Record<number, number> => {
  const countOf = (kind: number): number => labels.filter((label) => label === kind).length
  return Object.fromEntries(kinds.map((_, kind) => [kind, labels.length / (kinds.length * countOf(kind))]))
}

const compare = async ({ seed, epochs }: RunOptions): Promise<void> => {
  const { training, test } = loadDays()
  /** Trains with the weights, and compares what the model makes of the test days with what they were. */
  const train = async (classWeight: Record<number, number>): Promise<Confusion> => {
    await using trainer = await model.compile({
      optimizer: adam({ learningRate: 0.003 }),
      loss: 'sparseCategoricalCrossentropy',
      seed,
    })
    await trainer.fit(training.x, training.y, { epochs, verbose: 0, classWeight })
    return confusionMatrix(test.y, await trainer.predict(test.x)).toArray()
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

  console.log('\nkind     weight    recall         precision      without → with the weights')
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

export const rare = trainingCommand(
  'rare',
  "tells Seattle's weather by rain, temperatures and wind, and finds rare kinds by class weights",
  40,
  'days',
).action(compare)
