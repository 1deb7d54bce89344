import { describe, expect, it } from 'vitest'
import { fromGenerator, fromTensors, input, sequential, type Tensor, tensor } from '../../../src/index.js'
import { areBorrowed, borrow, giveBack, keep } from '../../../src/runtime/data/borrowed.js'
import type { Dataset } from '../../../src/runtime/data/dataset.js'
import { createRandom } from '../../../src/runtime/random.js'

const floats = (length: number) => ({ data: borrow('float32', length), shape: [length], dtype: 'float32' as const })

describe('arrays that serve again', () => {
  it('come back to who asks for as many elements', () => {
    const [one, another] = [floats(5000), floats(5001)]
    giveBack([one, another])
    expect(borrow('int32', 5000)).not.toBe(one.data)
    expect(borrow('float32', 5000)).toBe(one.data)
    expect(borrow('float32', 5000)).not.toBe(one.data)
    expect(borrow('float32', 5001)).toBe(another.data)
  })

  it('come back once, whole, and unless they are kept', () => {
    const [twice, part, kept] = [floats(6000), floats(6000), floats(6000)]
    giveBack([twice, twice])
    giveBack([{ ...part, data: part.data.subarray(0, 6000) }])
    keep([kept])
    giveBack([kept])
    expect([twice, part, kept].map((one) => areBorrowed([one]))).toEqual([false, true, false])
    const again = [borrow('float32', 6000), borrow('float32', 6000)]
    expect(again[0]).toBe(twice.data)
    expect([twice.data, part.data, kept.data]).not.toContain(again[1])
  })

  it('are forgotten beyond 32 MB, the first of them first', () => {
    const many = Array.from({ length: 5 }, () => floats(2 ** 21))
    giveBack(many)
    const again = many.map(() => borrow('float32', 2 ** 21))
    expect(again.map((data) => many.findIndex((one) => one.data === data))).toEqual([4, 3, 2, 1, -1])
  })

  it('that are small are not kept', () => {
    const small = floats(100)
    giveBack([small])
    expect(borrow('float32', 100)).not.toBe(small.data)
  })
})

/* Batches of enough bytes to be borrowed: what a fit sees is what the dataset gives. */
const [rows, width, epochs] = [192, 200, 3]
const random = createRandom(0, 'borrowed')
const x = tensor(Float32Array.from({ length: rows * width }, random), [rows, width])
const y = tensor(Float32Array.from({ length: rows * 200 }, random), [rows, 200])

/** Batches of 64 rows, in the same two arrays each time. */
const reusing = () => {
  const [samples, targets] = [new Float32Array(64 * width), new Float32Array(64 * width)]
  return fromGenerator(function* () {
    for (let start = 0; start < rows; start += 64) {
      samples.set(x.data.subarray(start * width, (start + 64) * width))
      targets.set(y.data.subarray(start * width, (start + 64) * width))
      yield [tensor(samples, [64, width]), tensor(targets, [64, width])] as const
    }
  })
}
const inMemory = () => fromTensors(x, y)

type Data = Dataset<[number, number], [number, number]>

const datasets: Readonly<Record<string, () => Data>> = {
  'a generator that fills the same arrays': reusing,
  'batches of others': () => reusing().batch(24),
  'batches larger than those that came': () => reusing().batch(96),
  'rows in another order': () => reusing().shuffle(100, { seed: 1 }).batch(24),
  'a cache': () => reusing().cache(),
  'batches of a cache': () => reusing().cache().batch(24),
  'a cache of batches': () => reusing().batch(24).cache(),
  'a cache in another order': () => reusing().cache().shuffle(100, { seed: 1 }).batch(24),
  'a cache of an order': () => reusing().shuffle(100, { seed: 1 }).batch(24).cache(),
  'what a function gives': () => reusing().map((x, y) => [x, y] as const) as Data,
  'the rest of a batch': () => reusing().skip(48).batch(24),
  'tensors in one batch': () => inMemory().batch(rows),
  'tensors in batches': () => inMemory().batch(24),
}

const compiled = (stepsPerExecution: number | 'auto') =>
  sequential(input([width]))
    .dense(width)
    .compile({ optimizer: 'sgd', loss: 'mse', seed: 1, threads: 1, stepsPerExecution })

describe.each(Object.entries(datasets))('a fit on %s', (_, make) => {
  it.each([1, 'auto'] as const)('sees what the dataset gives, %s steps a run', async (stepsPerExecution) => {
    const given: { readonly x: number[]; readonly y: number[] } = { x: [], y: [] }
    let batchSize = 0
    for (let epoch = 0, dataset = make(); epoch < epochs; epoch++) {
      for await (const { columns } of dataset.source.read('test', { epoch, seed: 0, signal: undefined })) {
        given.x.push(...Array.from(columns[0]?.data ?? [], Number))
        given.y.push(...Array.from(columns[1]?.data ?? [], Number))
        batchSize ||= columns[1]?.shape[0] ?? 0
      }
    }
    const weightsAfter = async (train: (trainer: Awaited<ReturnType<typeof compiled>>) => Promise<unknown>) => {
      await using trainer = await compiled(stepsPerExecution)
      await train(trainer)
      return [...trainer.weights().values()].map(({ data }) => Buffer.from(data.buffer).toString('base64'))
    }
    const count = given.y.length / width
    const [samples, targets] = [given.x, given.y].map((of) => tensor(Float32Array.from(of), [count, width])) as [
      Tensor<[number, number]>,
      Tensor<[number, number]>,
    ]
    const expected = await weightsAfter((trainer) =>
      trainer.fit(samples, targets, { batchSize, shuffle: false, verbose: 0, epochs: 1 }),
    )
    // a dataset for validation beside it takes arrays too
    const options = { verbose: 0, epochs, validationData: reusing().batch(24) } as const
    const seen = await weightsAfter((trainer) => trainer.fit(make(), options))
    expect(seen.every((weight, i) => weight === expected[i])).toBe(true)
  })
})

it('never takes the tensors of a user', async () => {
  for await (const { columns } of inMemory().source.read('test', { epoch: 0, seed: 0, signal: undefined })) {
    expect(areBorrowed(columns)).toBe(false)
  }
})

it('leaves what the function of a map was given', async () => {
  const taken: Tensor[] = []
  await using trainer = await compiled(1)
  const dataset = reusing()
    .batch(24)
    .map((x, y) => {
      taken.push(x)
      return [x, y] as const
    })
  await trainer.fit(dataset as Data, { verbose: 0, epochs: 2 })
  const samples = taken.slice(0, rows / 24).flatMap(({ data }) => Array.from(data, Number))
  expect(samples.every((value, i) => value === x.data[i])).toBe(true)
  expect(samples.length).toBe(x.data.length)
})
