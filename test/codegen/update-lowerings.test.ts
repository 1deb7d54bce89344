import { describe, expect, test } from 'vitest'
import { gradients } from '../../src/codegen/autodiff.js'
import type { Graph } from '../../src/codegen/ir/graph.js'
import { input, type TensorData, type Value } from '../../src/codegen/ir/value.js'
import { choiceSites } from '../../src/codegen/lowering/choice.js'
import { rankedUpdates } from '../../src/codegen/lowering/choices.js'
import * as ops from '../../src/codegen/ops/index.js'
import * as optimizers from '../../src/codegen/optimizers/index.js'
import { isElementwise, type Optimizer } from '../../src/codegen/optimizers/optimizer.js'
import { updatingAll } from '../../src/codegen/optimizers/update-all.js'
import { atOnce } from '../../src/codegen/slices.js'
import { floats, runGraph } from '../support/evaluate.js'
import { otherWays } from '../support/other-ways.js'

const noise = (count: number, seed: number) => Array.from({ length: count }, (_, i) => Math.sin(seed + i * 1.7) + 1.1)

/** A graph that updates weights of these shapes, and what to feed it; a gradient may be made of other inputs. */
const updating = (
  optimizer: Optimizer,
  shapes: readonly (readonly number[])[],
  gradient?: (weight: Value) => Value,
) => {
  const inputs: Value[] = []
  const feeds: Record<string, TensorData> = {}
  const given = (name: string, shape: readonly number[]) => {
    const value = input(name, 'float32', shape)
    const count = shape.reduce((a, b) => a * b, 1)
    feeds[name] = floats(shape, noise(count, inputs.push(value)))
    return value
  }
  const learningRate = given('rate', [])
  const step = given('step', [])
  const shared = Object.keys(optimizer.shared?.slots ?? {}).map((name) => [name, given(name, [])] as const)
  const sites = shapes.map((shape, i) => {
    const type = { name: `dense_${i}/bias`, shape }
    const slots = Object.keys(optimizer.slots(type)).map((name) => [name, given(`${name}${i}`, shape)] as const)
    const weight = given(`weight${i}`, shape)
    return {
      scope: `dense_${i}`,
      type,
      weight,
      undecayed: given(`undecayed${i}`, shape),
      gradient: gradient?.(weight) ?? given(`gradient${i}`, shape),
      slots: Object.fromEntries(slots),
      shared: Object.fromEntries(shared),
      learningRate,
      step,
    }
  })
  const build = () => atOnce(updatingAll(optimizer, sites))
  const graph = (updates: ReturnType<typeof build>): Graph => ({
    inputs,
    outputs: new Map(
      updates.flatMap(({ weight, slots }, i) => [
        [`weight${i}:next`, weight],
        ...Object.entries(slots).map(([name, value]) => [`${name}${i}:next`, value] as const),
      ]),
    ),
  })
  return { build, graph, inputs, feeds }
}

const { multiOptimizer: _, ...makers } = optimizers
const elementwise = Object.entries(makers)
  .map(([name, make]) => [name, make()] as const)
  .filter(([, one]) => isElementwise(one))

describe('weights joined and apart are the same to the bit', () => {
  const alike = [
    [[3], [70], [1]],
    new Array<[number]>(9).fill([6]),
    [
      [2, 3],
      [4, 3],
      [1, 3],
    ],
  ]
  test.each([...elementwise, ['sgd with momentum', optimizers.sgd({ momentum: 0.9, nesterov: true })] as const])(
    '%s',
    async (_, optimizer) => {
      for (const shapes of alike) {
        const { build, graph, feeds } = updating(optimizer, shapes)
        const [[, by]] = otherWays(build) as [ReturnType<typeof otherWays>[0]]
        expect(await runGraph(graph(by(build)), feeds)).toEqual(await runGraph(graph(build()), feeds))
      }
    },
  )

  test('one alone, rows that differ, and large ones are not joined at all', () => {
    for (const shapes of [
      [[5]],
      [[2, 3], [3, 2], [3]],
      [
        [200, 100],
        [200, 100],
      ],
    ] as const)
      expect(choiceSites(updating(optimizers.adam(), shapes).build)).toEqual([])
  })
})

test('rows added one by one and as a table are the same to the bit', async () => {
  const ids = input('ids', 'int32', ['batch', 3])
  const dy = input('dy', 'float32', ['batch', 3, 2])
  const table = [2000, 2]
  const { build, graph, inputs, feeds } = updating(optimizers.adam(), [table], (weight) => {
    const loss = ops.reduceSum(ops.mul(ops.gather(weight, ids), dy))
    return gradients(loss, [weight])[0] as Value
  })
  inputs.push(ids, dy)
  const all = {
    ...feeds,
    ids: {
      dtype: 'int32',
      shape: [4, 3],
      data: Int32Array.from({ length: 12 }, (_, i) => (i * 7) % 9),
    } satisfies TensorData,
    dy: floats([4, 3, 2], noise(24, 7)),
  }
  // one for each of Adam's sums
  const [site, ...others] = choiceSites(build)
  expect(others).toEqual([])
  // as many rows as there are ids, but no more than the table has
  expect(site?.typesAt(4)?.map(({ shape }) => shape)).toEqual([table, [12], [12, 2]])
  expect(site?.typesAt(900)?.map(({ shape }) => shape)).toEqual([table, [2000], table])
  const want = await runGraph(graph(build()), all)
  const [[, by]] = otherWays(build) as [ReturnType<typeof otherWays>[0]]
  const other = by(build)
  expect(await runGraph(graph(other), all)).toEqual(want)
  expect(other[0]?.slots['sum']?.node).toMatchObject({ rule: ops.add.rule })
})

test('whether they are joined follows from how many and how large they are', () => {
  const first = (count: number, shape: readonly number[], slots: readonly string[]) =>
    rankedUpdates([], { shapes: new Array(count).fill(shape), slots })[0]
  expect(first(2, [16], ['sum', 'squares'])).toBe('apart')
  expect(first(3, [16], ['sum', 'squares'])).toBe('joined')
  expect(first(3, [16], [])).toBe('apart')
  expect(first(8, [16, 9], [])).toBe('joined')
  expect(first(20, [4096], ['sum', 'squares'])).toBe('apart')
  expect(first(20, [64, 64], ['sum', 'squares'])).toBe('apart')
})
