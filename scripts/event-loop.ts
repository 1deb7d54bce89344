/* Shows how late a timer of 10 ms comes beside training whose runs take long: 50 ms may be, for the worst. */
import { input, sequential, tensor } from '../src/index.js'

const limit = 50
const period = 10

const rows = 64 * 128
const images = tensor(
  Float32Array.from({ length: rows * 784 }, (_, i) => Math.abs(Math.sin(i))),
  [rows, 28, 28, 1],
)
const labels = tensor(
  Int32Array.from({ length: rows }, (_, i) => i % 10),
  [rows],
)
const model = sequential(input([28, 28, 1]))
  .conv2d(16, 3, { activation: 'relu' })
  .maxPooling2d(2)
  .flatten()
  .dense(64, { activation: 'relu' })
  .dense(10, { activation: 'softmax' })
const trainer = await model.compile({
  optimizer: 'adam',
  loss: 'sparseCategoricalCrossentropy',
  metrics: ['accuracy'],
  stepsPerExecution: 64,
})

/** How late the timer came, each time, while the work ran. */
const lateness = async (work: () => Promise<unknown>): Promise<number[]> => {
  const late: number[] = []
  let last = performance.now()
  const look = () => {
    const now = performance.now()
    late.push(now - last - period)
    last = now
  }
  const timer = setInterval(look, period)
  await work()
  clearInterval(timer)
  look()
  return late.sort((a, b) => a - b)
}

let worst = 0
const show = async (title: string, runs: number, work: () => Promise<unknown>) => {
  const began = performance.now()
  const late = await lateness(work)
  const each = (performance.now() - began) / runs
  const [median, last] = [late[late.length >> 1] as number, late.at(-1) as number]
  worst = Math.max(worst, last)
  console.log(
    `${title}: ${runs} runs of ${each.toFixed(0)} ms; ${late.length} timers, late by ${median.toFixed(1)} ms in the middle, ${last.toFixed(1)} ms at worst`,
  )
}

const options = { batchSize: 64, verbose: 0 } as const
await show('fit, the first time', 4, () => trainer.fit(images, labels, { ...options, epochs: 2 }))
await show('fit', 4, () => trainer.fit(images, labels, { ...options, epochs: 2 }))
await show('evaluate', 4, () => trainer.evaluate(images, labels, { batchSize: 2048 }))
await show('predict', 4, () => trainer.predict(images, { batchSize: 2048 }))
await trainer.release()
if (worst > limit) {
  console.error(`a timer came ${worst.toFixed(1)} ms late, allowed ${limit} ms`)
  process.exit(1)
}
