/* Lesson 11: a CSV file as a stream of rows, which are mixed, parted, and read ahead while the model learns. */
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { adam, csv, input, sequential, tensor } from 'tenon'
import { bestClasses } from './support/confusion.js'
import { type RunOptions, trainingCommand } from './support/options.js'

const model = sequential(input([2]))
  .dense(64, { activation: 'relu' })
  .dense(64, { activation: 'relu' })
  .dense(10, { activation: 'softmax' })

/** Degrees of latitude and longitude, from the middle of the country, about one for its half. */
const scaled = (latitude: number, longitude: number): number[] => [(latitude - 38) / 10, (longitude + 95) / 25]

/**
 * The ZIP codes of the United States as a stream of places and regions: the region is the first of five digits. Nothing is read here:
 * each pass reads the file anew, some rows at a time, and its type says what they look like: Dataset<[number, 2], [number]>.
 */
const places = csv(join(createRequire(import.meta.url).resolve('vega-datasets'), '../../data/zipcodes.csv'), {
  features: ['latitude', 'longitude'],
  target: 'zip_code',
}).map(({ data, rows }, codes) => {
  const x = Float32Array.from({ length: 2 * rows }, (_, i) => {
    const at = 2 * Math.floor(i / 2)
    return scaled(Number(data[at]), Number(data[at + 1]))[i % 2] as number
  })
  return [
    tensor(x, [rows, 2]),
    tensor(Int32Array.from(codes.data as Float64Array, (code) => Math.floor(code / 10_000))),
  ]
})

/** A map of the country by what the model says of its places. */
const drawn = async (regionsOf: (x: Float32Array) => Promise<number[]>): Promise<string[]> => {
  const [lines, columns] = [16, 60]
  const x = Array.from({ length: lines * columns }, (_, i) => {
    const [line, column] = [Math.floor(i / columns), i % columns]
    return scaled(49 - (25 * line) / lines, -125 + (59 * column) / columns)
  })
  const regions = await regionsOf(Float32Array.from(x.flat()))
  return Array.from({ length: lines }, (_, line) => regions.slice(line * columns, (line + 1) * columns).join(''))
}

const train = async ({ seed, epochs }: RunOptions): Promise<void> => {
  // the file is in the order of the codes: one random order for the split, the same in each pass
  const mixed = places.shuffle(50_000, { seed, reshuffleEachIteration: false })
  const test = mixed.take(4000).batch(500)
  // the rest is kept after the first pass, mixed anew in each by a buffer of rows, and read while the model computes
  const training = mixed.skip(4000).cache().shuffle(10_000).batch(64).prefetch(2)

  await using trainer = await model.compile({
    optimizer: adam({ learningRate: 0.003 }),
    loss: 'sparseCategoricalCrossentropy',
    metrics: ['accuracy'],
    seed,
  })
  await trainer.fit(training, { epochs, validationData: test })
  const { accuracy } = await trainer.evaluate(test)
  const regionsOf = async (x: Float32Array) => bestClasses(await trainer.predict(tensor(x, [x.length / 2, 2])))
  for (const line of await drawn(regionsOf)) console.log(line)
  console.log(`\nTest accuracy: ${(accuracy as number).toFixed(4)} (4000 places, seed ${seed})`)
}

export const regions = trainingCommand(
  'regions',
  'learns the postal regions of the United States from a CSV file that is streamed, and draws their map',
  6,
  'places',
).action(train)
