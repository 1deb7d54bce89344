import { describe, expect, test } from 'vitest'
import type { TensorData } from '../../src/codegen/ir/value.js'
import * as ops from '../../src/codegen/ops/index.js'
import { adam, adamw, rmsprop, sgd } from '../../src/codegen/optimizers/index.js'
import { compile } from '../../src/dsl/compile.js'
import { initializers } from '../../src/dsl/initializers.js'
import { input } from '../../src/dsl/input.js'
import { layer, namedOptions } from '../../src/dsl/layer.js'
import type { Loss } from '../../src/dsl/losses/loss.js'
import { makeProgram } from '../../src/dsl/program.js'
import { sequential } from '../../src/dsl/sequential.js'
import { Tensor } from '../../src/runtime/tensor.js'
import { Trainer } from '../../src/runtime/trainer.js'
import golden from '../golden/optimizers.json' with { type: 'json' }
import { distance, fromGolden, type Golden, numbers } from '../support/evaluate.js'
import { offeredNames } from '../support/offered-names.js'

interface Setting {
  readonly starts: readonly [Golden, Golden]
  readonly gradients: readonly (readonly [Golden, Golden])[]
}

interface Case {
  readonly optimizer: keyof typeof optimizers
  readonly options: object
  readonly learningRate: number
  readonly first: readonly [Golden, Golden]
  readonly last: readonly [Golden, Golden]
}

const [setting, ...cases] = golden as unknown as readonly [Setting, ...Case[]]

const optimizers = { adam, adamw, rmsprop, sgd } as const

/** A layer with two variables that multiply the inputs one by one: with the sum as loss, the inputs are the gradients. */
const variables = layer('variables', { name: 'variables' }, namedOptions, {
  outputShape: (shape) => shape,
  weights: () =>
    setting.starts.map(({ shape }, i) => ({
      name: `v${i}`,
      shape,
      initializer: initializers.constant(0),
      regularizer: undefined,
      trainable: true,
    })),
  call: (x, { weight }) => ops.mul(x, ops.concat([ops.reshape(weight('v0'), [6]), weight('v1')], 0)),
})

const sum: Loss<'sameShape'> = {
  name: 'sum',
  target: 'sameShape',
  call: (target, output) => ops.reduceSum(ops.add(output, target), { axes: [-1] }),
}

const model = sequential(input([9])).pipe(variables)
const target = new Tensor(new Float32Array(9), [1, 9], 'float32')

const distances = (weights: ReadonlyMap<string, TensorData>, expected: readonly [Golden, Golden]) =>
  expected.map(({ data }, i) => distance(numbers(weights.get(`variables/v${i}`) as TensorData), data))

describe('ten steps of every optimizer equal Keras, through the training graph', () => {
  test.each(cases)('$optimizer $options', async ({ optimizer: name, options, learningRate, first, last }) => {
    const optimizer = optimizers[name](options)
    expect(optimizer.learningRate).toBeCloseTo(learningRate, 9)
    await using trainer = await Trainer.create(makeProgram(model, { optimizer, loss: sum, metrics: [] }), {
      threads: 1,
    })
    await trainer.setWeights(new Map(setting.starts.map((start, i) => [`variables/v${i}`, fromGolden(start)])))
    for (const [step, gradients] of setting.gradients.entries()) {
      const x = new Tensor(Float32Array.from(gradients.flatMap(({ data }) => data)), [1, 9], 'float32')
      await trainer.fit(x, target, { verbose: 0 })
      if (step === 0) expect(Math.max(...distances(trainer.weights(), first))).toBeLessThan(1e-6)
    }
    expect(Math.max(...distances(trainer.weights(), last))).toBeLessThan(2e-6)
  })
})

test('every optimizer of the table has a case', async () => {
  const offered = await offeredNames(() => compile(model, { optimizer: '?' as 'sgd', loss: sum }))
  expect(offered.sort()).toEqual(Object.keys(optimizers).sort())
  expect(offered.filter((name) => cases.every(({ optimizer }) => optimizer !== name))).toEqual([])
})
