import { input, l2, sequential, tensor } from '../src/index.js'

/** One training workload: what a step costs is measured by `fit` on `steps` batches. */
export interface Workload {
  readonly name: string
  readonly batch: number
  /** Trains one epoch, in order; resolves with the milliseconds of a step. */
  epoch(): Promise<number>
  release(): Promise<void>
}

/** Numbers in [0, 1) that look random, the same on every run. */
const filled = (length: number): Float32Array =>
  Float32Array.from({ length }, (_, i) => (Math.imul(i + 1, 2654435761) >>> 0) / 2 ** 32)
const labels = (length: number): Int32Array =>
  Int32Array.from({ length }, (_, i) => (Math.imul(i + 1, 2654435761) >>> 8) % 10)

const cnn = () =>
  sequential(input([28, 28, 1]))
    .conv2d(32, 3, { padding: 'same', activation: 'relu' })
    .batchNormalization()
    .maxPooling2d(2)
    .conv2d(64, 3, { padding: 'same', activation: 'relu', kernelRegularizer: l2(0.001) })
    .batchNormalization()
    .maxPooling2d(2)
    .flatten()
    .dense(128, { activation: 'relu', kernelRegularizer: l2(0.001) })
    .dropout(0.5)
    .dense(10, { activation: 'softmax' })

const mlp = () =>
  sequential(input([784]))
    .dense(512, { activation: 'relu' })
    .dense(512, { activation: 'relu' })
    .dense(10, { activation: 'softmax' })

const compiled = { optimizer: 'adam', loss: 'sparseCategoricalCrossentropy' } as const

const options = { shuffle: false, verbose: 0 } as const

/** What a user of fit sees: data in memory, no progress, no shuffling. */
const workload = (
  name: string,
  { batch, steps }: Size,
  trainer: { release(): Promise<void> },
  train: () => Promise<unknown>,
): Workload => ({
  name,
  batch,
  epoch: async () => {
    const begun = performance.now()
    await train()
    return (performance.now() - begun) / steps
  },
  release: () => trainer.release(),
})

interface Size {
  readonly batch: number
  readonly steps: number
}

const makeCnn = async (size: Size): Promise<Workload> => {
  const trainer = await cnn().compile(compiled)
  const rows = size.batch * size.steps
  const [x, y] = [tensor(filled(rows * 784), [rows, 28, 28, 1]), tensor(labels(rows), [rows])]
  return workload('cnn', size, trainer, () => trainer.fit(x, y, { ...options, batchSize: size.batch }))
}

const makeMlp = async (size: Size): Promise<Workload> => {
  const trainer = await mlp().compile(compiled)
  const rows = size.batch * size.steps
  const [x, y] = [tensor(filled(rows * 784), [rows, 784]), tensor(labels(rows), [rows])]
  return workload('mlp', size, trainer, () => trainer.fit(x, y, { ...options, batchSize: size.batch }))
}

/** The workloads of the peers' scripts that Tenon can express, each made on demand. */
export const workloads: readonly (() => Promise<Workload>)[] = [32, 128].flatMap((batch) => [
  () => makeCnn({ batch, steps: 30 }),
  () => makeMlp({ batch, steps: 100 }),
])
