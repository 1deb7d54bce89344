/* Lesson 8: a transformer's encoder, of attention and dense parts, and a layer of our own for the order of the series. */
import pc from 'picocolors'
import {
  adam,
  add,
  block,
  defineLayer,
  dense,
  dropout,
  input,
  layerNormalization,
  multiHeadAttention,
  repeat,
  residual,
  sequential,
} from 'tenon'
import { loadDigits } from './support/digits-data.js'
import { type RunOptions, trainingCommand } from './support/options.js'

/** A learnt vector for each place, added to what is there: attention itself sees no order. */
const positions = () =>
  defineLayer('positions', {
    weights: (shape) => ({ table: { shape: shape.slice(1) as number[], initializer: 'randomNormal' } }),
    call: (x, { table }) => add(x, table),
  })

/** Attention and a dense part, each normalized first and with its input led around it (Xiong et al., 2020). */
const encoder = <const Width extends number>(width: Width) =>
  block(
    residual(block(layerNormalization(), multiHeadAttention(4, 8, { dropout: 0.1 }), dropout(0.1))),
    residual(block(layerNormalization(), dense(64, { activation: 'gelu' }), dense(width), dropout(0.1))),
  )

/** A picture as a series of 16 patches of 2 × 2 pixels (Dosovitskiy et al., 2021). */
const network = sequential(input([8, 8, 1], { name: 'image' }))
  .conv2d(32, 2, { strides: 2, name: 'patches' })
  .reshape([16, 32])
  .pipe(positions())
  .pipe(repeat(2, () => encoder(32)))
  .layerNormalization()
  .globalAveragePooling1d()
  .dense(10, { activation: 'softmax', name: 'probabilities' })

const train = async ({ seed, epochs }: RunOptions): Promise<void> => {
  console.log(network.summary())
  const { x, y, testX, testY } = loadDigits()
  await using trainer = await network.compile({
    optimizer: adam({ learningRate: 0.003 }),
    loss: 'sparseCategoricalCrossentropy',
    metrics: ['accuracy'],
    seed,
  })
  await trainer.fit(x, y, { epochs, validationData: [testX, testY] })
  const { accuracy } = await trainer.evaluate(testX, testY)
  console.log(`\nTest accuracy: ${pc.bold((accuracy as number).toFixed(4))} (${testX.rows} images, seed ${seed})`)
}

export const transformer = trainingCommand(
  'transformer',
  'trains a transformer on patches of the digits that come with the examples',
  15,
  'images',
).action(train)
