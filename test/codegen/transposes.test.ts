import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { checkGraph } from '../../src/codegen/ir/check.js'
import { topologicalOrder } from '../../src/codegen/ir/graph.js'
import { constant, input, type TensorData, type Value } from '../../src/codegen/ir/value.js'
import * as ops from '../../src/codegen/ops/index.js'
import { sinkTransposes } from '../../src/codegen/passes/transposes.js'
import { evaluate, floats, numbers } from '../support/evaluate.js'

const opsOf = (...outputs: readonly Value[]) => topologicalOrder(outputs).map(({ rule }) => rule.name)
const sunk = (...outputs: readonly Value[]) => opsOf(...sinkTransposes(outputs))

const x = input('x', 'float32', ['batch', 4, 5, 3])
const first = (value: Value) => ops.transpose(value, [0, 3, 1, 2])
const last = (value: Value) => ops.transpose(value, [0, 2, 3, 1])

describe('transposes move towards the outputs', () => {
  test('two that undo each other vanish, also with element-wise ops between', () => {
    expect(sunk(last(first(x)))).toEqual([])
    expect(sinkTransposes([last(first(x))])[0]).toBe(x)
    expect(sunk(last(ops.relu(ops.mul(first(x), 2))))).toEqual(['mul', 'relu'])
  })

  test('through an operand for each channel, and through two of the same order', () => {
    const bias = constant([1, 2, 3], 'float32')
    expect(sunk(ops.add(last(ops.relu(x)), ops.relu(last(x))))).toEqual(['relu', 'relu', 'add', 'transpose'])
    // x [batch, 4, 5, 3] as if channels stood in front: the bias follows as [3, 1, 1]
    const image = input('image', 'float32', ['batch', 3, 4, 5])
    expect(sunk(first(ops.add(last(image), bias)))).toEqual(['reshape', 'add'])
  })

  test('through reductions, which find their axes again', () => {
    expect(sunk(ops.reduceMean(last(x), { axes: [1, 2] }))).toEqual(['reduceMean'])
    expect(sunk(ops.reduceSum(last(x), { axes: [0, 1, 2], keepDims: true }))).toEqual(['reduceSum', 'reshape'])
    expect(sunk(ops.reduceSum(last(x)))).toEqual(['reduceSum'])
  })

  test('one that moves axes of length 1 only is a reshape', () => {
    const grey = input('grey', 'float32', ['batch', 4, 5, 1])
    expect(sunk(first(grey))).toEqual(['reshape'])
  })

  test('one stays where the other operand does not follow for free', () => {
    expect(sunk(ops.add(first(x), constant(new Float32Array(60), 'float32', [3, 4, 5])))).toEqual(['transpose', 'add'])
    expect(sunk(ops.softmax(first(x)))).toEqual(['transpose', 'softmax'])
  })

  test('one that is needed twice is made once', () => {
    const y = first(x)
    expect(sunk(ops.softmax(y), ops.logSoftmax(y))).toEqual(['transpose', 'softmax', 'logSoftmax'])
  })
})

describe('values stay, and there are never more transposes than before', () => {
  const shape = [2, 3, 4]
  const perms = [
    [0, 1, 2],
    [0, 2, 1],
    [1, 0, 2],
    [1, 2, 0],
    [2, 0, 1],
    [2, 1, 0],
  ]
  type Step = (value: Value) => Value
  const row = constant([5, -3], 'float32', [2, 1, 1])
  const summed = (value: Value, axes: readonly number[]) => ops.sign(ops.reduceSum(value, { axes, keepDims: true }))
  /** Steps that take a tensor of any order of axes, and stay in small integers: no order of sums shows. */
  const steps: readonly (readonly [string, Step])[] = [
    ...perms.slice(1).map((perm): [string, Step] => [`transpose ${perm}`, (value) => ops.transpose(value, perm)]),
    ['relu', (value) => ops.relu(value)],
    ['twice', (value) => ops.mul(value, 2)],
    ['minus a square', (value) => ops.sub(value, ops.mul(ops.sign(value), ops.sign(value)))],
    ['minus a column', (value) => ops.sub(value, summed(value, [1]))],
    ['plus a plane', (value) => ops.add(value, summed(value, [0, 2]))],
    ['plus a vector', (value) => (value.shape[0] === 2 ? ops.add(value, row) : value)],
    ['flipped', (value) => ops.slice(value, { axes: [2], starts: [-1], ends: [-100], steps: [-1] })],
    ['masked', (value) => ops.where(ops.greater(value, 0), value, ops.neg(value))],
  ]
  const transposes = (output: Value) => opsOf(output).filter((name) => name === 'transpose').length

  test('of random chains', async () => {
    const chains = fc.sample(fc.array(fc.nat(steps.length - 1), { minLength: 2, maxLength: 9 }), {
      numRuns: 150,
      seed: 5,
    })
    const values = floats(
      shape,
      Array.from({ length: 24 }, (_, i) => ((7 * i) % 24) - 12),
    )
    const got = await evaluate(
      (start) => {
        const outputs: Record<string, Value> = {}
        for (const [i, chain] of chains.entries()) {
          const before = chain.reduce((value, step) => (steps[step] as [string, Step])[1](value), ops.add(start, 0))
          const [after] = sinkTransposes([before]) as [Value]
          checkGraph({ inputs: [start], outputs: new Map([['after', after]]) }, 'sinking')
          expect(transposes(after), chain.map((step) => steps[step]?.[0]).join(', ')).toBeLessThanOrEqual(
            transposes(before),
          )
          Object.assign(outputs, { [`before ${i}`]: before, [`after ${i}`]: after })
        }
        return outputs
      },
      [values],
    )
    for (const [i, chain] of chains.entries()) {
      const [before, after] = ['before', 'after'].map((name) => got.get(`${name} ${i}`) as TensorData) as [
        TensorData,
        TensorData,
      ]
      expect(after.shape).toEqual(before.shape)
      expect(numbers(after), chain.map((step) => steps[step]?.[0]).join(', ')).toEqual(numbers(before))
    }
  })
})
