/*
 * Shows that fit streams: `npx tsx scripts/streaming.ts`. A file of images and a generator, each several times larger than what the
 * process may grow by, go through fit of a model that takes a few milliseconds a step; and tells what a step takes beside one on batches
 * in memory, of that model and of one of convolutions, for which fewer are read. Not part of `npm test`.
 */
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Callback, fromGenerator, idx, input, sequential, type Tensor, tensor } from '../src/index.js'

const [batch, side, classes] = [256, 28, 10] as const
const pixels = side * side
/** Of the file and of the generator, at most; in memory there are fewer. */
const [steps, stepsInMemory] = [300, 60]
/** Epochs of a few steps each, at whose ends we look: hooks of batches would make each run a single step. */
const epochs = 10
/** Megabytes by which the process may grow once a tenth of the steps is done. */
const mostGrowth = 60

const folder = mkdtempSync(join(tmpdir(), 'tenon-streaming-'))
process.on('exit', () => rmSync(folder, { recursive: true, force: true }))

/** Bytes that look random; each batch is another part of them. */
const noise = Uint8Array.from({ length: 2 * batch * pixels }, (_, i) => Math.imul(i + 1, 2654435761) >>> 24)
const greys = Float32Array.from(noise, (byte) => byte / 255)
const startOf = (step: number): number => (step * 7919) % (batch * pixels)

const idxFile = (name: string, dims: readonly number[], chunk: (step: number) => Uint8Array): string => {
  const path = join(folder, name)
  const file = openSync(path, 'w')
  const header = Buffer.alloc(4 + 4 * dims.length)
  header.writeUInt32BE((8 << 8) | dims.length)
  for (const [i, dim] of dims.entries()) header.writeUInt32BE(dim, 4 + 4 * i)
  writeSync(file, header)
  for (let step = 0; step < steps; step++) writeSync(file, chunk(step))
  closeSync(file)
  return path
}

const images = idxFile('images', [steps * batch, side, side], (step) =>
  noise.subarray(startOf(step), startOf(step) + batch * pixels),
)
const labels = idxFile('labels', [steps * batch], () => Uint8Array.from({ length: batch }, (_, i) => i % classes))

const labelsOf = (rows: number): Tensor<[number], 'int32'> =>
  tensor(
    Int32Array.from({ length: rows }, (_, i) => i % classes),
    [rows],
  )
const floats = (step: number): Float32Array => greys.slice(startOf(step), startOf(step) + batch * pixels)
const generated = fromGenerator(function* () {
  for (let step = 0; step < steps; step++)
    yield [tensor(floats(step), [batch, side, side, 1]), labelsOf(batch)] as const
})
const file = idx(images, labels, { shape: [side, side, 1], scale: 1 / 255 })

const processor = () => (process.cpuUsage().user + process.cpuUsage().system) / 1000
const megabytes = () => process.memoryUsage().rss / 2 ** 20
const images2d = sequential(input([side, side, 1]))
const models = {
  'two dense layers': {
    model: images2d.flatten().dense(128, { activation: 'relu' }).dense(classes, { activation: 'softmax' }),
    steps,
  },
  convolutions: {
    model: images2d
      .conv2d(32, 3, { padding: 'same', activation: 'relu' })
      .maxPooling2d(2)
      .conv2d(64, 3, { padding: 'same', activation: 'relu' })
      .maxPooling2d(2)
      .flatten()
      .dense(classes, { activation: 'softmax' }),
    steps: 60,
  },
}

/** What a step takes of the processor, in milliseconds, and by how many megabytes the process grew after the first tenth of them. */
const measured = async (title: string, count: number, train: (options: RunOptions) => Promise<unknown>) => {
  let [begun, spent, first, most] = [0, 0, 0, 0]
  const stepsPerEpoch = count / epochs
  const watching: Callback = {
    onEpochEnd: (epoch) => {
      if (epoch === 0) [begun, spent, first] = [performance.now(), processor(), megabytes()]
      most = Math.max(most, megabytes() - first)
    },
  }
  await train({ verbose: 0, callbacks: [watching], epochs, stepsPerEpoch })
  const [step, wall] = [processor() - spent, performance.now() - begun].map(
    (time) => time / (count - stepsPerEpoch),
  ) as [number, number]
  console.log(
    `${title.padEnd(32)} ${wall.toFixed(1)} ms a step, ${step.toFixed(1)} of the processor; grew by ${most.toFixed(0)} MB`,
  )
  return { step, wall, most }
}

interface RunOptions {
  readonly verbose: 0
  readonly callbacks: readonly Callback[]
  readonly epochs: number
  readonly stepsPerEpoch: number
}

const floatsIn = (count: number) => Math.round((count * batch * pixels * 4) / 2 ** 20)
const rows = stepsInMemory * batch
const held = new Float32Array(rows * pixels)
for (let step = 0; step < stepsInMemory; step++) held.set(floats(step), step * batch * pixels)
const [x, y] = [tensor(held, [rows, side, side, 1]), labelsOf(rows)]
const problems: string[] = []
for (const [name, { model, steps }] of Object.entries(models)) {
  console.log(`${name}: ${floatsIn(steps)} MB of numbers, ${floatsIn(stepsInMemory)} MB in memory`)
  await using trainer = await model.compile({ loss: 'sparseCategoricalCrossentropy', seed: 1 })
  const memory = await measured('in memory', stepsInMemory, (options) =>
    trainer.fit(x, y, { batchSize: batch, shuffle: false, ...options }),
  )
  for (const [title, data] of [
    ['a file', file.batch(batch)],
    ['a file, shuffled and read ahead', file.shuffle(2048).batch(batch).prefetch(2)],
    ['a generator', generated],
    ['a generator, read ahead', generated.prefetch(2)],
  ] as const) {
    const { step, wall, most } = await measured(title, steps, (options) =>
      trainer.fit(data, { validate: false, ...options }),
    )
    if (most > mostGrowth) problems.push(`${name}, ${title}: grew by ${most.toFixed(0)} MB, allowed ${mostGrowth}`)
    const [time, spent] = [wall / memory.wall, step / memory.step].map((ratio) => ratio.toFixed(2))
    console.log(`${''.padEnd(32)} ${time} times what a step takes in memory, ${spent} times of the processor`)
  }
}
if (problems.length > 0) throw new Error(problems.join('; '))
