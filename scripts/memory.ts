/* Shows that training longer takes no more memory: 20,000 steps of a small model may add less than 20 MB. */
import { adam, input, sequential, tensor } from '../src/index.js'

const warmUpSteps = 2_000
const steps = 20_000
const limit = 20
const batchSize = 16
const stepsPerEpoch = 100

const megabytes = (): number => process.memoryUsage().rss / 2 ** 20

const rows = batchSize * stepsPerEpoch
const x = tensor(
  Float32Array.from({ length: rows * 16 }, (_, i) => Math.sin(i)),
  [rows, 16],
)
const y = tensor(
  Int32Array.from({ length: rows }, (_, i) => i % 4),
  [rows],
)
const model = sequential(input([16]))
  .dense(32, { activation: 'relu' })
  .dropout(0.2)
  .dense(4, { activation: 'softmax' })
const trainer = await model.compile({
  optimizer: adam(),
  loss: 'sparseCategoricalCrossentropy',
  metrics: ['accuracy'],
})

const train = async (count: number) => {
  const begun = performance.now()
  await trainer.fit(x, y, { epochs: count / stepsPerEpoch, batchSize, verbose: 0, validationData: [x, y] })
  console.log(
    `${count} steps, ${Math.round(((performance.now() - begun) * 1000) / count)} µs each with validation: ${megabytes().toFixed(1)} MB`,
  )
}

await train(warmUpSteps)
const before = megabytes()
await train(steps / 2)
await train(steps / 2)
const growth = megabytes() - before
await trainer.release()
console.log(`growth over ${steps} steps: ${growth.toFixed(1)} MB, allowed ${limit} MB`)
if (growth >= limit) {
  console.error('training leaks memory')
  process.exit(1)
}
