import { describe, expect, test } from 'vitest'
import { inferenceDemand, trainingDemand } from '../../bench/products.js'
import { workloads } from '../../bench/workloads.js'
import golden from '../golden/products.json' with { type: 'json' }

describe('operations of the workloads are those that PyTorch counts', () => {
  test('there is a count of each', () => {
    expect(workloads.map(({ name }) => name).sort()).toEqual(Object.keys(golden).sort())
  })

  test.each(workloads)('$name', ({ name, products }) => {
    const { forward, training } = golden[name as keyof typeof golden]
    expect(inferenceDemand(products, 0, 1).operations).toBe(forward)
    expect(trainingDemand(products, 0, 1).operations).toBe(training)
    expect(trainingDemand(products, 0, 32).operations).toBe(32 * training)
  })
})

describe('bytes', () => {
  const { products } = workloads.find(({ name }) => name === 'text') as (typeof workloads)[number]
  const parameters = 10_000 * 32 + 32 * 16 + 16 + 16 + 1
  const outputs = 20 * 32 + 16 + 1

  test('a step of training goes over all weights, slots and gradients', () => {
    expect(trainingDemand(products, parameters, 8).bytes).toBe(28 * parameters + 20 * 8 * outputs)
  })

  test('a prediction reads no more of an embedding than it puts out', () => {
    expect(inferenceDemand(products, parameters, 8).bytes).toBe(4 * (parameters - 320_000) + 8 * 8 * outputs)
  })
})
