import { describe, expect, test } from 'vitest'
import type { TensorData } from '../../src/codegen/ir/value.js'
import { sgd } from '../../src/codegen/optimizers/index.js'
import { input } from '../../src/dsl/input.js'
import type { LossName } from '../../src/dsl/losses/index.js'
import type { Model } from '../../src/dsl/model.js'
import { makeProgram } from '../../src/dsl/program.js'
import { sequential } from '../../src/dsl/sequential.js'
import { Tensor } from '../../src/runtime/tensor.js'
import { Trainer } from '../../src/runtime/trainer.js'
import { distance, floats, numbers } from '../support/evaluate.js'

/*
 * A model whose logits are its inputs (the kernel is the identity), with logits of ±1e4: probabilities are 0 and 1 in
 * float32, and so is what a loss of them can say. The bias moves by minus the gradient of the logits, summed over positions.
 */

const big = 1e4
const logits = [big, -big, 0, -big, big, 0]
const vector = () => sequential(input([3]))
const image = () => sequential(input([1, 1, 3]))
const identity = [1, 0, 0, 0, 1, 0, 0, 0, 1]

const softmaxModels: Readonly<Record<string, Model>> = {
  "dense's own activation": vector().dense(3, { activation: 'softmax', name: 'last' }),
  'an activation layer': vector().dense(3, { name: 'last' }).activation('softmax'),
  "conv2d's own activation": image().conv2d(3, 1, { activation: 'softmax', name: 'last' }),
  'an activation layer after conv2d': image().conv2d(3, 1, { name: 'last' }).activation('softmax'),
}
const sigmoidModels: Readonly<Record<string, Model>> = {
  "dense's own activation": vector().dense(3, { activation: 'sigmoid', name: 'last' }),
  'an activation layer': vector().dense(3, { name: 'last' }).activation('sigmoid'),
  "conv2d's own activation": image().conv2d(3, 1, { activation: 'sigmoid', name: 'last' }),
  'an activation layer after conv2d': image().conv2d(3, 1, { name: 'last' }).activation('sigmoid'),
  'flatten after that': image().conv2d(3, 1, { name: 'last' }).activation('sigmoid').flatten(),
}

/** The loss, and the gradient of the bias. */
const step = async (model: Model, loss: LossName, target: TensorData) => {
  const program = makeProgram(model, { optimizer: sgd({ learningRate: 1 }), loss, metrics: [] })
  await using trainer = await Trainer.create(program, { threads: 1 })
  const kernel = program.state.find(({ name }) => name === 'last/kernel')?.shape ?? []
  await trainer.setWeights(
    new Map([
      ['last/kernel', floats(kernel, identity)],
      ['last/bias', floats([3], [0, 0, 0])],
    ]),
  )
  const rows = (shape: readonly (number | string | null)[]) => [2, ...shape.slice(1).map(Number)]
  const x = new Tensor(Float32Array.from(logits), rows(model.inputs[0]?.shape ?? []), 'float32')
  const y = new Tensor(target.data, rows(program.targets[0]?.shape ?? []), target.dtype)
  const { history } = await trainer.fit(x, y, { verbose: 0 })
  expect(numbers(trainer.weights().get('last/kernel') as TensorData).every(Number.isFinite)).toBe(true)
  const evaluated = await trainer.evaluate(x, y)
  expect(Number.isFinite(evaluated.loss)).toBe(true)
  return [history.loss[0] as number, ...numbers(trainer.weights().get('last/bias') as TensorData).map((b) => -b)]
}

// row 0 is right, row 1 wrong by 1e4: softmax gives [1, 0, 0] and [0, 1, 0] for classes 0 and 2
const softmaxFigures = [big / 2, 0, 1 / 2, -1 / 2]
const labels: TensorData = { dtype: 'int32', shape: [2], data: Int32Array.of(0, 2) }
const oneHot = floats([2, 3], [1, 0, 0, 0, 0, 1])

describe('softmax, then cross-entropy', () => {
  test.each(Object.entries(softmaxModels))('%s', async (_, model) => {
    expect(distance(await step(model, 'sparseCategoricalCrossentropy', labels), softmaxFigures)).toBeLessThan(1e-6)
    expect(distance(await step(model, 'categoricalCrossentropy', oneHot), softmaxFigures)).toBeLessThan(1e-6)
  })
})

// sigmoid gives [1, 0, 1/2] and [0, 1, 1/2]; the targets ask for [1, 1, 0] and [0, 0, 1]: two are wrong by 1e4
const bits = floats([2, 3], [1, 1, 0, 0, 0, 1])
const sigmoidFigures = [(2 * big + 2 * Math.log(2)) / 6, 0, (-1 + 1) / 6, (0.5 - 0.5) / 6]
// and with other targets in the second column the gradients do not cancel
const same = floats([2, 3], [1, 1, 1, 0, 1, 1])
const sameFigures = [(big + 2 * Math.log(2)) / 6, 0, -1 / 6, -1 / 6]

describe('sigmoid, then binary cross-entropy', () => {
  test.each(Object.entries(sigmoidModels))('%s', async (_, model) => {
    expect(distance(await step(model, 'binaryCrossentropy', bits), sigmoidFigures)).toBeLessThan(1e-6)
    expect(distance(await step(model, 'binaryCrossentropy', same), sameFigures)).toBeLessThan(1e-6)
  })
})
