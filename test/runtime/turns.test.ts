import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { Turns } from '../../src/runtime/turns.js'

it('runs one piece of work at a time, in order, and goes on after a failure', async () => {
  const turns = new Turns()
  const events: string[] = []
  const work = (name: string, fails = false) =>
    turns.take(async () => {
      events.push(`${name} begins`)
      await sleep(2)
      events.push(`${name} ends`)
      if (fails) throw new Error(name)
      return name
    })
  const results = Promise.allSettled([work('a'), work('b', true), work('c')])
  expect((await results).map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
  expect(events).toEqual(['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends'])
})
