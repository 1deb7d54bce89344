import { describe, expect, test } from 'vitest'
import { input } from '../../src/dsl/input.js'
import { argMax, cast, equal, mean, square, subtract } from '../../src/dsl/operations/index.js'
import { sequential } from '../../src/dsl/sequential.js'
import { Tensor } from '../../src/runtime/tensor.js'
import { numbers } from '../support/evaluate.js'

const wave = (...shape: [number, number]) =>
  new Tensor<[number, number], 'float32'>(
    Float32Array.from({ length: shape[0] * shape[1] }, (_, i) => Math.sin(1.3 * i)),
    shape,
    'float32',
  )
const [x, y] = [wave(8, 4), wave(8, 3)]
const model = sequential(input([4]))
  .dense(5, { activation: 'tanh' })
  .dense(3)

describe('a loss and a metric of one’s own', () => {
  test('mean squared error, written out, trains as the one by name does', async () => {
    await using named = await model.compile({ optimizer: 'sgd', loss: 'mse', metrics: ['mse'] })
    await using own = await model.compile({
      optimizer: 'sgd',
      loss: (target, output) => mean(square(subtract(target, output)), { axis: -1 }),
      metrics: [
        function mse(target, output) {
          return square(subtract(target, output))
        },
      ],
    })
    const runs = await Promise.all(
      [named, own].map((trainer) => trainer.fit(x, y, { epochs: 3, batchSize: 3, shuffle: false, verbose: 0 })),
    )
    expect(runs[1]?.history.loss).toEqual(runs[0]?.history.loss)
    const [first, second] = [named, own].map((trainer) => [...trainer.weights().values()].flatMap(numbers))
    expect(second).toEqual(first)
    expect(runs[1]?.history['mse']?.[2]).toBeCloseTo(runs[0]?.history['mse']?.[2] as number, 6)
  })

  test('weights of examples weigh a loss for each sample', async () => {
    const sampleWeight = new Tensor<[number], 'float32'>(Float32Array.from([1, 0, 2, 1, 0, 0, 3, 1]), [8], 'float32')
    await using named = await model.compile({ loss: 'mse' })
    await using own = await model.compile({ loss: (a, b) => mean(square(subtract(a, b)), { axis: -1 }) })
    expect(await own.evaluate(x, y, { sampleWeight })).toEqual(await named.evaluate(x, y, { sampleWeight }))
  })

  test('that no weight has a gradient of is refused, as in Keras', async () => {
    for (const loss of [
      (target: never, output: never) => mean(cast(equal(target, output), 'float32')),
      (_: never, output: never) => mean(cast(argMax(output), 'float32')),
      (target: never) => mean(target),
    ]) {
      await using trainer = await model.compile({ loss: loss as never })
      await expect(trainer.fit(x, y as never, { verbose: 0 })).rejects.toThrow(
        'compile: the loss has no gradient for any weight; it must come from the outputs by operations that have one',
      )
    }
  })
})
