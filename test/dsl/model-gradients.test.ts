import { describe, expect, test } from 'vitest'
import type { TensorData } from '../../src/codegen/ir/value.js'
import { sgd } from '../../src/codegen/optimizers/index.js'
import { block } from '../../src/dsl/block.js'
import { model } from '../../src/dsl/functional.js'
import { input } from '../../src/dsl/input.js'
import {
  batchNormalization,
  conv1d,
  conv2d,
  dense,
  embedding,
  flatten,
  globalAveragePooling1d,
  gru,
  lstm,
} from '../../src/dsl/layers/index.js'
import type { LossLike } from '../../src/dsl/losses/resolve.js'
import type { Model } from '../../src/dsl/model.js'
import { add, concatenate, multiply } from '../../src/dsl/operations/index.js'
import { makeProgram } from '../../src/dsl/program.js'
import { l1, l1l2, l2 } from '../../src/dsl/regularizers.js'
import { remat } from '../../src/dsl/remat.js'
import { sequential } from '../../src/dsl/sequential.js'
import { Tensor } from '../../src/runtime/tensor.js'
import { Trainer } from '../../src/runtime/trainer.js'
import { numbers } from '../support/evaluate.js'

/*
 * A step of plain SGD with learning rate 1 moves each weight by minus its gradient; with learning rate 0 it only says the
 * loss. So the training graph itself measures what it claims: along a direction d of one weight, the gradient's component
 * must be (loss(w + h d) - loss(w - h d)) / 2h. Losses are float32 of size 1 to 2, known to 2e-7: with |d| = 1 and
 * h = 0.002 the quotient is known to 1e-4. Larger steps go past the kinks where another element wins a pool.
 */

const rows = 8
const h = 0.002

const wave = (shape: readonly number[], phase: number) =>
  new Tensor(
    Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) =>
      Math.sin(0.7 * i + phase + 0.01 * (i % 97)),
    ),
    shape,
    'float32',
  )

/** 0 to 8, most of them more than once, and padding at the end of some rows. */
const ids = (shape: readonly number[]) =>
  new Tensor(
    Int32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) =>
      i % 6 >= 6 - (i % 4) ? 0 : 1 + ((i * 7) % 8),
    ),
    shape,
    'int32',
  )

const labels = new Tensor(
  Int32Array.from({ length: rows }, (_, i) => i % 3),
  [rows],
  'int32',
)

const cnn = sequential(input([6, 7, 2]))
  .conv2d(4, 3, { padding: 'same', activation: 'tanh', kernelRegularizer: l2(0.02), name: 'first' })
  .batchNormalization()
  .maxPooling2d(2, { strides: 1 })
  .conv2d(4, [2, 3], { strides: [1, 2], groups: 2, activation: 'gelu', activityRegularizer: l2(0.05), name: 'second' })
  .averagePooling2d(2, { padding: 'same', strides: 1 })
  .conv2d(3, 2, { dilationRate: 2, padding: 'same', biasRegularizer: l1l2({ l1: 0.01, l2: 0.1 }), name: 'third' })
  .activation('silu')
  .batchNormalization({ scale: false })
  .flatten()
  .rescaling(0.5, { offset: 0.1 })
  .dense(3, { activation: 'softmax', name: 'scores' })

const pooled = sequential(input([6, 6, 1]))
  .conv2d(3, 3, { activation: 'softplus', name: 'only' })
  .maxPooling2d(2)
  .globalMaxPooling2d()
  .dense(2, { activation: 'sigmoid' })

const mlp = sequential(input([5]))
  .dense(6, { activation: 'selu', kernelRegularizer: l1(0.01), activityRegularizer: l1l2({ l1: 0.02, l2: 0.03 }) })
  .batchNormalization({ center: false })
  .reshape([2, 3])
  .dense(4, { activation: 'mish', useBias: false })
  .batchNormalization({ axis: 1 })
  .flatten()
  .dense(2)

/** Over time: recurrent layers of each kind, convolutions and pools on the way. */
const series = sequential(input([7, 2]))
  .conv1d(4, 3, { padding: 'causal', activation: 'tanh' })
  .lstm(4, { returnSequences: true, recurrentRegularizer: l2(0.05) })
  .averagePooling1d(2, { strides: 1 })
  .bidirectional(gru(3, { returnSequences: true, resetAfter: false }), { mergeMode: 'ave' })
  .upSampling1d(2)
  .cropping1d([1, 2])
  .timeDistributed(dense(3, { activation: 'tanh' }))
  .maxPooling1d(2)
  .zeroPadding1d(1)
  .simpleRnn(4, { goBackwards: true, returnSequences: true })
  .gru(3, { activityRegularizer: l2(0.1) })
  .repeatVector(2)
  .permute([2, 1])
  .globalAveragePooling1d()
  .dense(2)

/** Ids with padding: the mask goes as far as the loss. */
const texts = sequential(input([6], { dtype: 'int32' }))
  .embedding(9, 4, { maskZero: true, embeddingsInitializer: 'randomNormal' })
  .batchNormalization()
  .gru(4, { returnSequences: true })
  .lstm(3, { returnSequences: true })
  .dense(2, { activation: 'tanh' })

/** A block that is added to what it is given, and two branches that meet. */
const branched = (() => {
  const x = input([5, 2])
  const wide = conv1d(4, 3, { padding: 'same', activation: 'tanh', kernelRegularizer: l2(0.02) })(x)
  const block = add(wide, batchNormalization()(conv1d(4, 3, { padding: 'same', activation: 'gelu' })(wide)))
  const branches = concatenate([globalAveragePooling1d()(block), gru(3)(block)])
  return model({ inputs: x, outputs: multiply(dense(2)(branches), dense(2, { activation: 'sigmoid' })(branches)) })
})()

/** Two inputs through the same layers, one of them twice. */
const shared = (() => {
  const [a, b] = [input([4], { name: 'a' }), input([4], { name: 'b' })]
  const turned = dense(4, { activation: 'tanh', kernelRegularizer: l2(0.05), activityRegularizer: l2(0.02) })
  const norm = batchNormalization()
  const alike = multiply(norm(turned(turned(a))), norm(turned(b)))
  return model({ inputs: { a, b }, outputs: dense(2, { activation: 'tanh' })(alike) })
})()

/** Models as layers, one of them within another, called more than once. */
const nested = (() => {
  const code = sequential(input([4]))
    .dense(3, { activation: 'tanh', kernelRegularizer: l2(0.05) })
    .batchNormalization()
  const m = input([3])
  const mixer = model({ inputs: m, outputs: { more: add(m, dense(3, { activation: 'tanh' })(m)), less: dense(3)(m) } })
  const outer = input([4])
  const { more, less } = mixer(code(outer))
  const pair = model({ inputs: outer, outputs: [multiply(more, less), mixer(more).less] })
  const [a, b] = [input([4], { name: 'a' }), input([4], { name: 'b' })]
  const [[p, q], [r]] = [pair(a), pair(b)]
  return model({
    inputs: [a, b],
    outputs: [dense(2, { activation: 'tanh' })(add(p, r)), dense(1, { activation: 'tanh' })(q)],
  })
})()

/** The states of an encoder start a decoder; both see padding. */
const translated = (() => {
  const source = input([6], { dtype: 'int32', name: 'source' })
  const words = input([4], { dtype: 'int32', name: 'words' })
  const ofIds = embedding(9, 3, { maskZero: true, embeddingsInitializer: 'randomNormal' })
  const [, h, c] = lstm(4, { returnState: true })(ofIds(source))
  const decoded = lstm(4, { returnSequences: true })(ofIds(words), { initialState: [h, c] })
  return model({ inputs: [source, words], outputs: dense(2, { activation: 'tanh' })(decoded) })
})()

/** Parts that are computed again: of images, of masked texts, and around what is used outside of them. */
const again = (() => {
  const [image, words] = [input([6, 6, 2]), input([6], { dtype: 'int32', name: 'words' })]
  const convolved = block(conv2d(3, 3, { padding: 'same', activation: 'tanh' }), batchNormalization())
  const seen = remat(block(convolved, remat(flatten()), dense(3, { activation: 'tanh', kernelRegularizer: l2(0.05) })))
  const read = remat(block(embedding(9, 4, { maskZero: true }), gru(4, { returnSequences: true }), lstm(3)))
  const joined = remat(dense(3, { activation: 'tanh', activityRegularizer: l2(0.05) }))
  const [a, b] = [seen(image), read(words)]
  return model({ inputs: [image, words], outputs: multiply(joined(add(a, b)), joined(joined(a))) })
})()

const models: readonly (readonly [string, Model, LossLike, Tensor | readonly Tensor[]])[] = [
  ['a CNN under cross-entropy', cnn, 'sparseCategoricalCrossentropy', labels],
  [
    'pools to one pixel, under binary cross-entropy',
    pooled,
    'binaryCrossentropy',
    new Tensor(
      Float32Array.from({ length: 2 * rows }, (_, i) => i % 2),
      [rows, 2],
      'float32',
    ),
  ],
  ['an MLP under squared error', mlp, 'mse', wave([rows, 2], 1)],
  ['an MLP under Huber', mlp, 'huber', wave([rows, 2], 1)],
  ['layers over time', series, 'mse', wave([rows, 2], 1)],
  ['masked texts', texts, 'mse', wave([rows, 6, 2], 1)],
  ['branches', branched, 'mse', wave([rows, 2], 1)],
  ['shared layers', shared, 'mse', wave([rows, 2], 1)],
  ['models within models, two outputs', nested, 'mse', [wave([rows, 2], 1), wave([rows, 1], 2)]],
  ['parts computed again', again, 'mse', wave([rows, 3], 1)],
  ['initial states', translated, 'mse', wave([rows, 4, 2], 1)],
]

/** A tensor for each input, as the model has them. */
const dataFor = ({ inputs, graph }: Model) => {
  const tensors = inputs.map(({ dtype, shape }, i) => {
    const own = [rows, ...shape.slice(1).map(Number)]
    return dtype === 'int32' ? ids(own) : wave(own, 2 * i)
  })
  if (graph.inputArrangement === 'named')
    return Object.fromEntries(inputs.map(({ name }, i) => [name, tensors[i] as Tensor]))
  return graph.inputArrangement === 'list' ? tensors : (tensors[0] as Tensor)
}

/** Gradients by name, and what the loss is at weights moved by `step` along a direction of one of them. */
const measure = async (model: Model, loss: LossLike, y: Tensor | readonly Tensor[]) => {
  const x = dataFor(model)
  const trainer = await Trainer.create(makeProgram(model, { optimizer: sgd(), loss }), {
    threads: 1,
    seed: 3,
  })
  const start = trainer.weights()
  const step = async (weights: ReadonlyMap<string, TensorData>, rate: number) => {
    await trainer.setWeights(weights)
    trainer.learningRate = rate
    return (await trainer.fit(x, y, { verbose: 0 })).history.loss[0] as number
  }
  await step(start, 1)
  const after = trainer.weights()
  const trainable = [...start.keys()].filter((name) => !name.includes('moving'))
  const gradients = new Map(
    trainable.map((name) => {
      const [old, now] = [start, after].map((weights) => numbers(weights.get(name) as TensorData)) as [
        number[],
        number[],
      ]
      return [name, old.map((value, i) => value - (now[i] as number))] as const
    }),
  )
  const lossAt = (name: string, direction: readonly number[], size: number) => {
    const tensor = start.get(name) as TensorData
    const data = Float32Array.from(numbers(tensor), (value, i) => value + size * (direction[i] as number))
    return step(new Map([...start, [name, { ...tensor, data }]]), 0)
  }
  return { trainer, gradients, lossAt }
}

const unit = (xs: readonly number[]): number[] => {
  const length = Math.hypot(...xs)
  return xs.map((x) => x / length)
}
const dot = (a: readonly number[], b: readonly number[]) => a.reduce((sum, x, i) => sum + x * (b[i] as number), 0)

describe('the step of a whole model follows the central differences of its loss', () => {
  test.each(models)('%s', async (_, model, loss, y) => {
    const { trainer, gradients, lossAt } = await measure(model, loss, y)
    for (const [name, gradient] of gradients) {
      const across = unit(gradient.map((_, i) => Math.sin(1 + 2.1 * i)))
      // along itself, where its length counts, and along another direction
      for (const direction of [unit(gradient), across]) {
        const [ahead, behind] = [await lossAt(name, direction, h), await lossAt(name, direction, -h)]
        const measured = (ahead - behind) / (2 * h)
        const expected = dot(gradient, direction)
        expect(Math.abs(measured - expected), `${name}: ${measured} for ${expected}`).toBeLessThan(
          2e-4 + 5e-4 * Math.abs(expected),
        )
      }
    }
    await trainer.release()
  })
})
