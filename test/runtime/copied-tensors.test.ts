import { expect, it } from 'vitest'
import type { TypedArray } from '../../src/codegen/ir/value.js'
import { copiedTensors } from '../../src/runtime/copied-tensors.js'
import { type Holder, NativeTensor } from '../../src/runtime/native-tensor.js'

/** Holds tensors, and notes how many it is asked for at a time. */
class Elsewhere implements Holder {
  readonly asked: number[] = []

  bringHome(): never {
    throw new Error('nothing is to come home')
  }

  forget(): never {
    throw new Error('nothing is to be forgotten')
  }

  async copies(tensors: readonly NativeTensor[]): Promise<readonly TypedArray[]> {
    this.asked.push(tensors.length)
    return tensors.map(({ dims }) => Float32Array.from(dims))
  }

  async firstNonFinite(): Promise<number> {
    return -1
  }
}

/** A tensor that is away; nothing of its size is made. */
const awayAt = (holder: Holder, length: number): NativeTensor => {
  const tensor = new NativeTensor('float32', [length], null, 'kept')
  tensor.leaveBlank(holder)
  return tensor
}

it('copies what is here, while timers come, and what is away, by its name', async () => {
  const data = Float32Array.from({ length: 2 ** 21 + 3 }, (_, i) => i)
  const here = new NativeTensor('float32', [data.length], data)
  const counter = new NativeTensor('int64', [], BigInt64Array.of(7n))
  let turns = 0
  const timer = setInterval(() => {
    turns += 1
  }, 0)
  const copies = await copiedTensors(
    new Map([
      ['a', here],
      ['b', awayAt(new Elsewhere(), 5)],
      ['c', counter],
    ]),
  )
  clearInterval(timer)
  expect([...copies.keys()]).toEqual(['a', 'b', 'c'])
  expect(copies.get('a')?.data).not.toBe(data)
  expect(copies.get('a')).toEqual({ dtype: 'float32', shape: [data.length], data })
  expect(copies.get('b')?.data).toEqual(Float32Array.of(5))
  expect(copies.get('c')).toEqual({ dtype: 'int64', shape: [], data: BigInt64Array.of(7n) })
  expect(turns).toBeGreaterThan(0)
})

it('asks for some tensors at a time, so that none of the answers is large', async () => {
  const holder = new Elsewhere()
  const sizes = [2 ** 22, 2 ** 22, 10, 2 ** 24, 3]
  const copies = await copiedTensors(new Map(sizes.map((size, i) => [`${i}`, awayAt(holder, size)])))
  expect(holder.asked).toEqual([2, 2, 1])
  expect([...copies.values()].map(({ data }) => data[0])).toEqual(sizes)
})

it('gives each name an array of its own, of what is here and of what is away', async () => {
  const here = new NativeTensor('float32', [2], Float32Array.of(1, 2))
  const away = awayAt(new Elsewhere(), 5)
  const copies = await copiedTensors(
    new Map([
      ['a', away],
      ['b', here],
      ['c', away],
      ['d', here],
    ]),
  )
  const arrays = [...copies.values()].map(({ data }) => data)
  expect(new Set(arrays).size).toBe(4)
  expect(arrays.map((data) => [...data])).toEqual([[5], [1, 2], [5], [1, 2]])
})

it('rejects where the elements go while they are copied', async () => {
  const data = new Float32Array(2 ** 24)
  const copies = copiedTensors(new Map([['a', new NativeTensor('float32', [data.length], data)]]))
  const refused = expect(copies).rejects.toThrow(
    'a tensor of 16777216 elements has 0 amid its copying: another run took them',
  )
  // between two of its slices
  setImmediate(() => setImmediate(() => structuredClone(data, { transfer: [data.buffer] })))
  await refused
})
