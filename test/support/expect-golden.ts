import { expect } from 'vitest'
import type { TensorData } from '../../src/codegen/ir/value.js'
import { distance, type Golden, numbers } from './evaluate.js'

/** What a golden file says of a value and of its gradients, in the order of the inputs; null for an input that has none. */
interface ValueAndGradients {
  readonly output: Golden
  readonly gradients: readonly (Golden | null)[]
}

/** The value `y`, and the gradient `d0`, `d1`, … of each input that has one, are those of the golden file. */
export const expectGolden = ({ output, gradients }: ValueAndGradients, got: ReadonlyMap<string, TensorData>): void => {
  expect(got.get('y')?.shape).toEqual(output.shape)
  expect(distance(numbers(got.get('y') as TensorData), output.data)).toBeLessThan(2e-6)
  for (const [i, expected] of gradients.entries()) {
    if (!expected) continue
    const grad = got.get(`d${i}`) as TensorData
    expect(grad.shape).toEqual(expected.shape)
    expect(distance(numbers(grad), expected.data)).toBeLessThan(5e-6)
  }
}
