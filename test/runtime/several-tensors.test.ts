import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { TensorData } from '../../src/codegen/ir/value.js'
import { createRandom } from '../../src/runtime/random.js'
import { type Tensor, tensor } from '../../src/runtime/tensor.js'
import { Trainer } from '../../src/runtime/trainer.js'
import { firstWeights, twoPartProgram } from './two-part-program.js'

/* Several inputs and outputs, against the same training in JavaScript. */

const [rows, time] = [10, 3]
const random = createRandom(3, 'several')
const drawn = (...shape: number[]): Tensor =>
  tensor(
    Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => 2 * random() - 1),
    shape,
  )
const x = { size: drawn(rows, 2), series: drawn(rows, time, 1) }
const y = { price: drawn(rows, 1), trend: drawn(rows, time, 1) }
const sampleWeight = {
  price: tensor(Float32Array.from({ length: rows }, (_, i) => 0.5 + i)),
  trend: tensor(
    Float32Array.from({ length: rows * time }, (_, i) => (i % 4) / 2),
    [rows, time],
  ) as Tensor,
}

interface Sums {
  readonly loss: number
  readonly price_loss: number
  readonly trend_loss: number
  readonly price_mae: number
}

interface Weights {
  kernel: readonly number[]
  slope: number
}

type RowWeights = { readonly price: (row: number) => number; readonly trend: (row: number, t: number) => number }

const ones: RowWeights = { price: () => 1, trend: () => 1 }
const given: RowWeights = {
  price: (row) => 0.5 + row,
  trend: (row, t) => ((row * time + t) % 4) / 2,
}

const at = ({ data }: Tensor, i: number) => Number(data[i])

/** The figures of a batch, and the gradients of the loss. */
const judged = ({ kernel, slope }: Weights, batch: readonly number[], weights: RowWeights) => {
  const [a, b] = kernel as [number, number]
  const count = batch.length
  const figures = { price_loss: 0, trend_loss: 0, mae: 0, weight: 0 }
  const gradient = { kernel: [0, 0] as [number, number], slope: 0 }
  for (const row of batch) {
    const [first, second] = [at(x.size, row * 2), at(x.size, row * 2 + 1)]
    const gap = first * a + second * b - at(y.price, row)
    const own = weights.price(row)
    figures.price_loss += (own * gap * gap) / count
    figures.mae += own * Math.abs(gap)
    figures.weight += own
    gradient.kernel[0] += (2 * 2 * own * gap * first) / count
    gradient.kernel[1] += (2 * 2 * own * gap * second) / count
    for (let t = 0; t < time; t++) {
      const point = at(x.series, row * time + t)
      const off = point * slope - at(y.trend, row * time + t)
      figures.trend_loss += (weights.trend(row, t) * off * off) / (count * time)
      gradient.slope += (2 * weights.trend(row, t) * off * point) / (count * time)
    }
  }
  return { ...figures, count, gradient }
}

/** Epochs of training in the order of the rows: the figures of each, and the last weights. */
const trained = (from: Weights, epochs: number, batchSize: number, weights: RowWeights, learningRate = 0.1) => {
  let current = from
  const history = Array.from({ length: epochs }, () => {
    const batches = []
    for (let start = 0; start < rows; start += batchSize) {
      const batch = Array.from({ length: Math.min(batchSize, rows - start) }, (_, i) => start + i)
      const result = judged(current, batch, weights)
      batches.push(result)
      current = {
        kernel: current.kernel.map((w, i) => w - learningRate * (result.gradient.kernel[i] as number)),
        slope: current.slope - learningRate * result.gradient.slope,
      }
    }
    return epochFigures(batches)
  })
  return { history, weights: current }
}

const epochFigures = (batches: readonly ReturnType<typeof judged>[]): Sums => {
  const sum = (of: (batch: ReturnType<typeof judged>) => number) => batches.reduce((total, one) => total + of(one), 0)
  const price_loss = sum((one) => one.price_loss * one.count) / rows
  const trend_loss = sum((one) => one.trend_loss * one.count) / rows
  const price_mae = sum(({ mae }) => mae) / sum(({ weight }) => weight)
  return { loss: 2 * price_loss + trend_loss, price_loss, trend_loss, price_mae }
}

const figureNames = ['loss', 'price_loss', 'trend_loss', 'price_mae'] as const
const order = Array.from({ length: rows }, (_, i) => i)

const make = (arrangement?: 'list' | 'named') => Trainer.create(twoPartProgram(arrangement), { threads: 1 })
const quiet = { verbose: 0, shuffle: false } as const
const weightsOf = (trainer: Trainer): Weights => {
  const read = (name: string) => Array.from((trainer.weights().get(name) as TensorData).data, Number)
  return { kernel: read('kernel'), slope: read('slope')[0] as number }
}

const expectFigures = (got: Readonly<Record<string, number | undefined>>, wanted: Sums, prefix = '') => {
  for (const name of figureNames) expect(got[prefix + name], name).toBeCloseTo(wanted[name], 5)
}

describe('fit', () => {
  it.each<[string, object, RowWeights]>([
    ['without weights', {}, ones],
    ['by weights for each output', { sampleWeight }, given],
    ['by weights for one output', { sampleWeight: { price: sampleWeight.price } }, { ...ones, price: given.price }],
    ['by weights for the other', { sampleWeight: { trend: sampleWeight.trend } }, { ...ones, trend: given.trend }],
    ['by no weights at all', { sampleWeight: {} }, ones],
    ['by undefined ones', { sampleWeight: { price: undefined } }, ones],
  ])('%s, with a last batch that is smaller', async (_, options, weights) => {
    await using trainer = await make()
    const { history } = await trainer.fit(x, y, { ...quiet, ...options, epochs: 3, batchSize: 4 } as never)
    const wanted = trained(firstWeights, 3, 4, weights)
    for (const [epoch, figures] of wanted.history.entries()) {
      expectFigures(Object.fromEntries(figureNames.map((name) => [name, history[name]?.[epoch]])), figures)
    }
    const { kernel, slope } = weightsOf(trainer)
    expect([...kernel, slope].map((w) => w.toFixed(4))).toEqual(
      [...wanted.weights.kernel, wanted.weights.slope].map((w) => w.toFixed(4)),
    )
    expectFigures(await trainer.evaluate(x, y, options), epochFigures([judged(wanted.weights, order, weights)]))
  })

  it('repeats the weights of rows over their steps', async () => {
    await using trainer = await make()
    const byRow = tensor(
      Float32Array.from(order, (row) => row),
      [rows, 1],
    )
    const figures = await trainer.evaluate(x, y, { sampleWeight: { trend: byRow }, batchSize: 3 })
    expectFigures(figures, epochFigures([judged(firstWeights, order, { ...ones, trend: (row) => row })]))
  })

  it('validates, by weights of the validation data', async () => {
    await using trainer = await make()
    const validationData = [x, y, sampleWeight] as never
    const { history } = await trainer.fit(x, y, { ...quiet, batchSize: 10, validationData })
    const last = Object.fromEntries(Object.entries(history).map(([name, values]) => [name, values[0]]))
    const after = trained(firstWeights, 1, 10, ones).weights
    expectFigures(last, epochFigures([judged(after, order, given)]), 'val_')
  })

  it('holds back the last rows of every tensor', async () => {
    await using whole = await make()
    await using parts = await make()
    const cut = <T extends Record<string, Tensor>>(all: T, from: number, to: number) =>
      Object.fromEntries(Object.entries(all).map(([name, one]) => [name, one.slice(from, to)]))
    const held = (all: Record<string, Tensor>) => cut(all, 7, 10)
    const kept = (all: Record<string, Tensor>) => cut(all, 0, 7)
    const split = await whole.fit(x, y, { ...quiet, sampleWeight, validationSplit: 0.3 })
    const given = await parts.fit(kept(x), kept(y), {
      ...quiet,
      sampleWeight: kept(sampleWeight),
      validationData: [held(x), held(y), held(sampleWeight)],
    } as never)
    expect(split.history).toEqual(given.history)
    expect(Object.keys(split.history)).toContain('val_price_mae')
  })

  it('draws the rows of all tensors in one order', async () => {
    await using trainer = await make()
    const exact = await trainer.predict(x)
    const { price, trend } = exact as unknown as typeof y
    const { history } = await trainer.fit(x, { price, trend }, { verbose: 0, epochs: 3, batchSize: 3 })
    expect(Math.max(...history.loss)).toBeLessThan(1e-12)
  })

  it('takes lists as it takes names', async () => {
    await using named = await make('named')
    await using list = await make('list')
    const options = { ...quiet, epochs: 2, batchSize: 4 }
    const wanted = await named.fit(x, y, { ...options, sampleWeight: { trend: sampleWeight.trend } })
    const got = await list.fit([x.size, x.series], [y.price, y.trend], {
      ...options,
      sampleWeight: [undefined, sampleWeight.trend],
    } as never)
    expect(got.history).toEqual(wanted.history)
  })
})

describe('predict', () => {
  const shapes = [
    [rows, 1],
    [rows, time, 1],
    [rows, 2],
  ]

  it('gives all outputs by name, and joins batches', async () => {
    await using trainer = await make()
    const whole = (await trainer.predict(x)) as unknown as Record<string, Tensor>
    expect(Object.keys(whole)).toEqual(['price', 'trend', 'twice'])
    expect(Object.values(whole).map(({ shape }) => shape)).toEqual(shapes)
    expect(at(whole['price'] as Tensor, 1)).toBeCloseTo(0.5 * at(x.size, 2) - at(x.size, 3), 6)
    expect(at(whole['trend'] as Tensor, 4)).toBeCloseTo(2 * at(x.series, 4), 6)
    expect(at(whole['twice'] as Tensor, 5)).toBeCloseTo(2 * at(x.size, 5), 6)
    expect(await trainer.predict(x, { batchSize: 4 })).toEqual(whole)
  })

  it('gives them in a list', async () => {
    await using trainer = await make('list')
    const all = (await trainer.predict([x.size, x.series])) as unknown as Tensor[]
    expect(all.map(({ shape }) => shape)).toEqual(shapes)
  })
})

it('graphs have an input of weights for each loss', async () => {
  await using trainer = await make()
  const names = ({ inputs }: { readonly inputs: readonly { readonly name: string }[] }) =>
    inputs.map(({ name }) => name)
  for (const graph of [
    trainer.exportTraining({ sampleWeight: true }),
    trainer.exportEvaluation({ sampleWeight: true }),
  ])
    expect(names(graph)).toEqual(expect.arrayContaining(['price:sample_weight', 'trend:sample_weight']))
  expect(names(trainer.exportEvaluation())).not.toContain('price:sample_weight')
})

describe('data that do not fit', () => {
  let named: Trainer
  let list: Trainer
  beforeAll(async () => {
    named = await make('named')
    list = await make('list')
  })
  afterAll(() => Promise.all([named.release(), list.release()]))

  const nan = tensor(
    Float32Array.from({ length: 20 }, (_, i) => (i === 7 ? Number.NaN : 0)),
    [10, 2],
  )
  const { size, series } = x

  it.each<[string, unknown, unknown, string]>([
    ['one tensor', size, y, 'x must be an object of tensors by input, such as { size, series }; got a Tensor'],
    [
      'a list',
      [size, series],
      y,
      'x must be an object of tensors by input, such as { size, series }; got [Tensor, Tensor]',
    ],
    ['nothing', undefined, y, 'x must be an object of tensors by input, such as { size, series }; got undefined'],
    ['a missing input', { size }, y, "x has no tensor for input 'series'; the model's inputs are size and series"],
    [
      'a misspelt input',
      { size, serie: series },
      y,
      "x has a tensor for 'serie', which no input takes; the model's inputs are size and series",
    ],
    ['no tensor', { size, series: 'one' }, y, 'x.series must be a tensor; make one with tensor(…)'],
    ['numbers', { size, series: [1, 2] }, y, "x.series has samples of shape [], but the model's input is [time, 1]"],
    ['undefined', { size, series: undefined }, y, 'x.series must be a tensor'],
    ['no number', { size: nan, series }, y, 'x.size holds NaN in row 3; expected finite numbers'],
    [
      'no rows',
      { size: drawn(0, 2), series: drawn(0, 3, 1) },
      { price: drawn(0), trend: drawn(0, 3) },
      'x.size has no rows',
    ],
    [
      'no steps',
      { size, series: drawn(10, 0, 1) },
      { ...y, trend: drawn(10, 0) },
      'x.series has no elements: its shape is [10, 0, 1]',
    ],
    ['one target', x, y.price, 'y must be an object of tensors by output, such as { price, trend }; got a Tensor'],
    [
      'a missing target',
      x,
      { trend: y.trend },
      "y has no tensor for output 'price'; the outputs with a loss are price and trend",
    ],
    [
      'a target for an output without a loss',
      x,
      { ...y, twice: size },
      "y has a tensor for 'twice', which no loss takes; the outputs with a loss are price and trend",
    ],
    [
      'a wrong number',
      x,
      { ...y, price: tensor(Float32Array.of(1, Number.POSITIVE_INFINITY, ...new Array(8))) },
      'y.price holds Infinity in row 1',
    ],
  ])('by name: %s', async (_, samples, targets, sentence) => {
    await expect(named.fit(samples as never, targets as never, { verbose: 0 })).rejects.toThrow(`fit: ${sentence}`)
    await expect(named.evaluate(samples as never, targets as never)).rejects.toThrow(`evaluate: ${sentence}`)
    if (samples !== x)
      await expect(named.predict(samples as never)).rejects.toThrow(`predict: ${sentence.split('; expected')[0]}`)
    const validationData = [samples, targets] as never
    await expect(named.fit(x, y, { verbose: 0, validationData })).rejects.toThrow(`fit: validationData: ${sentence}`)
  })

  it.each<[string, unknown, unknown, unknown, string]>([
    [
      'an object',
      x,
      [y.price, y.trend],
      undefined,
      'x must be a list of 2, a tensor for each input; got { size, series }',
    ],
    ['too few', [size], [y.price, y.trend], undefined, 'x is a list of 1; expected 2, a tensor for each input'],
    [
      'too many',
      [size, series],
      [y.price, y.trend, size],
      undefined,
      'y is a list of 3; expected 2, a tensor for each loss',
    ],
    ['a hole', [size, series], [y.price, undefined], undefined, 'y[1] must be a tensor'],
    [
      'one weight',
      [size, series],
      [y.price, y.trend],
      sampleWeight.price,
      'sampleWeight is one tensor; give weights for each output, as y is given: [weights, …]',
    ],
    [
      'few weights',
      [size, series],
      [y.price, y.trend],
      [sampleWeight.price],
      'sampleWeight is a list of 1; expected 2, a tensor for each loss',
    ],
  ])('in a list: %s', async (_, samples, targets, weights, sentence) => {
    const options = { sampleWeight: weights as never }
    await expect(list.evaluate(samples as never, targets as never, options)).rejects.toThrow(`evaluate: ${sentence}`)
  })

  it.each<[string, unknown, string]>([
    [
      'a misspelt output',
      { pric: sampleWeight.price },
      "sampleWeight has a tensor for 'pric', which no loss takes; the outputs with a loss are price and trend",
    ],
    ['null', { price: null }, 'sampleWeight.price must be a tensor'],
    [
      'too few rows',
      { price: tensor(new Float32Array(9)) },
      'x has 10 rows, but sampleWeight.price has 9; give as many rows to both',
    ],
  ])('weights: %s', async (_, weights, sentence) => {
    await expect(named.fit(x, y, { verbose: 0, sampleWeight: weights as never })).rejects.toThrow(`fit: ${sentence}`)
  })
})
