import { describe, expect, test } from 'vitest'
import type { TensorData } from '../../src/codegen/ir/value.js'
import * as optimizers from '../../src/codegen/optimizers/index.js'
import { compile } from '../../src/dsl/compile.js'
import { input } from '../../src/dsl/input.js'
import { makeProgram } from '../../src/dsl/program.js'
import { sequential } from '../../src/dsl/sequential.js'
import { Tensor } from '../../src/runtime/tensor.js'
import { Trainer } from '../../src/runtime/trainer.js'
import { distance, fromGolden, type Golden, numbers } from '../support/evaluate.js'
import { offeredNames } from '../support/offered-names.js'
import { cases, made, modelOf, setting, single, sum, target, x } from '../support/optimizer-cases.js'

const worst = (weights: ReadonlyMap<string, TensorData>, expected: readonly Golden[]): number =>
  Math.max(...expected.map(({ data }, i) => distance(numbers(weights.get(`variables/v${i}`) as TensorData), data)))

describe('ten steps of every optimizer equal Keras, through the training graph', () => {
  test.each(cases)('$optimizer $options $constraints', async (one) => {
    const { learningRate, first, last, final } = one
    const program = makeProgram(modelOf(one.constraints), { optimizer: made(one), loss: sum, metrics: [] })
    await using trainer = await Trainer.create(program, { threads: 1 })
    if (learningRate === null)
      expect(() => trainer.learningRate).toThrow('each optimizer of a multiOptimizer has its own')
    else expect(trainer.learningRate).toBeCloseTo(learningRate, 9)
    await trainer.setWeights(new Map(setting.starts.map((start, i) => [`variables/v${i}`, fromGolden(start)])))
    const after: ReadonlyMap<string, TensorData>[] = []
    const note = { onTrainBatchEnd: () => void after.push(trainer.weights()) }
    await trainer.fit(x, target, { batchSize: 1, shuffle: false, verbose: 0, callbacks: [note] })
    expect(worst(after[0] as never, first)).toBeLessThan(1e-6)
    expect(worst(after[9] as never, last)).toBeLessThan(2e-6)
    expect(worst(trainer.weights(), final ?? last)).toBeLessThan(2e-6)
  })
})

test('every optimizer of the table has a case', async () => {
  const offered = await offeredNames(() => compile(modelOf({}), { optimizer: '?' as 'sgd', loss: sum }))
  expect(offered.sort()).toEqual(Object.keys(single).sort())
  expect([...offered, 'multiOptimizer'].filter((name) => cases.every(({ optimizer }) => optimizer !== name))).toEqual(
    [],
  )
})

test.each([optimizers.adam, optimizers.muon])(
  '$name moves nothing at a rate of 0, weights of 0 included',
  async (make) => {
    await using trainer = await sequential(input([4], { dtype: 'int32' }))
      .embedding(100, 3)
      .globalAveragePooling1d()
      .dense(2)
      .compile({ optimizer: make({ learningRate: 0 }), loss: 'mse' })
    const before = trainer.weights()
    const ids = new Tensor(
      Int32Array.from({ length: 24 }, (_, i) => i % 7),
      [6, 4],
      'int32',
    )
    await trainer.fit(ids, new Tensor(new Float32Array(12).fill(1), [6, 2], 'float32'), {
      epochs: 2,
      batchSize: 2,
      verbose: 0,
    })
    expect(trainer.weights()).toEqual(before)
  },
)
