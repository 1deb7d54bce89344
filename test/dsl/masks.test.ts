import { afterEach, beforeEach, expect, test } from 'vitest'
import { block } from '../../src/dsl/block.js'
import { compile } from '../../src/dsl/compile.js'
import { model } from '../../src/dsl/functional.js'
import { input } from '../../src/dsl/input.js'
import { embedding, flatten, lstm, reshape } from '../../src/dsl/layers/index.js'
import { add, divide } from '../../src/dsl/operations/index.js'
import { sequential } from '../../src/dsl/sequential.js'
import type { SymbolicTensor } from '../../src/dsl/symbolic.js'
import { Tensor } from '../../src/runtime/tensor.js'
import { numbers } from '../support/evaluate.js'

const warnings: string[] = []
const listen = (warning: Error) => void (warning.name === 'TenonWarning' && warnings.push(warning.message))

beforeEach(() => void process.on('warning', listen))
afterEach(() => {
  process.off('warning', listen)
  warnings.length = 0
})

const ids = new Tensor(Int32Array.of(3, 1, 0, 0, 2, 2, 1, 3, 0, 0, 0, 0), [3, 4], 'int32')
const words = (): SymbolicTensor<['batch', 4], 'int32'> => input([4], { dtype: 'int32' })

test('a layer that is not made for masks says so, once', async () => {
  const model = sequential(words()).embedding(4, 2, { maskZero: true }).flatten({ name: 'flat' }).dense(1)
  await using trainer = await model.compile({ loss: 'mse' })
  await trainer.fit(ids, new Tensor(new Float32Array(3), [3], 'float32'), { verbose: 0 })
  await trainer.predict(ids)
  await new Promise(setImmediate)
  expect(warnings).toEqual(['flat (flatten) does not take a mask: from there on, masked steps count like all others'])
})

test('an operation that keeps a mask of all its inputs says so where one has none', async () => {
  const x = words()
  const [masked, plain] = [embedding(4, 2, { maskZero: true })(x), embedding(4, 2)(x)]
  const network = (outputs: SymbolicTensor) =>
    model({ inputs: x, outputs: lstm(2)(outputs as never) as SymbolicTensor })
  for (const outputs of [add(masked, plain), divide(masked, plain), add(masked, masked), add(masked, 1)]) {
    await using trainer = await compile(network(outputs), { loss: 'mse' })
    await trainer.predict(ids)
  }
  await new Promise(setImmediate)
  const rest = 'gives no mask for these inputs: from there on, masked steps count like all others'
  expect(warnings).toEqual([`add (add) ${rest}`, `divide (divide) ${rest}`])
})

test('a mask that is lost inside timeDistributed is told too; one of whole steps is not', async () => {
  const words = sequential(input([2, 4], { dtype: 'int32' })).timeDistributed(
    block(embedding(4, 2, { maskZero: true }), flatten({ name: 'flat' })),
  )
  const steps = sequential(input([2, 4]))
    .masking()
    .timeDistributed(reshape([2, 2]))
    .timeDistributed(flatten())
  for (const [model, x] of [
    [words, new Tensor(new Int32Array(8), [1, 2, 4], 'int32')],
    [steps, new Tensor(new Float32Array(8), [1, 2, 4], 'float32')],
  ] as const) {
    await using trainer = await compile(model, { loss: 'mse' })
    await trainer.predict(x)
  }
  await new Promise(setImmediate)
  expect(warnings).toEqual(['flat (flatten) does not take a mask: from there on, masked steps count like all others'])
})

test('layers that are made for masks, and those that come after the mask has done its work, say nothing', async () => {
  const model = sequential(words())
    .embedding(4, 2, { maskZero: true })
    .dropout(0.5)
    .lstm(3, { returnSequences: true })
    .globalAveragePooling1d()
    .reshape([3, 1])
    .flatten()
    .dense(1)
  await using trainer = await model.compile({ loss: 'mse' })
  await trainer.predict(ids)
  await new Promise(setImmediate)
  expect(warnings).toEqual([])
})

test('softmax along time leaves masked steps out; along features it goes on as without a mask', async () => {
  const steps = (axis: 1 | 2) => sequential(words()).embedding(4, 2, { maskZero: true }).softmax({ axis })
  const parts = async (axis: 1 | 2) => {
    await using trainer = await compile(steps(axis), { loss: 'mse', seed: 1 })
    return numbers(await trainer.predict(ids))
  }
  const [time, features] = [await parts(1), await parts(2)]
  for (const [row, length] of [2, 4, 0].entries()) {
    const own = time.slice(8 * row, 8 * row + 8)
    expect(own.map((value) => value > 0)).toEqual(
      Array.from({ length: 8 }, (_, i) => numbers(ids)[4 * row + Math.floor(i / 2)] !== 0),
    )
    const sum = own.reduce((a, b) => a + b, 0)
    expect(Math.abs(sum - (length > 0 ? 2 : 0))).toBeLessThan(1e-6)
  }
  for (let i = 0; i < features.length; i += 2) {
    expect(Math.abs((features[i] as number) + (features[i + 1] as number) - 1)).toBeLessThan(1e-6)
  }
  expect(warnings).toEqual([])
})

test('padding changes nothing, and a row of nothing else gives a number', async () => {
  const model = sequential(input([null], { dtype: 'int32' }))
    .embedding(4, 2, { maskZero: true })
    .gru(3, { returnSequences: true })
    .globalAveragePooling1d()
    .dense(1)
  await using trainer = await model.compile({ loss: 'mse' })
  const all = numbers(await trainer.predict(ids))
  expect(all.every(Number.isFinite)).toBe(true)
  const short = numbers(await trainer.predict(new Tensor(Int32Array.of(3, 1), [1, 2], 'int32')))
  expect(Math.abs((short[0] as number) - (all[0] as number))).toBeLessThan(1e-6)
  await trainer.fit(ids, new Tensor(new Float32Array(3), [3], 'float32'), { verbose: 0 })
})
