import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { Command } from 'commander'
import {
  adam,
  batchNormalization,
  block,
  conv2d,
  dense,
  dropout,
  flatten,
  input,
  l2,
  maxPooling2d,
  sequential,
} from 'tenon'
import { type Split, splitRows } from './support/digits-data.js'
import { readIdx } from './support/idx.js'
import { wholeNumber } from './support/options.js'
import { smallerSteps } from './support/smaller-steps.js'

/** Convolution, normalization and pooling, as a block of our own: its shape and parameters follow from the filters. */
const stage = <const Filters extends number>(filters: Filters, penalty = 0) =>
  block(
    conv2d(filters, 3, { padding: 'same', activation: 'relu', kernelRegularizer: l2(penalty) }),
    batchNormalization(),
    maxPooling2d(2),
  )

const model = sequential(input([28, 28, 1], { name: 'image' }))
  .pipe(stage(32))
  .pipe(stage(64, 0.001))
  .pipe(
    block(
      flatten(),
      dense(128, { activation: 'relu', kernelRegularizer: l2(0.001) }),
      dropout(0.5),
      dense(10, { activation: 'softmax' }),
    ),
  )

export const compileMnist = (seed: number) =>
  model.compile({ optimizer: adam(), loss: 'sparseCategoricalCrossentropy', metrics: ['accuracy'], seed })

/** Reads `NAME-images-idx3-ubyte` and `NAME-labels-idx1-ubyte` of a folder, plain or gzipped. */
export const loadImages = (folder: string, name: string): Split<[28, 28, 1]> => {
  const find = (file: string): string => {
    const path = [join(folder, file), join(folder, `${file}.gz`)].find(existsSync)
    if (path) return path
    throw new Error(
      `${folder} has neither ${file} nor ${file}.gz; --data must name a folder of IDX files such as MNIST's`,
    )
  }
  const images = readIdx(find(`${name}-images-idx3-ubyte`), 3)
  const labels = readIdx(find(`${name}-labels-idx1-ubyte`), 1)
  const [count, height, width] = images.dims
  if (height !== 28 || width !== 28) throw new Error(`expected images of 28x28 pixels, got ${height}x${width}`)
  if (count !== labels.dims[0]) throw new Error(`${folder} has ${count} images, but ${labels.dims[0]} labels`)
  return splitRows(
    Float32Array.from(images.data, (byte) => byte / 255),
    Int32Array.from(labels.data),
    [28, 28, 1],
  )
}

interface Options {
  readonly data: string
  readonly set: string
  readonly seed: number
  readonly epochs: number
}

const train = async ({ data, set, seed, epochs }: Options): Promise<void> => {
  const { x, y, testX, testY } = loadImages(data, set)
  console.log(model.summary())
  await using trainer = await compileMnist(seed)
  await trainer.fit(x, y, { epochs, validationData: [testX, testY], callbacks: [smallerSteps()] })
  const { accuracy } = await trainer.evaluate(testX, testY)
  console.log(`\nTest accuracy: ${(accuracy as number).toFixed(4)} (${testX.rows} images, seed ${seed})`)
}

export const mnist = new Command('mnist')
  .description('trains the same CNN on IDX files of 28 × 28 images; every fifth image tests')
  .requiredOption('--data <folder>', 'where the IDX files are')
  .option('--set <name>', "the files' first word: t10k or train", 't10k')
  .option('--seed <n>', 'what all randomness follows from', wholeNumber(0), 0)
  .option('--epochs <n>', 'passes over the training images', wholeNumber(1), 5)
  .action(train)
