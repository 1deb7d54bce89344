import { describe, expect, test } from 'vitest'
import { input, scalar, type TensorData } from '../../src/codegen/ir/value.js'
import { sgd } from '../../src/codegen/optimizers/index.js'
import { input as modelInput } from '../../src/dsl/input.js'
import { dropout } from '../../src/dsl/layers/index.js'
import { makeProgram } from '../../src/dsl/program.js'
import { sequential } from '../../src/dsl/sequential.js'
import { Tensor } from '../../src/runtime/tensor.js'
import { Trainer } from '../../src/runtime/trainer.js'
import { floats, numbers, runGraph } from '../support/evaluate.js'
import { definitionOf, layerGraph, runLayers } from '../support/layer-graph.js'

const side = 256
const ones = floats([side, side], Array(side * side).fill(1))

interface Draw {
  readonly rate?: number
  readonly seed?: number
  readonly step?: number
  /** How many dropout layers stand side by side on the same input. */
  readonly layers?: number
  readonly threads?: number
  readonly x?: TensorData
}

/** What each of the layers makes of x in training. */
const drop = async ({ rate = 0.3, seed = 0, step = 0, layers = 1, threads = 1, x = ones }: Draw = {}) => {
  const value = input('x', 'float32', ['batch', ...x.shape.slice(1)])
  const random = { seed: input('seed', 'int32', []), step: input('step', 'int32', []) }
  const chain = Array.from({ length: layers }, (_, i) => [`dropout_${i}`, definitionOf(dropout(rate))] as const)
  const outputs = new Map(
    chain.map(([name], i) => {
      const graph = layerGraph(Object.fromEntries(chain.slice(0, i + 1)), value)
      return [name, runLayers(graph, [], value, { random }).output] as const
    }),
  )
  const int = (n: number): TensorData => ({ dtype: 'int32', shape: [], data: Int32Array.of(n) })
  const got = await runGraph(
    { inputs: [value, random.seed, random.step], outputs },
    { x, seed: int(seed), step: int(step) },
    { threads },
  )
  return chain.map(([name]) => numbers(got.get(name) as TensorData))
}

const maskOf = async (draw: Draw = {}) => ((await drop(draw))[0] as number[]).map((value) => Number(value !== 0))
const mean = (xs: readonly number[]) => xs.reduce((a, b) => a + b, 0) / xs.length

/** Correlation of two lists of 0 and 1; of random ones it strays from 0 by 1 / sqrt(n). */
const correlation = (a: readonly number[], b: readonly number[]) => {
  const [p, q] = [mean(a), mean(b)]
  const covariance = mean(a.map((x, i) => (x - p) * ((b[i] as number) - q)))
  return covariance / Math.sqrt(p * (1 - p) * q * (1 - q))
}
/** Five deviations: one chance in two million. */
const unrelated = (n: number) => 5 / Math.sqrt(n)

describe('in training', () => {
  test.each([0.1, 0.3, 0.5, 0.9])('at rate %d each element is 0 or scaled by 1 / (1 - rate)', async (rate) => {
    const [y] = (await drop({ rate })) as [number[]]
    const scale = Math.fround(1 / (1 - rate))
    expect([...new Set(y)].sort()).toEqual([0, scale].sort())
    const kept = y.filter((value) => value !== 0).length / y.length
    expect(Math.abs(kept - (1 - rate))).toBeLessThan(5 * Math.sqrt((rate * (1 - rate)) / y.length))
  })

  test('elements keep their place and are scaled', async () => {
    const x = floats(
      [40, 5],
      Array.from({ length: 200 }, (_, i) => i + 1),
    )
    const [y] = (await drop({ rate: 0.5, x })) as [number[]]
    expect(y.every((value, i) => value === 0 || value === 2 * (i + 1))).toBe(true)
  })

  test('seed and step decide, the number of threads does not', async () => {
    const mask = await maskOf({ seed: 5, step: 9 })
    expect(await maskOf({ seed: 5, step: 9 })).toEqual(mask)
    expect(await maskOf({ seed: 5, step: 9, threads: 2 })).toEqual(mask)
    expect(await maskOf({ seed: 5, step: 9, threads: 4 })).toEqual(mask)
  })
})

describe('masks look random', () => {
  const n = side * side

  test.each([
    ['the next step', { step: 1 }],
    ['step 1000', { step: 1000 }],
    ['the next seed', { seed: 1 }],
    ['a negative seed', { seed: -1 }],
    ['the largest seed', { seed: 2 ** 31 - 1 }],
    ['seed and step exchanged', { seed: 1, step: 0 }],
  ])('that of %s has nothing to do with the first', async (_, draw) => {
    expect(Math.abs(correlation(await maskOf(), await maskOf(draw)))).toBeLessThan(unrelated(n))
  })

  test('those of seed 3 at step 8 and of seed 8 at step 3 have nothing to do with each other', async () => {
    const [a, b] = [await maskOf({ seed: 3, step: 8 }), await maskOf({ seed: 8, step: 3 })]
    expect(Math.abs(correlation(a, b))).toBeLessThan(unrelated(n))
  })

  test('those of two layers have nothing to do with each other', async () => {
    const [once, twice] = (await drop({ layers: 2, rate: 0.5 })) as [number[], number[]]
    // where the first layer kept, the second keeps half
    const kept = twice.filter((_, i) => once[i] !== 0).map((value) => Number(value !== 0))
    expect(Math.abs(mean(kept) - 0.5)).toBeLessThan(unrelated(kept.length) / 2)
  })

  test.each([
    [0, 0],
    [1, 0],
    [0, 12345],
    [-77, 3],
  ])('rows, columns and blocks of seed %d, step %d are evenly filled', async (seed, step) => {
    const mask = await maskOf({ seed, step, rate: 0.5 })
    // of `side` sums of `side` bits, the squared deviations over their variance: chi-squared of mean side, deviation sqrt(2 side)
    const evenness = (groupOf: (row: number, column: number) => number) => {
      const sums = Array(side).fill(0)
      for (const [i, bit] of mask.entries()) sums[groupOf(Math.floor(i / side), i % side)] += bit
      return sums.reduce((total: number, sum: number) => total + (sum - side / 2) ** 2 / (side / 4), 0)
    }
    const groups = [
      (row: number) => row,
      (_: number, column: number) => column,
      (row: number, column: number) => (row + column) % side,
      (row: number, column: number) => Math.floor(row / 16) * 16 + Math.floor(column / 16),
    ]
    for (const group of groups) {
      const chi = evenness(group)
      expect(Math.abs(chi - side) / Math.sqrt(2 * side)).toBeLessThan(5)
    }
  })

  test('elements some way apart have nothing to do with each other', async () => {
    const mask = await maskOf()
    const apart = [1, 2, 3, 4, 5, 6, 7, 8, 15, 16, 31, 32, 64, 127, 128, 255, 256, 257, 512, 1000, 1024, 4096, 32768]
    for (const lag of apart) {
      expect(Math.abs(correlation(mask.slice(lag), mask.slice(0, -lag))), `${lag}`).toBeLessThan(unrelated(n - lag))
    }
  })

  test('no element is kept more often than others, step after step', async () => {
    const [steps, elements] = [24, 4096]
    const x = floats([1, elements], Array(elements).fill(1))
    const counts = Array(elements).fill(0)
    for (let step = 0; step < steps; step++) {
      for (const [i, bit] of (await maskOf({ step, x, rate: 0.5 })).entries()) counts[i] += bit
    }
    const chi = counts.reduce((total: number, count: number) => total + (count - steps / 2) ** 2 / (steps / 4), 0)
    expect(Math.abs(chi - elements) / Math.sqrt(2 * elements)).toBeLessThan(5)
  })
})

describe('in a trainer', () => {
  const x = new Tensor(
    Float32Array.from({ length: 640 }, (_, i) => Math.sin(i)),
    [10, 64],
    'float32',
  )
  const zeros = new Tensor(new Float32Array(640), [10, 64], 'float32')
  const losses = async (options: { readonly seed?: number; readonly threads?: number }) => {
    const model = sequential(modelInput([64]))
      .dropout(0.5)
      .activation('linear')
    const objective = { optimizer: sgd(), loss: 'mse', metrics: [] } as const
    await using trainer = await Trainer.create(makeProgram(model, objective), options)
    return (await trainer.fit(x, zeros, { epochs: 4, shuffle: false, verbose: 0 })).history.loss
  }

  test('its seed decides, every step draws anew', async () => {
    const [first, again, other] = [await losses({ seed: 1 }), await losses({ seed: 1 }), await losses({ seed: 2 })]
    expect(first).toEqual(again)
    expect(new Set([...first, ...other]).size).toBe(8)
  })
})

describe('outside training it does nothing', () => {
  test('predict and evaluate see every element, fit does not', async () => {
    const model = sequential(modelInput([64])).dropout(0.5)
    const objective = { optimizer: sgd(), loss: 'mse', metrics: [] } as const
    await using trainer = await Trainer.create(makeProgram(model, objective), { threads: 1 })
    const x = new Tensor(new Float32Array(128).fill(1), [2, 64], 'float32')
    expect(numbers(await trainer.predict(x))).toEqual(numbers(x))
    expect((await trainer.evaluate(x, x)).loss).toBe(0)
    // 0 or 2 in place of 1: an error of 1 everywhere
    expect((await trainer.fit(x, x, { verbose: 0 })).history.loss).toEqual([1])
  })

  test('rate 0 does nothing in training, and a forward pass without randomness nothing at any rate', () => {
    const x = input('x', 'float32', ['batch', 4])
    const chain = (rate: number) => layerGraph({ dropout: definitionOf(dropout(rate)) }, x)
    const random = { seed: scalar(0, 'int32'), step: scalar(0, 'int32') }
    expect(runLayers(chain(0), [], x, { random }).output).toBe(x)
    expect(runLayers(chain(0.5), [], x).output).toBe(x)
  })
})
