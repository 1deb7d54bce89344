import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { DType } from '../../src/codegen/ir/value.js'
import { model } from '../../src/dsl/functional.js'
import { input } from '../../src/dsl/input.js'
import { categoryEncoding, dense } from '../../src/dsl/layers/index.js'
import { add, cast, floor, slice } from '../../src/dsl/operations/index.js'
import { sequential } from '../../src/dsl/sequential.js'
import { Tensor, tensor } from '../../src/runtime/tensor.js'
import { distance, fromGolden, type Golden, numbers } from '../support/evaluate.js'

interface Case {
  readonly args: readonly [number, { readonly outputMode: 'count' }]
  readonly x: Golden
  readonly countWeights: Golden
  readonly y: Golden
}

const cases = JSON.parse(
  readFileSync(new URL('../golden/count-weights.json', import.meta.url), 'utf8'),
) as readonly Case[]

const tensorOf = (golden: Golden): Tensor => {
  const { data, shape, dtype } = fromGolden(golden)
  return new Tensor(data as Float32Array, shape, dtype as 'float32')
}

/** A model that is its layer: what is behind it is never used. */
const judged = { loss: 'mse' } as const

describe('counts by weights equal Keras', () => {
  test.each(cases.map((one) => [JSON.stringify([one.args, one.x.shape]), one] as const))('%s', async (_, one) => {
    const length = one.x.shape[1] as number
    const [ids, weights] = [input([length], { name: 'ids', dtype: 'int32' }), input([length], { name: 'weights' })]
    const inner = model({
      inputs: [ids, weights],
      outputs: categoryEncoding(...one.args)(ids, { countWeights: weights }),
    })
    const nested = model({ inputs: [ids, weights], outputs: inner([ids, weights]) })
    for (const whole of [inner, nested]) {
      await using trainer = await whole.compile(judged)
      const y = await trainer.predict([tensorOf(one.x), tensorOf(one.countWeights)])
      expect(y.shape).toEqual(one.y.shape)
      expect(distance(numbers(y), one.y.data)).toBeLessThan(1e-6)
    }
  })
})

describe('ids', () => {
  const trained = async (dtype: 'int32' | 'float32') =>
    sequential(input([2], { dtype }))
      .categoryEncoding(3)
      .compile(judged)

  test.each(['int32', 'float32'] as const)('of %s are checked before anything runs', async (dtype) => {
    await using trainer = await trained(dtype)
    expect((await trainer.predict(tensor([[0, 2]]))).toArray()).toEqual([[1, 0, 1]])
    const sentence = (got: string) =>
      `predict: x holds id ${got} in row 0; category_encoding (layer 1) takes ids from 0 to 2`
    await expect(trainer.predict(tensor([[0, 3]]))).rejects.toThrow(sentence('3'))
    await expect(trainer.predict(tensor([[-1, 0]]))).rejects.toThrow(sentence('-1'))
    await expect(trainer.predict(tensor([[0.5, 0]]))).rejects.toThrow(sentence('0.5'))
  })

  test('that are computed are integers, and none of the tokens where they are outside', async () => {
    await expect(
      sequential(input([2]))
        .dense(2)
        .categoryEncoding(3)
        .compile(judged),
    ).rejects.toThrow(
      'compile: category_encoding (layer 2) takes ids, but dense before it gives other numbers; put category_encoding first',
    )
    const x = input([3])
    for (const outputMode of ['oneHot', 'multiHot', 'count'] as const) {
      const y = categoryEncoding(2, { outputMode })(cast(floor(x), 'int32'))
      await using trainer = await model({ inputs: x, outputs: y }).compile(judged)
      const hot = (await trainer.predict(tensor([[-1, 1.5, 2]]))).toArray()
      expect(hot).toEqual(
        outputMode === 'oneHot'
          ? [
              [
                [0, 0],
                [0, 1],
                [0, 0],
              ],
            ]
          : [[0, 1]],
      )
    }
  })

  test('may stand beside numbers in one table', async () => {
    const x = input([3])
    const kinds = categoryEncoding(4, { outputMode: 'oneHot' })(slice(x, [null, [2, 3]]))
    const y = add(dense(1)(slice(x, [null, [0, 2]])), dense(1)(kinds))
    await using trainer = await model({ inputs: x, outputs: y }).compile(judged)
    expect((await trainer.predict(tensor([[0.5, 1.5, 3]]))).shape).toEqual([1, 1])
  })
})

test('weights are of the shape of the ids, and for counts alone', () => {
  const [ids, weights] = [input([5], { dtype: 'int32' }), input([4])]
  const anyOf = <T extends DType>(layer: unknown) => layer as (x: unknown, options: unknown) => T
  expect(() => anyOf(categoryEncoding(3, { outputMode: 'count' }))(ids, { countWeights: weights })).toThrow(
    'categoryEncoding: countWeights must be of the shape of the ids, [batch, 5], got [batch, 4]',
  )
  expect(() => anyOf(categoryEncoding(3, { outputMode: 'count' }))(ids, { countWeights: 2 })).toThrow(
    'categoryEncoding: countWeights: expected a tensor of a model, such as input([28, 28, 1]), got 2',
  )
  expect(() => anyOf(categoryEncoding(3))(ids, { countWeights: ids })).toThrow(
    'categoryEncoding: unknown option countWeights; expected one of initialState',
  )
})
