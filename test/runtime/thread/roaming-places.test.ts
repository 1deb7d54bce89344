import { afterEach, expect, test, vi } from 'vitest'
import { RoamingSession } from '../../../src/runtime/roaming-session.js'
import { Session } from '../../../src/runtime/session.js'
import { linearProgram } from '../linear-program.js'

afterEach(() => vi.restoreAllMocks())

/** Where runs that take so many milliseconds, one after the other, are. */
const placesOf = async (milliseconds: readonly number[]): Promise<string> => {
  let now = 0
  let places = ''
  let takes = 0
  vi.spyOn(performance, 'now').mockImplementation(() => now)
  vi.spyOn(Session, 'create').mockImplementation(async (_, __, thread) => {
    const run = async () => {
      now += takes
      places += thread ? 'T' : 'h'
      return {}
    }
    return { run, release: async () => {} } as unknown as Session
  })
  const session = new RoamingSession(
    linearProgram().prediction(),
    {},
    () => {
      throw new Error('no thread is begun here')
    },
    () => {},
    0,
  )
  for (takes of milliseconds) await session.run({}, 8)
  return places
}

test('runs that take long go to the other thread, and one that was held up does not', async () => {
  // the first also allocates
  expect(await placesOf([30, 3, 3, 3])).toBe('hhhh')
  expect(await placesOf([3, 3, 9, 3, 3])).toBe('hhhhh')
  expect(await placesOf([3, 9, 9, 9, 9])).toBe('hhTTT')
  expect(await placesOf([3, 7, 7, 7, 7])).toBe('hhhhh')
  expect(await placesOf([100, 9, 9])).toBe('hTT')
  expect(await placesOf([60, 9, 9])).toBe('hTT')
})

test('they come back once they take clearly less, not where they took a little less', async () => {
  expect(await placesOf([3, 9, 9, 7.9, 5.1, 7.9, 5.5])).toBe('hhTTTTT')
  expect(await placesOf([3, 9, 9, 4.9, 4.9, 4.9])).toBe('hhTThh')
})
