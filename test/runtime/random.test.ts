import { describe, expect, it } from 'vitest'
import { createRandom, shuffle } from '../../src/runtime/random.js'

const draws = (seed: number, stream: string, count: number) => {
  const random = createRandom(seed, stream)
  return Array.from({ length: count }, random)
}

describe('random', () => {
  it('draws the same bits everywhere', () => {
    // so that a change of the generator, which would change every model trained from a seed, is seen
    expect(draws(0, 'dense/kernel', 3).map((x) => x * 2 ** 32)).toMatchInlineSnapshot(`
      [
        626926426,
        3919276785,
        564049110,
      ]
    `)
    expect(draws(-7, 'shuffle/3', 3).map((x) => x * 2 ** 32)).toMatchInlineSnapshot(`
      [
        4232172245,
        846725856,
        1780398123,
      ]
    `)
  })

  it('draws other numbers for other seeds and other streams', () => {
    const first = [draws(0, 'a', 4), draws(1, 'a', 4), draws(0, 'b', 4), draws(-1, 'a', 4)].map((list) => list.join())
    expect(new Set(first).size).toBe(4)
  })

  it('is uniform on [0, 1)', () => {
    const numbers = draws(5, 'uniform', 100_000)
    const counts = new Array<number>(10).fill(0)
    for (const x of numbers) counts[Math.floor(x * 10)] = (counts[Math.floor(x * 10)] as number) + 1
    const chiSquared = counts.reduce((sum, count) => sum + (count - 10_000) ** 2 / 10_000, 0)
    // 99.9 % of such sums, with nine degrees of freedom, are below 27.9
    expect(chiSquared).toBeLessThan(27.9)
    expect(Math.min(...numbers.slice(0, 1000))).toBeGreaterThanOrEqual(0)
    expect(Math.max(...numbers.slice(0, 1000))).toBeLessThan(1)
  })

  it('shuffles to every order equally often', () => {
    const random = createRandom(3, 'orders')
    const counts = new Map<string, number>()
    for (let i = 0; i < 6000; i++) {
      const order = Uint32Array.of(0, 1, 2)
      shuffle(order, random)
      counts.set(order.join(), (counts.get(order.join()) ?? 0) + 1)
    }
    expect(counts.size).toBe(6)
    for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(120)
  })
})
