import { describe, expect, test } from 'vitest'
import type { TensorData } from '../../src/codegen/ir/value.js'
import { attentionCaseGraph, cases } from '../support/attention-cases.js'
import { distance, numbers, runGraph } from '../support/evaluate.js'

describe.each([
  ['known numbers of steps', false],
  ['any number of steps', true],
])('attention equals Keras, with %s', (_, open) => {
  const titled = cases.map((one, i) => [`#${i} ${one.layer} ${JSON.stringify(one.args)}`, one] as const)
  test.each(titled)('%s', async (_, one) => {
    const { graph, feeds, shape, weights } = attentionCaseGraph(one, open)
    const got = await runGraph(graph, feeds)
    expect(shape).toEqual(['batch', open ? null : one.y.shape[1], one.y.shape[2]])
    expect(weights.map(({ name, spec }) => [name.replace(/^[^/]*\//, ''), spec.shape])).toEqual(
      Object.entries(one.weights).map(([name, { shape }]) => [name, shape]),
    )
    expect(distance(numbers(got.get('y') as TensorData), one.y.data)).toBeLessThan(2e-6)
    if (one.scores) {
      const scores = got.get('scores') as TensorData
      expect(scores.shape).toEqual(one.scores.shape)
      expect(distance(numbers(scores), one.scores.data)).toBeLessThan(2e-6)
    }
    for (const [name, golden] of Object.entries(one.gradients)) {
      const tensor = got.get(`d ${name}`) as TensorData
      expect(tensor.shape).toEqual(golden.shape)
      expect(distance(numbers(tensor), golden.data), name).toBeLessThan(5e-6)
    }
  })
})
