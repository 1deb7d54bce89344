import { describe, expect, test } from 'vitest'
import type { TensorData } from '../../src/codegen/ir/value.js'
import * as operations from '../../src/dsl/operations/index.js'
import type { ShapeValue } from '../../src/shapes/dim.js'
import { distance, floats, fromGolden, numbers, runGraph } from '../support/evaluate.js'
import { expectGolden } from '../support/expect-golden.js'
import { type Case, called, cases, operationCaseGraph } from '../support/operation-cases.js'

/** The output and the gradients, of the dtype and shape that the call says. */
const evaluated = async (...given: Parameters<typeof operationCaseGraph>) => {
  const { graph, feeds, result, y } = operationCaseGraph(...given)
  expect([y.dtype, y.shape]).toEqual([result.dtype, result.shape])
  return { got: await runGraph(graph, feeds), dtype: result.dtype, shape: result.shape }
}

const titled = (chosen: readonly Case[]) => chosen.map((golden, i) => [`#${i} ${golden.call}`, golden] as const)

describe('values and gradients equal PyTorch, gradients equal central differences', () => {
  test.each(titled(cases))('%s', async (_, golden) => {
    const shapes = golden.inputs.map(({ shape }) => shape)
    const { got, dtype, shape } = await evaluated(golden, shapes)
    expect(shape).toEqual(golden.output.shape)
    expect(dtype).toBe(/float64/.test(golden.call) ? 'float64' : golden.output.dtype)
    expectGolden(golden, got)
    for (const [i, gradient] of golden.gradients.entries()) {
      if (gradient) await expectCentralDifference(golden, i, got.get(`d${i}`) as TensorData)
    }
  })
})

const withoutGradients = (golden: Case): Case => ({ ...golden, gradients: [] })

const expectCentralDifference = async (golden: Case, i: number, grad: TensorData) => {
  const h = 2e-3
  const data = golden.inputs.map(fromGolden)
  const x = data[i] as TensorData
  const direction = numbers(x).map((_, j) => Math.sin(1 + 2.1 * j))
  const lossAt = async (step: number) => {
    const moved = floats(
      x.shape,
      numbers(x).map((value, j) => value + step * (direction[j] as number)),
    )
    const shapes = golden.inputs.map(({ shape }) => shape)
    const { got } = await evaluated(withoutGradients(golden), shapes, data.with(i, moved))
    return numbers(got.get('y') as TensorData).reduce((sum, y, j) => sum + y * (golden.cotangent.data[j] as number), 0)
  }
  const measured = ((await lossAt(h)) - (await lossAt(-h))) / (2 * h)
  const expected = numbers(grad).reduce((sum, g, j) => sum + g * (direction[j] as number), 0)
  expect(distance([measured], [expected])).toBeLessThan(3e-3)
}

/** Steps along an axis whose length only the run time knows have no gradient. */
const noGradient = 'slice: the gradient needs step 1, or a known dim in the axis that is sliced'
const hasSteps = ({ call }: Case, shapes: readonly ShapeValue[]): boolean =>
  /null, \[[^\]]*, [^\]]*, -?[23]\]/.test(call) && call.startsWith('slice') && shapes[0]?.[1] === null

/** Whether tensors of these shapes can be made the operands of a call. */
const fits = (golden: Case, shapes: readonly ShapeValue[]): boolean => {
  try {
    called(golden, shapes)
    return true
  } catch {
    return false
  }
}

describe.each<[string, number, (shape: readonly number[]) => ShapeValue]>([
  ['a batch that is a symbol', 130, (shape) => shape.map((dim, i) => (i === 0 && dim === 2 ? 'batch' : dim))],
  ['dims that are known at run time only', 60, (shape) => shape.map((dim) => (dim > 2 ? null : dim))],
  ['no dim known but those of length 1', 60, (shape) => shape.map((dim) => (dim > 1 ? null : dim))],
])('%s', (_, least, open) => {
  const chosen = cases
    .map((golden) => ({ golden, shapes: golden.inputs.map(({ shape }) => open(shape)) }))
    .filter(({ golden, shapes }) => shapes.flat().some((dim) => typeof dim !== 'number') && fits(golden, shapes))

  test('is tried often', () => expect(chosen.length).toBeGreaterThan(least))
  test.each(
    chosen.map(
      ({ golden, shapes }, i) => [`#${i} ${golden.call} of ${JSON.stringify(shapes)}`, golden, shapes] as const,
    ),
  )('%s', async (_, golden, shapes) => {
    if (hasSteps(golden, shapes)) {
      await expect(evaluated(golden, shapes)).rejects.toThrow(noGradient)
      return expectGolden(withoutGradients(golden), (await evaluated(withoutGradients(golden), shapes)).got)
    }
    const { got } = await evaluated(golden, shapes)
    expectGolden(golden, got)
  })
})

test('every operation has a case', () => {
  const tested = new Set(cases.flatMap(({ call }) => call.match(/\w+(?=\()/g) ?? []))
  expect(Object.keys(operations).filter((name) => !tested.has(name))).toEqual([])
})
