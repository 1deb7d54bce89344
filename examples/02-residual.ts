import pc from 'picocolors'
import { activation, adam, batchNormalization, block, conv2d, input, repeat, residual, sequential } from 'tenon'
import { loadDigits } from './support/digits-data.js'
import { type RunOptions, trainingCommand } from './support/options.js'
import { smallerSteps } from './support/smaller-steps.js'

/** Two convolutions around which the input goes as it is (He et al., 2015). */
const unit = <const Filters extends number>(filters: Filters) =>
  block(
    residual(
      block(
        conv2d(filters, 3, { padding: 'same' }),
        batchNormalization(),
        activation('relu'),
        conv2d(filters, 3, { padding: 'same' }),
        batchNormalization(),
      ),
    ),
    activation('relu'),
  )

/** The same to half the size and another number of filters, which the shortcut needs a convolution for. */
const narrowing = <const Filters extends number>(filters: Filters) =>
  block(
    residual(
      block(
        conv2d(filters, 3, { padding: 'same', strides: 2 }),
        batchNormalization(),
        activation('relu'),
        conv2d(filters, 3, { padding: 'same' }),
        batchNormalization(),
      ),
      block(conv2d(filters, 1, { padding: 'same', strides: 2 }), batchNormalization()),
    ),
    activation('relu'),
  )

const network = sequential(input([8, 8, 1], { name: 'image' }))
  .conv2d(16, 3, { padding: 'same', activation: 'relu' })
  .pipe(repeat(3, () => unit(16)))
  .pipe(narrowing(32))
  .pipe(repeat(2, () => unit(32)))
  .globalAveragePooling2d()
  .dense(10, { activation: 'softmax', name: 'probabilities' })

const train = async ({ seed, epochs }: RunOptions): Promise<void> => {
  console.log(network.summary())
  const { x, y, testX, testY } = loadDigits()
  await using trainer = await network.compile({
    optimizer: adam(),
    loss: 'sparseCategoricalCrossentropy',
    metrics: ['accuracy'],
    seed,
  })
  await trainer.fit(x, y, { epochs, validationData: [testX, testY], callbacks: [smallerSteps()] })
  const { accuracy } = await trainer.evaluate(testX, testY)
  console.log(`\nTest accuracy: ${pc.bold((accuracy as number).toFixed(4))} (${testX.rows} images, seed ${seed})`)
}

export const residualExample = trainingCommand(
  'residual',
  'trains a residual network of 13 convolutions on the digits that come with the examples',
  12,
  'images',
).action(train)
