import { AsyncResource } from 'node:async_hooks'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
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

describe('a turn that is lent', () => {
  /** Notes when work begins and ends. */
  const noting = (turns: Turns) => {
    const events: string[] = []
    const work = (name: string) =>
      turns.take(async () => {
        events.push(`${name} begins`)
        await sleep(2)
        events.push(`${name} ends`)
      })
    return { events, work }
  }

  it('waits for what was asked for and not awaited, before its own work goes on', async () => {
    const turns = new Turns()
    const { events, work } = noting(turns)
    await turns.take(async (turn) => {
      void work('outside')
      await turn.lend(() => {
        void work('a')
        void work('b')
      })
      events.push('own work')
    })
    await work('last')
    expect(events.join(', ')).toBe(
      'a begins, a ends, b begins, b ends, own work, outside begins, outside ends, last begins, last ends',
    )
  })

  it('lets what it was lent to ask later, for the next time that it lends, or its end', async () => {
    const turns = new Turns()
    const { events, work } = noting(turns)
    let askLate = () => {}
    let askLast = () => {}
    await turns.take(async (turn) => {
      await turn.lend(() => {
        askLate = AsyncResource.bind(() => void work('late'))
        askLast = AsyncResource.bind(() => void work('last'))
      })
      askLate()
      await sleep(5)
      events.push('own work')
      await turn.lend(() => sleep(5))
      askLast()
      await sleep(5)
      events.push('end')
    })
    await work('behind')
    expect(events.join(', ')).toBe(
      'own work, late begins, late ends, end, last begins, last ends, behind begins, behind ends',
    )
  })

  it('has passed on what it was lent to where it has ended, and turns within it likewise', async () => {
    const turns = new Turns()
    const { events, work } = noting(turns)
    let ask = async () => {}
    await turns.take((outer) =>
      outer.lend(() =>
        turns.take((inner) =>
          inner.lend(() => {
            ask = AsyncResource.bind(() => work('behind both'))
          }),
        ),
      ),
    )
    await ask()
    expect(events).toEqual(['behind both begins', 'behind both ends'])
  })

  it('goes on after a failure of what it was lent to', async () => {
    const turns = new Turns()
    const { events, work } = noting(turns)
    const failing = turns.take(async (turn) => {
      await expect(turn.lend(() => Promise.reject(new Error('borrower')))).rejects.toThrow('borrower')
      await turn.lend(() => work('a'))
      throw new Error('own')
    })
    await expect(failing).rejects.toThrow('own')
    await work('b')
    expect(events).toEqual(['a begins', 'a ends', 'b begins', 'b ends'])
  })

  it('lasts for what is still being made, even where its work ends before', async () => {
    const turns = new Turns()
    const { events, work } = noting(turns)
    const making = async () => {
      await sleep(5)
      events.push('made')
    }
    await turns.take(async (turn) => void turn.lastingFor(making()))
    events.push('given')
    await work('next')
    expect(events).toEqual(['given', 'made', 'next begins', 'next ends'])
  })
})
