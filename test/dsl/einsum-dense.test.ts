import { expect, test } from 'vitest'
import type { TensorData } from '../../src/codegen/ir/value.js'
import { input } from '../../src/dsl/input.js'
import { einsumDense } from '../../src/dsl/layers/index.js'
import { sequential } from '../../src/dsl/sequential.js'
import { Tensor } from '../../src/runtime/tensor.js'
import { distance, numbers } from '../support/evaluate.js'

const floats = (...shape: readonly number[]) =>
  new Tensor(
    Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => Math.sin(0.9 * i + 0.3)),
    shape,
    'float32',
  )

test('is a dense layer on a series of any length', async () => {
  const series = sequential(input([null, 4])).einsumDense('abc,cd->abd', [null, 3], { biasAxes: 'd' })
  await using own = await series.compile({ loss: 'mse' })
  await using dense = await sequential(input([null, 4]))
    .dense(3)
    .compile({ loss: 'mse' })
  const weights = new Map([...own.weights()].map(([name, tensor]) => [name.replace('einsum_dense', 'dense'), tensor]))
  await dense.setWeights(weights)
  for (const steps of [1, 5]) {
    const x = floats(2, steps, 4)
    expect(distance(numbers(await own.predict(x)), numbers(await dense.predict(x)))).toBeLessThan(1e-6)
  }
})

test('what the input says is checked where the equation says so too', async () => {
  const five = sequential(input([null, 4])).einsumDense('abc,cd->abd', [5, 3])
  await using trainer = await five.compile({ loss: 'mse' })
  expect((await trainer.predict(floats(2, 5, 4))).shape).toEqual([2, 5, 3])
})

// √(6 / (fan-in + fan-out)) by Keras 3.15: axes of the kernel that the output has are outputs, the others inputs
test('the kernel begins within the limits that Keras draws it from', async () => {
  const { weights } = await sequential(input([5, 64]))
    .einsumDense('...x,xhk->...hk', [4, 32])
    .compile({ loss: 'mse', seed: 1 })
    .then(async (trainer) => {
      const found = trainer.weights()
      await trainer[Symbol.asyncDispose]()
      return { weights: found }
    })
  const largest = Math.max(...numbers(weights.get('einsum_dense/kernel') as TensorData).map(Math.abs))
  expect([largest <= 0.17678, largest > 0.175]).toEqual([true, true])
})

test.each<[() => unknown, string]>([
  [
    () => einsumDense(3 as never, 3),
    "einsumDense: expected an equation such as 'abc,cd->abd' or '...x,xy->...y', got '3'",
  ],
  [
    () => einsumDense('ab,bc->ac', 'x' as never)(input([4]) as never),
    `einsumDense: outputShape "x" must hold one dim for each of 'c', which the output has behind the batch`,
  ],
  [
    () => einsumDense('ab,bc->ac', 3, { biasAxes: 3 as never })(input([4]) as never),
    "einsumDense: biasAxes must be some letters of 'c', which the output has behind the batch, got '3'",
  ],
  [
    () => einsumDense('ab,bc->ad', 3),
    "einsumDense: d of the output of 'ab,bc->ad' is nowhere else; use letters of the others",
  ],
])('%s', (make, message) => {
  expect(make).toThrow(message)
})
