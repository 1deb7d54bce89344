import { expect, test } from 'vitest'
import { Pace } from '../../src/runtime/pace.js'

const slow = () => new Promise<void>((go) => setTimeout(go, 30))
const quick = async () => {}

test('the steps of a run double while they are quick, halve where they take too long, by kinds of batches', async () => {
  const pace = new Pace(undefined, [10, 20])
  for (const steps of [1, 2, 4]) await pace.timed({ steps, kind: 'short' }, quick)
  expect([pace.next('short'), pace.next('long'), pace.next()]).toEqual([8, 1, 1])
  await pace.timed({ steps: 8, kind: 'short' }, slow)
  expect(pace.next('short')).toBe(4)
  // less than a whole run says nothing
  await pace.timed({ steps: 2, kind: 'short' }, quick)
  expect(pace.next('short')).toBe(4)
})

test('a fixed number stays', async () => {
  const pace = new Pace(3)
  await pace.timed({ steps: 3 }, quick)
  expect([pace.next(), pace.next('any'), pace.isFixed]).toEqual([3, 3, true])
})
