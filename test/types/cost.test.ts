import { afterAll, expect, test } from 'vitest'
import { ceilings } from './cost/ceilings.js'
import { CostMeter } from './cost/measure.js'

/* What the types cost the compiler: instantiations, which do not vary from run to run. `npm run typecost` prints them all. */

const meter = new CostMeter()
afterAll(() => meter.release())

test.each(ceilings.map((ceiling) => [ceiling.program.title, ceiling] as const))('%s', (_, ceiling) => {
  const { errors, instantiations } = meter.measure(ceiling.program)
  expect(errors).toEqual(ceiling.errors)
  expect(instantiations).toBeGreaterThan(0)
  expect(instantiations).toBeLessThanOrEqual(ceiling.instantiations)
})
