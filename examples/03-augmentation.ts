/* Lesson 3: augmentation, by layers that are in the training graph alone, and what it does for images that lie elsewhere. */
import pc from 'picocolors'
import { adam, input, sequential, type Tensor, tensor } from 'tenon'
import { loadDigits } from './support/digits-data.js'
import { type RunOptions, trainingCommand, wholeNumber } from './support/options.js'

type Digits = Tensor<[number, 8, 8, 1], 'float32'>

const image = sequential(input([8, 8, 1], { name: 'image' }))

/** Each time that an image is seen in training, it is moved by up to a pixel, at random; outside training it stays. */
const moving = image.randomTranslation(0.12, 0.12, { fillMode: 'constant', interpolation: 'nearest' })

const network = (start: typeof image) =>
  start
    .conv2d(16, 3, { padding: 'same', activation: 'relu' })
    .maxPooling2d(2)
    .conv2d(32, 3, { padding: 'same', activation: 'relu' })
    .maxPooling2d(2)
    .flatten()
    .dense(64, { activation: 'relu' })
    .dense(10, { activation: 'softmax', name: 'probabilities' })

/** Every image moved by a pixel: the first to the right, the next down, left and up, and so on. */
const movedByAPixel = ({ data, rows }: Digits): Digits => {
  const moved = Float32Array.from({ length: data.length }, (_, at) => {
    const [row, x, y] = [Math.floor(at / 64), at % 8, Math.floor(at / 8) % 8]
    const [dx, dy] = [[1, 0, -1, 0][row % 4] as number, [0, 1, 0, -1][row % 4] as number]
    const isInside = x - dx >= 0 && x - dx < 8 && y - dy >= 0 && y - dy < 8
    return isInside ? Number(data[at - dx - 8 * dy]) : 0
  })
  return tensor(moved, [rows, 8, 8, 1])
}

const compare = async ({ seed, images, epochs }: RunOptions & { readonly images: number }): Promise<void> => {
  const { x, y, testX, testY } = loadDigits()
  console.log(`Trained on ${images} digits, all in the middle, for ${epochs} epochs (seed ${seed}):`)
  for (const [name, start] of [
    ['as they are', image],
    ['moved at random', moving],
  ] as const) {
    const [optimizer, loss] = [adam({ learningRate: 0.002 }), 'sparseCategoricalCrossentropy'] as const
    await using trainer = await network(start).compile({ optimizer, loss, metrics: ['accuracy'], seed })
    await trainer.fit(x.slice(0, images), y.slice(0, images), { epochs, batchSize: 25, verbose: 0 })
    const [middle, moved] = [await trainer.evaluate(testX, testY), await trainer.evaluate(movedByAPixel(testX), testY)]
    const figure = ({ accuracy }: typeof middle) => pc.bold((accuracy as number).toFixed(4))
    console.log(`${name.padEnd(15)}  test accuracy ${figure(middle)}, of digits moved by a pixel ${figure(moved)}`)
  }
}

export const augmentation = trainingCommand(
  'augmentation',
  'trains on few digits, as they are and moved at random',
  100,
  'images',
)
  .option('--images <n>', 'how many digits to train on', wholeNumber(25), 100)
  .action(compare)
