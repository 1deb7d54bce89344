import { describe, expect, test } from 'vitest'
import { type TensorData, withScope } from '../../src/codegen/ir/value.js'
import * as schedules from '../../src/codegen/schedules/index.js'
import { rateAt, rateIn, type Schedule } from '../../src/codegen/schedules/schedule.js'
import golden from '../golden/schedules.json' with { type: 'json' }
import { distance, evaluate, floats, numbers } from '../support/evaluate.js'

interface Case {
  readonly schedule: keyof typeof schedules
  readonly options: never
  readonly steps: readonly number[]
  readonly rates: readonly number[]
}

const cases = golden as unknown as readonly Case[]
const makers: Readonly<Record<keyof typeof schedules, (options: never) => Schedule>> = { ...schedules }
const made = ({ schedule, options }: Case): Schedule => makers[schedule](options)

describe('equal to Keras, as numbers and in a graph', () => {
  test.each(cases)('$schedule $options', async (one) => {
    const schedule = made(one)
    const told = one.steps.map((step) => rateAt(schedule, step))
    expect(distance(told, one.rates)).toBeLessThan(1e-8)
    const got = await evaluate(
      (step) => ({ rate: withScope('schedule', () => rateIn(schedule, step)) }),
      [floats([one.steps.length], one.steps)],
    )
    const rates = numbers(got.get('rate') as TensorData)
    // far behind 2^16 steps a float32 knows the place in a cosine less well
    const near = one.steps.filter((step) => step < 2 ** 16).length
    expect(distance(rates.slice(0, near), one.rates.slice(0, near))).toBeLessThan(1e-6)
    expect(distance(rates, one.rates)).toBeLessThan(1e-4)
  })
})

test('every schedule has a case, with defaults and without', () => {
  for (const name of Object.keys(schedules)) {
    expect(cases.filter(({ schedule }) => schedule === name).length, name).toBeGreaterThan(1)
  }
})

const line = { initialLearningRate: 0.1, decaySteps: 10 }

test.each<[string, () => unknown, string]>([
  ['none', () => schedules.cosineDecay(undefined as never), 'cosineDecay: options must be an object, got undefined'],
  [
    'unknown',
    () => schedules.cosineDecay({ ...line, warmUp: 3 } as never),
    'cosineDecay: unknown option warmUp; expected one of initialLearningRate, decaySteps, alpha, warmupTarget, warmupSteps',
  ],
  [
    'missing',
    () => schedules.polynomialDecay({ initialLearningRate: 1 } as never),
    'polynomialDecay: decaySteps must be a positive number, got undefined',
  ],
  [
    'zero steps',
    () => schedules.exponentialDecay({ ...line, decaySteps: 0, decayRate: 0.5 }),
    'exponentialDecay: decaySteps must be a positive number, got 0',
  ],
  [
    'a word',
    () => schedules.inverseTimeDecay({ ...line, decayRate: 0.5, staircase: 'yes' as never }),
    'inverseTimeDecay: staircase must be true or false, got "yes"',
  ],
  [
    'shrinking periods',
    () => schedules.cosineDecayRestarts({ initialLearningRate: 1, firstDecaySteps: 3, tMul: 0.5 }),
    'cosineDecayRestarts: tMul must be a number of 1 or more, got 0.5',
  ],
  [
    'boundaries out of order',
    () => schedules.piecewiseConstantDecay({ boundaries: [3, 2], values: [1, 2, 3] }),
    'piecewiseConstantDecay: boundaries must be a list of increasing numbers, got [3, 2]',
  ],
  [
    'as many values as boundaries',
    () => schedules.piecewiseConstantDecay({ boundaries: [2, 3], values: [1, 2] }),
    'piecewiseConstantDecay: values must have one more than the 2 boundaries, got 2',
  ],
])('%s', (_, make, sentence) => {
  expect(make).toThrow(sentence)
})
