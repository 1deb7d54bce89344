import { Command } from 'commander'
import pc from 'picocolors'
import { abs, adam, concatenate, dense, dropout, input, model, sequential, subtract, type Tensor, tensor } from 'tenon'
import { loadDigits } from './digits-data.js'
import { drawDigit, sideBySide } from './draw-digit.js'
import { wholeNumber } from './options.js'
import { smallerSteps } from './smaller-steps.js'

/** What a picture says, in 32 numbers: both pictures go through the same layers. */
const encoder = sequential(input([8, 8, 1]))
  .conv2d(32, 3, { padding: 'same', activation: 'relu' })
  .batchNormalization()
  .maxPooling2d(2)
  .conv2d(64, 3, { padding: 'same', activation: 'relu' })
  .batchNormalization()
  .maxPooling2d(2)
  .flatten()
  .dense(32, { activation: 'relu' })

const [left, right] = [input([8, 8, 1]), input([8, 8, 1])]
const [a, b] = [encoder(left), encoder(right)]
const both = dropout(0.25)(dense(64, { activation: 'relu' })(concatenate([a, b])))

/** Two pictures of digits in; out come their sum, 0 to 18, and whether they show the same digit. */
const network = model({
  inputs: { left, right },
  outputs: {
    sum: dense(19, { activation: 'softmax' })(both),
    same: dense(1, { activation: 'sigmoid' })(abs(subtract(a, b))),
  },
})

type Images = Tensor<[number, 8, 8, 1], 'float32'>
type Labels = Tensor<[number], 'int32'>

/** Pairs of pictures: each one with `times` others, drawn by a generator that gives the same ones every time. */
const pairsOf = (x: Images, y: Labels, times: number) => {
  const rows = x.rows * times
  const pixels = { left: new Float32Array(rows * 64), right: new Float32Array(rows * 64) }
  const sums = new Int32Array(rows)
  const same = new Float32Array(rows)
  let state = 1
  const draw = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * x.rows)
  }
  const byDigit = Array.from({ length: 10 }, (_, digit) => [...y.data.keys()].filter((row) => y.data[row] === digit))
  for (let row = 0; row < rows; row++) {
    const first = row % x.rows
    const digit = y.data[first] as number
    const alike = byDigit[digit] as number[]
    // a third of the pairs show one digit twice, where chance alone would give a tenth
    const second = row % 3 === 0 ? (alike[draw() % alike.length] as number) : draw()
    pixels.left.set(x.data.subarray(first * 64, first * 64 + 64), row * 64)
    pixels.right.set(x.data.subarray(second * 64, second * 64 + 64), row * 64)
    sums[row] = digit + (y.data[second] as number)
    same[row] = digit === y.data[second] ? 1 : 0
  }
  return {
    x: { left: tensor(pixels.left, [rows, 8, 8, 1]), right: tensor(pixels.right, [rows, 8, 8, 1]) },
    y: { sum: tensor(sums, [rows]), same: tensor(same, [rows, 1]) },
  }
}

interface Options {
  readonly seed: number
  readonly epochs: number
}

const train = async ({ seed, epochs }: Options): Promise<void> => {
  console.log(network.summary())
  const digits = loadDigits()
  const pairs = pairsOf(digits.x, digits.y, 8)
  const test = pairsOf(digits.testX, digits.testY, 4)
  await using trainer = await network.compile({
    optimizer: adam(),
    loss: { sum: 'sparseCategoricalCrossentropy', same: 'binaryCrossentropy' },
    lossWeights: { same: 0.5 },
    metrics: { sum: ['accuracy'], same: ['accuracy'] },
    seed,
  })
  await trainer.fit(pairs.x, pairs.y, { epochs, callbacks: [smallerSteps()] })
  const figures = await trainer.evaluate(test.x, test.y)
  const percent = (name: string) => pc.bold(`${(100 * (figures[name] as number)).toFixed(1)} %`)
  console.log(`\nOf ${test.y.sum.rows} pairs of test images (seed ${seed}): right sums ${percent('sum_accuracy')},`)
  console.log(`told rightly whether both show the same digit ${percent('same_accuracy')}`)

  const some = { left: test.x.left.slice(0, 4), right: test.x.right.slice(0, 4) }
  const { sum } = await trainer.predict(some)
  const pictures = [0, 1, 2, 3].flatMap((row) => {
    const own = [...sum.slice(row, row + 1).data].map(Number)
    const best = own.indexOf(Math.max(...own))
    const drawn = ([side, caption]: readonly ['left' | 'right', string]) => ({
      lines: drawDigit(some[side].slice(row, row + 1).data as Float32Array, 8, { color: pc.isColorSupported }),
      caption,
    })
    return (
      [
        ['left', 'and'],
        ['right', `makes ${best}`],
      ] as const
    ).map(drawn)
  })
  console.log()
  for (const line of sideBySide(pictures, pc.isColorSupported ? 8 : 16)) console.log(line)

  // the encoder by itself, with the weights that it has been trained to
  const codes = await trainer.submodel(model({ inputs: left, outputs: a })).predict(digits.testX.slice(0, 2))
  console.log(`\nThe encoder makes [${codes.shape.slice(1)}] numbers of a picture.`)
}

export const sums = new Command('sums')
  .description(
    'trains a model of two inputs and two outputs: the sum of two handwritten digits, and whether they are the same',
  )
  .option('--seed <n>', 'what all randomness follows from', wholeNumber(0), 0)
  .option('--epochs <n>', 'passes over the training pairs', wholeNumber(1), 6)
  .action(train)
