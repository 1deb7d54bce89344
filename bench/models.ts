import {
  activation,
  add,
  batchNormalization,
  block,
  conv2d,
  defineLayer,
  dense,
  input,
  l2,
  layerNormalization,
  multiHeadAttention,
  repeat,
  residual,
  sequential,
} from '../src/index.js'

/** The models of the peers' workloads.py. */
export const cnn = () =>
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

export const lstm = () =>
  sequential(input([null, 1]))
    .lstm(64, { returnSequences: true })
    .dropout(0.3)
    .lstm(64)
    .dense(1)

export const text = () =>
  sequential(input([20], { dtype: 'int32' }))
    .embedding(10_000, 32)
    .globalAveragePooling1d()
    .dense(16, { activation: 'relu' })
    .dense(1, { activation: 'sigmoid' })

export const mlp = () =>
  sequential(input([784]))
    .dense(512, { activation: 'relu' })
    .dense(512, { activation: 'relu' })
    .dense(10, { activation: 'softmax' })

const path = <const Filters extends number, const Strides extends number>(filters: Filters, strides: Strides) =>
  block(
    conv2d(filters, 3, { padding: 'same', useBias: false, strides }),
    batchNormalization(),
    activation('relu'),
    conv2d(filters, 3, { padding: 'same', useBias: false }),
    batchNormalization(),
  )
export const unit = <const Filters extends number>(filters: Filters) =>
  block(residual(path(filters, 1)), activation('relu'))
export const narrowing = <const Filters extends number>(filters: Filters) =>
  block(
    residual(path(filters, 2), block(conv2d(filters, 1, { strides: 2, useBias: false }), batchNormalization())),
    activation('relu'),
  )

/** ResNet-20 as for CIFAR (He et al., 2015, section 4.2), a convolution around where the size changes. */
export const resnet20 = () =>
  sequential(input([32, 32, 3]))
    .conv2d(16, 3, { padding: 'same', useBias: false })
    .batchNormalization()
    .activation('relu')
    .pipe(repeat(3, () => unit(16)))
    .pipe(narrowing(32))
    .pipe(repeat(2, () => unit(32)))
    .pipe(narrowing(64))
    .pipe(repeat(2, () => unit(64)))
    .globalAveragePooling2d()
    .dense(10, { activation: 'softmax' })

/** A learnt vector for each place. */
export const positions = () =>
  defineLayer('positions', {
    weights: (shape) => ({ table: { shape: shape.slice(1) as number[], initializer: 'randomNormal' } }),
    call: (x, { table }) => add(x, table),
  })

export const encoder = () =>
  block(
    residual(block(layerNormalization(), multiHeadAttention(4, 32))),
    residual(block(layerNormalization(), dense(512, { activation: 'relu' }), dense(128))),
  )

/** An encoder of two blocks, each normalized first (Xiong et al., 2020): 128 tokens, width 128, 4 heads. */
export const transformer = () =>
  sequential(input([128], { dtype: 'int32' }))
    .embedding(10_000, 128)
    .pipe(positions())
    .pipe(repeat(2, encoder))
    .layerNormalization()
    .globalAveragePooling1d()
    .dense(2, { activation: 'softmax' })
