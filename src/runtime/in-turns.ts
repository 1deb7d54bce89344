import { setImmediate } from 'node:timers/promises'
import type { Slices } from '../codegen/slices.js'

/** Milliseconds of work before the event loop turns. */
const turn = 8

/** Does work in slices, so that timers run in between. */
export const inTurns = async <T>(slices: Slices<T>): Promise<T> => {
  for (;;) {
    await setImmediate()
    const began = performance.now()
    do {
      const { done, value } = slices.next()
      if (done) return value
    } while (performance.now() - began < turn)
  }
}
