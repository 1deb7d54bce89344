import { describe, expect, test } from 'vitest'
import type { TensorData } from '../../src/codegen/ir/value.js'
import { adam, sgd } from '../../src/codegen/optimizers/index.js'
import { input } from '../../src/dsl/input.js'
import { batchNormalization, dense, lstm } from '../../src/dsl/layers/index.js'
import { l2 } from '../../src/dsl/regularizers.js'
import { sequential } from '../../src/dsl/sequential.js'
import { Tensor } from '../../src/runtime/tensor.js'
import golden from '../golden/steering.json' with { type: 'json' }
import { distance, fromGolden, type Golden, numbers } from '../support/evaluate.js'

interface Setting {
  readonly x: Golden
  readonly y: Golden
  readonly weights: Readonly<Record<string, Golden>>
}

interface Case {
  readonly frozen: readonly string[]
  readonly kernelConstraint: 'maxNorm' | 'unitNorm' | null
  readonly optimizer: 'sgd' | 'adam'
  readonly options: object
  readonly epochs: number
  readonly batchSize: number
  readonly history: readonly number[]
  readonly after: Readonly<Record<string, Golden>>
  readonly evaluated: number
}

const [setting, ...cases] = golden as unknown as readonly [Setting, ...Case[]]
const tensorOf = (one: Golden) => {
  const { data, shape, dtype } = fromGolden(one)
  return new Tensor(data, shape as [number, number], dtype)
}
const [x, y] = [tensorOf(setting.x), tensorOf(setting.y)]

const modelOf = ({ kernelConstraint }: Pick<Case, 'kernelConstraint'>) => {
  const constrained = { kernelConstraint: kernelConstraint ?? undefined }
  return sequential(input([3]))
    .dense(4, { activation: 'tanh', kernelRegularizer: l2(0.1), ...constrained })
    .batchNormalization({ momentum: 0.8 })
    .dense(2, constrained)
}

describe('fits equal Keras', () => {
  test.each(cases)('frozen $frozen, $kernelConstraint, $optimizer $options', async (one) => {
    const model = modelOf(one)
    for (const name of one.frozen) model.getLayer(name).trainable = false
    const optimizer = { sgd, adam }[one.optimizer](one.options)
    await using trainer = await model.compile({ optimizer, loss: 'mse', threads: 1 })
    await trainer.setWeights(
      new Map(Object.entries(setting.weights).map(([name, weight]) => [name, fromGolden(weight)])),
    )
    const { epochs, batchSize } = one
    const { history } = await trainer.fit(x, y, { epochs, batchSize, shuffle: false, verbose: 0 })
    expect(distance(history.loss, one.history)).toBeLessThan(2e-6)
    const after = trainer.weights()
    for (const [name, { data }] of Object.entries(one.after)) {
      expect(distance(numbers(after.get(name) as TensorData), data), name).toBeLessThan(5e-6)
    }
    const { loss } = await trainer.evaluate(x, y)
    expect(distance([loss], [one.evaluated])).toBeLessThan(2e-6)
  })
})

describe('freezing', () => {
  const trainable = (summary: string) => /^Trainable params: (.*)$/m.exec(summary)?.[1]

  test('by an option, by the layer, by the model', () => {
    const inner = dense(4, { trainable: false })
    expect(inner.trainable).toBe(false)
    const model = sequential(input([3]))
      .pipe(inner)
      .dense(2)
    expect(model.layers.map(({ name, trainable: own }) => [name, own])).toEqual([
      ['dense', false],
      ['dense_1', true],
    ])
    expect(trainable(model.summary())).toBe('10')
    inner.trainable = true
    expect(trainable(model.summary())).toBe('26')
    model.trainable = false
    expect(model.trainable).toBe(false)
    expect(trainable(model.summary())).toBe('0')
    model.getLayer('dense_1').trainable = true
    expect(trainable(model.summary())).toBe('10')
    expect(model.countParams()).toBe(26)
  })

  test('of a model in another, and of blocks', () => {
    const encoder = sequential(input([3]))
      .dense(4)
      .batchNormalization()
    const whole = sequential(input([3]))
      .pipe(encoder)
      .dense(1)
    encoder.trainable = false
    expect(trainable(whole.summary())).toBe('5')
    expect(whole.trainable).toBe(false)
    whole.trainable = true
    expect(encoder.trainable).toBe(true)
    expect(trainable(whole.summary())).toBe('29')
  })

  test('what is inside another layer', async () => {
    const model = sequential(input([5, 3]))
      .timeDistributed(batchNormalization({ trainable: false }))
      .bidirectional(lstm(2))
      .dense(1)
    model.getLayer('bidirectional').trainable = false
    expect(trainable(model.summary())).toBe('5')
    await using trainer = await model.compile({ loss: 'mse' })
    const before = trainer.weights()
    const series = new Tensor(
      Float32Array.from({ length: 30 }, (_, i) => Math.sin(i)),
      [2, 5, 3],
      'float32',
    )
    await trainer.fit(series, new Tensor(new Float32Array(2), [2, 1], 'float32'), { verbose: 0 })
    const changed = [...trainer.weights()].filter(([name, { data }]) => `${data}` !== `${before.get(name)?.data}`)
    expect(changed.map(([name]) => name)).toEqual(['dense/kernel', 'dense/bias'])
  })

  test('counts when the model is compiled', async () => {
    const model = modelOf({ kernelConstraint: null })
    const frozen = model.getLayer('batch_normalization')
    frozen.trainable = false
    await using trainer = await model.compile({ optimizer: 'sgd', loss: 'mse' })
    frozen.trainable = true
    const before = trainer.weights()
    await trainer.fit(x, y, { verbose: 0 })
    for (const name of ['gamma', 'beta', 'movingMean', 'movingVariance']) {
      expect(trainer.weights().get(`batch_normalization/${name}`)).toEqual(before.get(`batch_normalization/${name}`))
    }
    await using further = await model.compile({ optimizer: 'sgd', loss: 'mse' })
    await further.setWeights(trainer.weights())
    await further.fit(x, y, { verbose: 0 })
    expect(further.weights().get('batch_normalization/movingMean')).not.toEqual(
      before.get('batch_normalization/movingMean'),
    )
  })

  test('of all layers leaves nothing to train, which is no error', async () => {
    const model = modelOf({ kernelConstraint: null })
    model.trainable = false
    await using trainer = await model.compile({ optimizer: adam({ globalClipnorm: 1 }), loss: 'mse' })
    const before = trainer.weights()
    await trainer.fit(x, y, { verbose: 0 })
    expect(trainer.weights()).toEqual(before)
  })

  test('what is neither true nor false, and a layer that is not there', () => {
    expect(() => dense(3, { trainable: 'no' as never })).toThrow(
      new TypeError('dense: trainable must be true or false, got "no"'),
    )
    const model = modelOf({ kernelConstraint: null })
    expect(() => Object.assign(model, { trainable: 0 })).toThrow('layer: trainable must be true or false, got 0')
    expect(() => model.getLayer('dens')).toThrow(
      new TypeError('getLayer: the model has no layer "dens"; its layers are dense, batch_normalization, dense_1'),
    )
  })
})
