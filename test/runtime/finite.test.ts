import { afterEach, describe, expect, it, vi } from 'vitest'
import type { TensorData } from '../../src/codegen/ir/value.js'
import { firstNonFinite, nonFiniteIn } from '../../src/runtime/finite.js'
import { requireSameTensors } from '../../src/runtime/same-tensors.js'
import { TrainingState } from '../../src/runtime/state.js'
import { linearProgram } from './linear-program.js'

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

describe('an array is looked at in slices', () => {
  const length = 2 ** 24 + 1
  const data = new Float32Array(length)
  data[length - 1] = Number.NaN
  const where = `NaN (element ${length - 1} of ${length})`

  afterEach(() => void vi.restoreAllMocks())

  /** How often the event loop turns while work runs for which each look at the clock takes long. */
  const turnsOf = async (work: () => Promise<unknown>): Promise<number> => {
    let clock = 0
    vi.spyOn(performance, 'now').mockImplementation(() => {
      clock += 100
      return clock
    })
    let turns = 0
    let immediate: NodeJS.Immediate | undefined
    const turn = () => {
      turns += 1
      immediate = setImmediate(turn)
    }
    turn()
    await work()
    clearImmediate(immediate)
    return turns
  }

  it('and what is found is where it is in all of it', () => {
    expect(nonFiniteIn(data)).toBe(where)
    expect(nonFiniteIn(Float64Array.of(1, Number.POSITIVE_INFINITY))).toBe('Infinity (element 1 of 2)')
    expect(nonFiniteIn(BigInt64Array.of(1n))).toBeUndefined()
  })

  it('of weights that are read', async () => {
    const given = new Map([['kernel', { dtype: 'float32', shape: [length], data }]] as const)
    const turns = await turnsOf(async () => {
      await expect(requireSameTensors('the file', given, given)).rejects.toThrow(`the file: kernel holds ${where}`)
    })
    expect(turns).toBeGreaterThan(4)
  })

  it('of the state', async () => {
    const state = TrainingState.create(linearProgram({ features: length }), 0)
    const { dtype, shape } = state.shapes().get('linear/kernel') as Omit<TensorData, 'data'>
    state.adopt(new Map([['linear/kernel', { dtype, shape, data }]]))
    const turns = await turnsOf(async () => {
      expect(await state.nonFinite()).toBe(`weight linear/kernel holds ${where}`)
    })
    expect(turns).toBeGreaterThan(4)
  })
})
