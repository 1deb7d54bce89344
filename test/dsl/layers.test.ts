import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { TensorData } from '../../src/codegen/ir/value.js'
import { distance, type Golden, numbers, runGraph } from '../support/evaluate.js'
import { type Case, cases, factories, layerCaseGraph } from '../support/layer-cases.js'

const entries = (prefix: string, tensors: Readonly<Record<string, Golden>>) =>
  Object.entries(tensors).map(([name, tensor]) => [`${prefix} ${name}`, tensor] as const)

describe('every layer equals Keras: value, gradients, penalties, running averages', () => {
  const titled = cases.map((one, i) => {
    const shape = JSON.stringify(one.x.shape)
    return [`#${i} ${one.layer} ${JSON.stringify(one.args)} on ${shape}${one.training ? ' in training' : ''}`, one]
  })
  test.each(titled as [string, Case][])('%s', async (_, one) => {
    const { graph, feeds, output, penalties, weights } = layerCaseGraph(one)
    const got = await runGraph(graph, feeds)
    const close = (name: string, expected: Golden, tolerance: number) => {
      const tensor = got.get(name) as TensorData
      expect(tensor.shape).toEqual(expected.shape)
      expect(distance(numbers(tensor), expected.data), name).toBeLessThan(tolerance)
    }
    expect(output.shape).toEqual(['batch', ...one.y.shape.slice(1)])
    expect(weights.map(({ spec }) => [spec.name, spec.shape])).toEqual(
      Object.entries(one.weights).map(([name, { shape }]) => [name, shape]),
    )
    close('y', one.y, 2e-6)
    expect(penalties.length > 0).toBe(one.penalty !== null)
    expect(distance(numbers(got.get('penalty') as TensorData), [one.penalty ?? 0])).toBeLessThan(2e-6)
    const expected = [
      ...entries('gradient of', { ...(one.xGradient && { x: one.xGradient }), ...one.gradients }),
      ...entries('gradient of initial', one.initialGradients ?? {}),
      ...entries('next', one.updates),
      ...entries('further', one.further ?? {}),
    ] as const
    for (const [name, tensor] of expected) close(name, tensor, 5e-6)
    if (one.outputMask) close('output mask', one.outputMask, 1e-9)
    const names = ['y', 'penalty', ...(one.outputMask ? ['output mask'] : []), ...expected.map(([name]) => name)]
    expect([...got.keys()].sort()).toEqual(names.sort())
  })
})

/** Cases of layers of several tensors, for attention.test.ts. */
const ofSeveral = JSON.parse(readFileSync(new URL('../golden/attention.json', import.meta.url), 'utf8')) as Pick<
  Case,
  'layer'
>[]

test('every layer of the table has a case', () => {
  const known = new Set([...cases, ...ofSeveral].map(({ layer }) => layer))
  expect([...factories.keys()].filter((layer) => !known.has(layer))).toEqual([])
})
