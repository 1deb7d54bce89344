import { describe, expect, it } from 'vitest'
import { fromGenerator, fromTensors, tensor } from '../../../src/index.js'
import { batchesOf } from './read-all.js'

const numbers = (count: number) => Array.from({ length: count }, (_, i) => i)
const counted = (count: number) => fromTensors(tensor(Float32Array.from(numbers(count))))

/** Batches of the numbers from 0, in these sizes; `open` says how many readings were begun and not yet ended. */
const inBatches = (...sizes: number[]) => {
  const state = { open: 0, begun: 0, given: 0 }
  const dataset = fromGenerator(async function* () {
    state.open += 1
    state.begun += 1
    try {
      let next = 0
      for (const size of sizes) {
        state.given += 1
        yield [tensor(Float32Array.from({ length: size }, () => next++))]
      }
    } finally {
      state.open -= 1
    }
  })
  return { dataset, state }
}

describe('batch', () => {
  it.each([
    [[3, 3, 3], 4],
    [[10], 3],
    [[1, 1, 1, 1, 1], 2],
    [[4, 4], 4],
    [[2, 6, 1], 20],
  ])('makes batches of %j rows hold %i, and the last what is left', async (sizes, size) => {
    const total = sizes.reduce((a, b) => a + b, 0)
    const batches = await batchesOf(inBatches(...sizes).dataset.batch(size))
    expect(batches.flat()).toEqual(numbers(total))
    expect(batches.map(({ length }) => length)).toEqual([
      ...Array<number>(Math.floor(total / size)).fill(size),
      ...(total % size > 0 ? [total % size] : []),
    ])
  })

  it('says which row is not like the others', async () => {
    const ragged = fromGenerator([[tensor([[1, 2]])], [tensor([[1, 2, 3]])]])
    expect(await batchesOf(ragged)).toEqual([
      [1, 2],
      [1, 2, 3],
    ])
    await expect(batchesOf(ragged.batch(2))).rejects.toThrow(
      'test: rows must be alike to be gathered, but row 0 of batch 1 holds float32 [3] after float32 [2]; pad them',
    )
  })
})

describe('shuffle', () => {
  it.each([1, 2, 7, 30, 100, 1000])('gives each of 100 rows once, by a buffer of %i', async (size) => {
    const rows = (await batchesOf(inBatches(9, 40, 1, 50).dataset.shuffle(size))).flat()
    expect([...rows].sort((a, b) => a - b)).toEqual(numbers(100))
    // a row may not come before it was read into the buffer
    for (const [at, row] of rows.entries()) expect(row).toBeLessThan(at + size)
    if (size === 1) expect(rows).toEqual(numbers(100))
    else expect(rows).not.toEqual(numbers(100))
  })

  it('follows from the seed and the epoch', async () => {
    const own = counted(50).shuffle(50, { seed: 1 })
    expect(await batchesOf(own, 3)).toEqual(await batchesOf(counted(50).shuffle(50, { seed: 1 }), 3, 99))
    expect(await batchesOf(own, 3)).not.toEqual(await batchesOf(own, 4))
    expect(await batchesOf(counted(50).shuffle(50), 0, 1)).not.toEqual(await batchesOf(counted(50).shuffle(50), 0, 2))
    const fixed = counted(50).shuffle(50, { reshuffleEachIteration: false })
    expect(await batchesOf(fixed, 3)).toEqual(await batchesOf(fixed, 4))
    const twice = (await batchesOf(counted(50).shuffle(50).shuffle(50))).flat()
    expect(new Set(twice).size).toBe(50)
  })

  it('is uniform where the buffer holds all rows', async () => {
    const firsts = [0, 0, 0, 0]
    for (let seed = 0; seed < 2000; seed++) {
      const [first = 0] = (await batchesOf(counted(4).shuffle(4), 0, seed)).flat()
      firsts[first] = (firsts[first] as number) + 1
    }
    // four standard deviations of a binomial of 2000 and a quarter
    for (const count of firsts) expect(Math.abs(count - 500)).toBeLessThan(78)
  })
})

describe('take, skip and repeat', () => {
  it('count rows', async () => {
    const ten = counted(10)
    expect((await batchesOf(ten.take(3))).flat()).toEqual([0, 1, 2])
    expect((await batchesOf(ten.skip(7))).flat()).toEqual([7, 8, 9])
    expect((await batchesOf(ten.skip(2).take(3).repeat(2))).flat()).toEqual([2, 3, 4, 2, 3, 4])
    expect(await batchesOf(ten.take(0))).toEqual([])
    expect(await batchesOf(ten.skip(10))).toEqual([])
    expect([ten.take(3), ten.skip(7), ten.repeat(3), ten.repeat()].map(({ source }) => source.rows())).toEqual([
      3,
      3,
      30,
      Number.POSITIVE_INFINITY,
    ])
    expect((await batchesOf(inBatches(4, 4).dataset.skip(3).batch(2))).flat()).toEqual([3, 4, 5, 6, 7])
  })

  it('end what they read when they have enough', async () => {
    const { dataset, state } = inBatches(2, 2, 2, 2)
    expect((await batchesOf(dataset.take(3))).flat()).toEqual([0, 1, 2])
    expect(state).toEqual({ open: 0, begun: 1, given: 2 })
  })

  it('shuffles each repetition anew', async () => {
    const rows = (await batchesOf(counted(20).shuffle(20).repeat(2))).flat()
    expect(rows.slice(0, 20)).not.toEqual(rows.slice(20))
    expect([...rows.slice(20)].sort((a, b) => a - b)).toEqual(numbers(20))
  })

  it('takes numbers that make sense', () => {
    expect(() => counted(1).shuffle(0)).toThrow('shuffle: bufferSize must be an integer of 1 or more, got 0')
    expect(() => counted(1).batch(1.5)).toThrow('batch: size must be an integer of 1 or more, got 1.5')
    expect(() => counted(1).take(-1)).toThrow('take: count must be an integer of 0 or more, got -1')
    expect(() => counted(1).prefetch('2' as never)).toThrow('prefetch: count must be an integer of 1 or more, got "2"')
  })
})

describe('cache', () => {
  it('reads once where a pass was whole, and gives the same again', async () => {
    const { dataset, state } = inBatches(3, 3)
    const cached = dataset.cache()
    expect((await batchesOf(cached.take(2))).flat()).toEqual([0, 1])
    expect(cached.source.rows()).toBeUndefined()
    for (let pass = 0; pass < 3; pass++) expect((await batchesOf(cached)).flat()).toEqual(numbers(6))
    expect(state.begun).toBe(2)
    expect(cached.source.rows()).toBe(6)
  })
})

describe('prefetch', () => {
  it('reads so many batches ahead, and no more', async () => {
    const { dataset, state } = inBatches(1, 1, 1, 1, 1, 1, 1, 1)
    const ahead: number[] = []
    let taken = 0
    for await (const _ of dataset.prefetch(2)) {
      taken += 1
      await new Promise((resolve) => setTimeout(resolve, 5))
      ahead.push(state.given - taken)
    }
    expect(taken).toBe(8)
    expect(Math.max(...ahead)).toBe(2)
    expect(state.open).toBe(0)
  })

  it('throws an error where it would have come, and ends early without one', async () => {
    const failing = fromGenerator(async function* () {
      yield [[0]]
      yield [[1]]
      throw new Error('the disk is gone')
    }).prefetch(3)
    const seen: unknown[] = []
    const read = async () => {
      for await (const [x] of failing) seen.push(...x.data)
    }
    await expect(read()).rejects.toThrow('the disk is gone')
    expect(seen).toEqual([0, 1])
    const { dataset, state } = inBatches(1, 1, 1, 1)
    for await (const _ of dataset.prefetch(2)) break
    expect(state.open).toBe(0)
  })
})

describe('map', () => {
  it('makes other batches, of other numbers of rows too, and may be async', async () => {
    const doubled = counted(4)
      .batch(2)
      .map((x) => [tensor(Float32Array.from(x.data as Float32Array, (n) => 2 * n))])
    expect(await batchesOf(doubled)).toEqual([
      [0, 2],
      [4, 6],
    ])
    const odd = counted(6).map(async (x) => {
      const kept = Array.from(x.data, Number).filter((n) => n % 2 === 1)
      return [tensor(Float32Array.from(kept)), tensor(Int32Array.from(kept))]
    })
    expect((await batchesOf(odd.batch(2))).flat()).toEqual([1, 3, 5])
    await expect(batchesOf(counted(2).map(() => 'x' as never))).rejects.toThrow(
      'test: what map\'s function gives must be [x, y] or [x, y, sampleWeight] of tensors, got "x"',
    )
    await expect(batchesOf(counted(2).map((x) => [x, [1, 2, 3]]))).rejects.toThrow(
      "what map's function gives: x has 2 rows, but y has 3; give as many rows to both",
    )
  })
})

it('asks for batches of one form, of a generator and of map', async () => {
  const forms = [[tensor([1, 2]), tensor([1, 2])], [tensor([1, 2])]] as const
  const generated = fromGenerator<(typeof forms)[number]>(() => forms)
  await expect(batchesOf(generated)).rejects.toThrow(
    'test: batch 1 has 1 tensors, without targets, but the first has 2 tensors; give all batches the same form',
  )
  let calls = 0
  const weighted = counted(4)
    .batch(2)
    .map((x) => (calls++ === 0 ? [x, x, x] : [x, x]) as never)
  await expect(batchesOf(weighted)).rejects.toThrow(
    "test: what map's function gives for row 2 has 2 tensors, but the first has 3 tensors, with sample weights; give all",
  )
})

it('keeps batches from a generator that uses its arrays again', async () => {
  const own = new Float32Array(2)
  const dataset = fromGenerator(function* () {
    for (let i = 0; i < 4; i++) yield [tensor(own.fill(i))]
  })
  expect(await batchesOf(dataset.batch(8))).toEqual([[0, 0, 1, 1, 2, 2, 3, 3]])
})
