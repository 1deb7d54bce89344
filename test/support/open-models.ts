import { expect } from 'vitest'
import { adam } from '../../src/codegen/optimizers/index.js'
import type { Model } from '../../src/dsl/model.js'
import { makeProgram, type Objective } from '../../src/dsl/program.js'
import { Tensor } from '../../src/runtime/tensor.js'
import { Trainer } from '../../src/runtime/trainer.js'
import { distance, numbers } from './evaluate.js'

/* What tests of dims that are known at run time only share. */

export const classes: Objective = {
  optimizer: adam({ learningRate: 0.01 }),
  loss: 'sparseCategoricalCrossentropy',
  metrics: ['accuracy'],
}

export const wave = (...shape: number[]) =>
  new Tensor(
    Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => Math.sin(1.3 * i) + 0.1 * (i % 7)),
    shape,
    'float32',
  )
export const labels = (count: number, ...shape: number[]) =>
  new Tensor(
    Int32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => i % count),
    shape,
    'int32',
  )

/** Weights after two steps on the same batch, and the losses before, between and after them. */
export const train = async (model: Model, x: Tensor, y: Tensor, objective = classes) => {
  await using trainer = await Trainer.create(makeProgram(model, objective), { threads: 1 })
  const { history } = await trainer.fit(x, y, { epochs: 2, shuffle: false, verbose: 0 })
  const { loss } = await trainer.evaluate(x, y)
  return {
    weights: [...trainer.weights().values()].flatMap(numbers),
    losses: [...history.loss, loss],
    output: await trainer.predict(x),
  }
}

/** An open model and the same with known dims learn the same. */
export const expectSame = async (open: Model, known: Model, x: Tensor, y: Tensor, objective = classes) => {
  const [a, b] = [await train(open, x, y, objective), await train(known, x, y, objective)]
  expect(distance(a.losses, b.losses)).toBeLessThan(1e-6)
  expect(distance(a.weights, b.weights)).toBeLessThan(1e-5)
  expect(a.output.shape).toEqual(b.output.shape)
}
