/* Lesson 2: a residual network. Layers are values: functions make them, `block` joins them, `residual` leads around them. */
import pc from 'picocolors'
import { activation, adam, batchNormalization, block, conv2d, input, repeat, residual, sequential } from 'tenon'
import { loadDigits } from './support/digits-data.js'
import { type RunOptions, trainingCommand } from './support/options.js'
import { smallerSteps } from './support/smaller-steps.js'

/** Follows a batch's statistics sooner than by default: an epoch has few batches here. */
const normalized = () => batchNormalization({ momentum: 0.9 })

/** Two convolutions, the first of which may go in steps of two. */
const path = <const Filters extends number, const Strides extends number>(filters: Filters, strides: Strides) =>
  block(
    conv2d(filters, 3, { padding: 'same', useBias: false, strides }),
    normalized(),
    activation('relu'),
    conv2d(filters, 3, { padding: 'same', useBias: false }),
    normalized(),
  )

/** A path around which its input goes as it is (He et al., 2015). */
const unit = <const Filters extends number>(filters: Filters) => block(residual(path(filters, 1)), activation('relu'))

/** The same to half the size and other filters, which the way around needs a convolution for. */
const narrowing = <const Filters extends number>(filters: Filters) =>
  block(
    residual(path(filters, 2), block(conv2d(filters, 1, { strides: 2, useBias: false }), normalized())),
    activation('relu'),
  )

/** ResNet-20: three stages of three units, which make the image smaller and what is known of it more. */
export const resnet20 = () =>
  block(
    conv2d(16, 3, { padding: 'same', useBias: false }),
    normalized(),
    activation('relu'),
    repeat(3, () => unit(16)),
    narrowing(32),
    repeat(2, () => unit(32)),
    narrowing(64),
    repeat(2, () => unit(64)),
  )

/** In training no two passes show the same images: each is shifted, turned and resized a little, at random. */
const network = sequential(input([8, 8, 1], { name: 'image' }))
  .randomTranslation(0.1, 0.1)
  .randomRotation(0.03)
  .randomZoom(0.1)
  .pipe(resnet20())
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
  'trains ResNet-20 on digits that are varied',
  12,
  'images',
).action(train)
