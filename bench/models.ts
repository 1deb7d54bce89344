import { input, l2, sequential } from '../src/index.js'

/** The models of the peers' scripts. */
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
