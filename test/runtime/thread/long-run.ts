import { input, sequential, type Tensor, tensor } from '../../../src/index.js'

const [rows, features, batchSize] = [64 * 96, 128, 64]

/** Data whose every epoch is one run of some hundredths to tenths of a second, and the trainer of a model for it. */
export const longRun = async (own: { readonly threads?: number } = {}) => {
  const x = tensor(
    Float32Array.from({ length: rows * features }, (_, i) => Math.sin(i)),
    [rows, features],
  ) as Tensor<[number, 128]>
  const y = tensor(
    Float32Array.from({ length: rows }, (_, i) => Math.cos(i)),
    [rows, 1],
  ) as Tensor<[number, 1]>
  const model = sequential(input([features]))
    .dense(384, { activation: 'relu' })
    .dense(384)
    .dense(1)
  const trainer = await model.compile({ optimizer: 'sgd', loss: 'mse', stepsPerExecution: rows / batchSize, ...own })
  return { trainer, x, y, options: { verbose: 0, batchSize } } as const
}

/** The longest time, in milliseconds, for which a timer of 10 ms did not come while the work ran, and what that took in all. */
export const lateness = async (work: () => Promise<unknown>): Promise<{ longest: number; whole: number }> => {
  let longest = 0
  const began = performance.now()
  let last = began
  const look = () => {
    const now = performance.now()
    longest = Math.max(longest, now - last)
    last = now
  }
  const timer = setInterval(look, 10)
  try {
    await work()
    look()
  } finally {
    clearInterval(timer)
  }
  return { longest, whole: performance.now() - began }
}
