/* Lesson 6: series. LSTMs learn from windows of one length, and their saved file takes series of any. */
import { mkdir } from 'node:fs/promises'
import { dirname, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { adam, input, type LoadedModel, loadModel, sequential, type TensorData, tensor } from 'tenon'
import { levels, loadChanges } from './support/co2.js'
import { drawSeries } from './support/draw-series.js'
import { type RunOptions, trainingCommand } from './support/options.js'
import { smallerSteps } from './support/smaller-steps.js'
import { meanSquaredError, windows } from './support/windows.js'

/** From a series of any length (null) to its next value. */
const model = sequential(input([null, 1], { name: 'changes' }))
  .lstm(32, { returnSequences: true })
  .dropout(0.3)
  .lstm(32)
  .dense(1, { name: 'next' })

/** How many months the model sees before the one that it learns to forecast. */
const history = 36

const { series, split, scale, firstTested } = loadChanges()

/** A mean squared error of standardized changes in the unit of the data. */
const inPpm = (mse: number): string => `${(mse * scale.deviation ** 2).toFixed(3)} ppm²`

const path = fileURLToPath(new URL('../generated/forecast/inference.onnx', import.meta.url))

const train = async ({ seed, epochs }: RunOptions): Promise<void> => {
  console.log(model.summary())
  const training = windows(series, history, history, split)
  const test = windows(series, history, split)
  await using trainer = await model.compile({ optimizer: adam({ learningRate: 0.005 }), loss: 'mse', seed })
  await trainer.fit(training.x, training.y, { epochs, callbacks: [smallerSteps()] })

  const { loss } = await trainer.evaluate(test.x, test.y)
  const noChange = series.slice(split).map(() => -scale.mean / scale.deviation)
  const aYearAgo = meanSquaredError(series.slice(split - 12, -12), test.y.data)
  console.log(
    `\nMean squared error of the next month's CO₂, ${test.x.rows} months from ${firstTested} on (seed ${seed}):`,
  )
  console.log(`  the network                       ${inPpm(loss)}`)
  console.log(`  next month changes as a year ago  ${inPpm(aYearAgo)}`)
  console.log(`  next month = this month           ${inPpm(meanSquaredError(noChange, test.y.data))}`)

  await mkdir(dirname(path), { recursive: true })
  await trainer.saveInference(path)
  await useFile()
}

/** Loads the graph that was just written, and forecasts from more and fewer months than it was trained on. */
const useFile = async (): Promise<void> => {
  await using loaded = await loadModel(path)
  console.log(`\n${relative('.', path)} takes any length (it was trained on ${history} months):`)
  for (const length of [24, 120, 480]) {
    const { x, y } = windows(series, length, split)
    const forecasts = await next(loaded, x)
    console.log(`  from ${`${length}`.padStart(3)} months  ${inPpm(meanSquaredError(forecasts, y.data))}`)
  }

  const years = 5
  const known = series.slice(0, split)
  for (let month = 0; month < 12 * years; month++) {
    known.push(Number((await next(loaded, tensor(Float32Array.from(known), [1, known.length, 1])))[0]))
  }
  const lines = [
    { values: levels(series.slice(split, split + 12 * years), split, scale), mark: '·' },
    { values: levels(known.slice(split), split, scale), mark: '●' },
  ]
  console.log(`\n${years} years from ${firstTested} on: forecasts from forecasts ●, and what came ·, in ppm:`)
  for (const line of drawSeries(lines, 16)) console.log(line)
}

const next = async (loaded: LoadedModel, changes: TensorData): Promise<Float32Array> =>
  (await loaded.run({ changes }))['next']?.data as Float32Array

export const forecast = trainingCommand('forecast', 'forecasts the CO₂ in the air by LSTMs', 30, 'months').action(train)
