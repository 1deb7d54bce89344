import { expect, it } from 'vitest'
import { firstNonFinite } from '../../src/runtime/finite.js'

it('finds the first number that is not finite, wherever it is', () => {
  const largest = 3.4028234663852886e38
  for (const length of [1, 8, 21]) {
    const fine = Float32Array.from({ length }, (_, i) => [0, -0, 1e-45, largest, -largest][i % 5] as number)
    expect(firstNonFinite(fine)).toBe(-1)
    for (const value of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
      for (let at = 0; at < length; at++) {
        const spoilt = fine.slice()
        spoilt[at] = value
        spoilt[length - 1] = value
        expect(firstNonFinite(spoilt)).toBe(at)
      }
    }
  }
})
