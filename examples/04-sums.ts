/* Lesson 4: the functional form, for several inputs and outputs, and for layers that serve more than one of them. */
import pc from 'picocolors'
import { abs, adam, concatenate, dense, dropout, input, model, sequential, subtract } from 'tenon'
import { bestClasses } from './support/confusion.js'
import { pairsOf } from './support/digit-pairs.js'
import { loadDigits } from './support/digits-data.js'
import { drawDigits, picturesOf } from './support/draw-digit.js'
import { type RunOptions, trainingCommand } from './support/options.js'
import { smallerSteps } from './support/smaller-steps.js'

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

const train = async ({ seed, epochs }: RunOptions): Promise<void> => {
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
  const pictures = picturesOf(some.left).flatMap((first, row) => [first, picturesOf(some.right)[row] as Float32Array])
  const captions = bestClasses(sum).flatMap((best) => ['and', `makes ${best}`])
  console.log()
  for (const line of drawDigits(pictures, captions)) console.log(line)

  // the encoder by itself, with the weights that it has been trained to
  const codes = await trainer.submodel(model({ inputs: left, outputs: a })).predict(digits.testX.slice(0, 2))
  console.log(`\nThe encoder by itself makes ${codes.shape[1]} numbers of a picture.`)
}

export const sums = trainingCommand(
  'sums',
  'trains a model of two inputs and two outputs: the sum of two handwritten digits, and whether they are the same',
  6,
  'pairs',
).action(train)
