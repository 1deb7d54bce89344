import { tensor } from '../src/index.js'
import { cnn, lstm, mlp, text } from './models.js'

/** One training workload: what a step costs is measured by `fit` on `steps` batches. */
export interface Workload {
  readonly name: string
  readonly batch: number
  /** Trains one epoch, in order; resolves with the milliseconds of a step. */
  epoch(): Promise<number>
  release(): Promise<void>
}

interface Size {
  readonly batch: number
  readonly steps: number
}

/** Numbers in [0, 1) that look random, the same on every run. */
const filled = (length: number): Float32Array =>
  Float32Array.from({ length }, (_, i) => (Math.imul(i + 1, 2654435761) >>> 0) / 2 ** 32)
const below = (limit: number, length: number): Int32Array =>
  Int32Array.from({ length }, (_, i) => (Math.imul(i + 1, 2654435761) >>> 8) % limit)

const classes = { optimizer: 'adam', loss: 'sparseCategoricalCrossentropy' } as const

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

const makeCnn = async (size: Size): Promise<Workload> => {
  const trainer = await cnn().compile(classes)
  const rows = size.batch * size.steps
  const [x, y] = [tensor(filled(rows * 784), [rows, 28, 28, 1]), tensor(below(10, rows), [rows])]
  return workload('cnn', size, trainer, () => trainer.fit(x, y, { ...options, batchSize: size.batch }))
}

/** Series of 50 steps. */
const makeLstm = async (size: Size): Promise<Workload> => {
  const trainer = await lstm().compile({ optimizer: 'adam', loss: 'mse' })
  const rows = size.batch * size.steps
  const [x, y] = [tensor(filled(rows * 50), [rows, 50, 1]), tensor(filled(rows), [rows, 1])]
  return workload('lstm', size, trainer, () => trainer.fit(x, y, { ...options, batchSize: size.batch }))
}

const makeText = async (size: Size): Promise<Workload> => {
  const trainer = await text().compile({ optimizer: 'adam', loss: 'binaryCrossentropy' })
  const rows = size.batch * size.steps
  const [x, y] = [tensor(below(10_000, rows * 20), [rows, 20]), tensor(filled(rows).map(Math.round), [rows, 1])]
  return workload('text', size, trainer, () => trainer.fit(x, y, { ...options, batchSize: size.batch }))
}

const makeMlp = async (size: Size): Promise<Workload> => {
  const trainer = await mlp().compile(classes)
  const rows = size.batch * size.steps
  const [x, y] = [tensor(filled(rows * 784), [rows, 784]), tensor(below(10, rows), [rows])]
  return workload('mlp', size, trainer, () => trainer.fit(x, y, { ...options, batchSize: size.batch }))
}

/** The workloads of the peers' scripts, each made on demand. */
export const workloads: readonly (() => Promise<Workload>)[] = [
  ...[32, 128].flatMap((batch) => [() => makeCnn({ batch, steps: 30 }), () => makeLstm({ batch, steps: 30 })]),
  ...[32, 512].map((batch) => () => makeText({ batch, steps: 100 })),
  ...[32, 128].map((batch) => () => makeMlp({ batch, steps: 100 })),
]
