import { type Model, type Optimizer, type SessionOptions, type Tensor, type Trainer, tensor } from '../src/index.js'
import { cnn, lstm, mlp, resnet20, text, transformer } from './models.js'
import * as products from './products.js'

/** How a workload runs. */
export interface RunOptions extends SessionOptions {
  /** Default Adam. */
  readonly optimizer?: Optimizer
  readonly stepsPerExecution?: number | 'auto'
  readonly seed?: number
}

/** A model and its data. */
export interface Workload {
  readonly name: string
  readonly model: () => Model
  readonly loss: 'sparseCategoricalCrossentropy' | 'mse' | 'binaryCrossentropy'
  compile(options?: RunOptions): Promise<Trainer>
  /** So many samples and their targets. */
  data(rows: number): readonly [x: Tensor, y: Tensor]
  /** The batch sizes that it is trained with, and the steps of a round: about a second or two. */
  readonly training: readonly { readonly batch: number; readonly steps: number }[]
  readonly products: readonly products.Product[]
}

/** Numbers in [0, 1) that look random, the same on every run. */
const filled = (length: number): Float32Array =>
  Float32Array.from({ length }, (_, i) => (Math.imul(i + 1, 2654435761) >>> 0) / 2 ** 32)
const below = (limit: number, length: number): Int32Array =>
  Int32Array.from({ length }, (_, i) => (Math.imul(i + 1, 2654435761) >>> 8) % limit)

const classes = { optimizer: 'adam', loss: 'sparseCategoricalCrossentropy' } as const

/** Two 3 × 3 convolutions, and what leads around them where the size changes. */
const unit = (size: number, from: number, to: number): products.Product[] => [
  products.conv2d(size, 3, from, to),
  products.conv2d(size, 3, to, to),
  ...(from === to ? [] : [products.conv2d(size, 1, from, to)]),
]

/** Those of the peers' workloads.py, then two of our own. */
export const workloads: readonly Workload[] = [
  {
    name: 'cnn',
    model: cnn,
    loss: 'sparseCategoricalCrossentropy',
    compile: (options) => cnn().compile({ ...classes, ...options }),
    data: (rows) => [tensor(filled(rows * 784), [rows, 28, 28, 1]), tensor(below(10, rows), [rows])],
    training: [
      { batch: 32, steps: 30 },
      { batch: 128, steps: 15 },
    ],
    products: [
      products.conv2d(28, 3, 1, 32),
      products.conv2d(14, 3, 32, 64),
      products.dense(3136, 128),
      products.dense(128, 10),
    ],
  },
  {
    name: 'lstm',
    model: lstm,
    loss: 'mse',
    compile: (options) => lstm().compile({ optimizer: 'adam', loss: 'mse', ...options }),
    data: (rows) => [tensor(filled(rows * 50), [rows, 50, 1]), tensor(filled(rows), [rows, 1])],
    training: [
      { batch: 32, steps: 30 },
      { batch: 128, steps: 20 },
    ],
    products: [products.lstm(50, 1, 64), products.lstm(50, 64, 64), products.dense(64, 1)],
  },
  {
    name: 'text',
    model: text,
    loss: 'binaryCrossentropy',
    compile: (options) => text().compile({ optimizer: 'adam', loss: 'binaryCrossentropy', ...options }),
    data: (rows) => [tensor(below(10_000, rows * 20), [rows, 20]), tensor(filled(rows).map(Math.round), [rows, 1])],
    training: [
      { batch: 32, steps: 200 },
      { batch: 512, steps: 100 },
    ],
    products: [products.embedding(10_000, 32, 20), products.dense(32, 16), products.dense(16, 1)],
  },
  {
    name: 'mlp',
    model: mlp,
    loss: 'sparseCategoricalCrossentropy',
    compile: (options) => mlp().compile({ ...classes, ...options }),
    data: (rows) => [tensor(filled(rows * 784), [rows, 784]), tensor(below(10, rows), [rows])],
    training: [
      { batch: 32, steps: 100 },
      { batch: 128, steps: 100 },
    ],
    products: [products.dense(784, 512), products.dense(512, 512), products.dense(512, 10)],
  },
  {
    name: 'resnet',
    model: resnet20,
    loss: 'sparseCategoricalCrossentropy',
    compile: (options) => resnet20().compile({ ...classes, ...options }),
    data: (rows) => [tensor(filled(rows * 3072), [rows, 32, 32, 3]), tensor(below(10, rows), [rows])],
    training: [{ batch: 32, steps: 8 }],
    products: [
      products.conv2d(32, 3, 3, 16),
      ...[1, 2, 3].flatMap(() => unit(32, 16, 16)),
      ...[16, 32, 32].flatMap((from) => unit(16, from, 32)),
      ...[32, 64, 64].flatMap((from) => unit(8, from, 64)),
      products.dense(64, 10),
    ],
  },
  {
    name: 'transformer',
    model: transformer,
    loss: 'sparseCategoricalCrossentropy',
    compile: (options) => transformer().compile({ ...classes, ...options }),
    data: (rows) => [tensor(below(10_000, rows * 128), [rows, 128]), tensor(below(2, rows), [rows])],
    training: [{ batch: 16, steps: 12 }],
    products: [
      products.embedding(10_000, 128, 128),
      ...[1, 2].flatMap(() => [
        ...products.attention(128, 128),
        products.dense(128, 512, 128),
        products.dense(512, 128, 128),
      ]),
      products.dense(128, 2),
    ],
  },
]

/** One row of the table. */
export interface Row {
  readonly workload: Workload
  readonly batch: number
  readonly mode: 'train' | 'infer'
  /** Steps of a round of training. */
  readonly steps: number
}

export const nameOf = ({ workload, batch, mode }: Row): string => `${mode} ${workload.name} ${batch}`

/** Training of every workload, then predictions of one sample and of 128. */
export const allRows: readonly Row[] = [
  ...workloads.flatMap((workload) => workload.training.map((size): Row => ({ workload, ...size, mode: 'train' }))),
  ...workloads.flatMap((workload) => [1, 128].map((batch): Row => ({ workload, batch, mode: 'infer', steps: 0 }))),
]
