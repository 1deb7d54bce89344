// Comes before session-worker.js in its thread: what a test says on this channel makes memory short there, or is told how much is held.
import { setImmediate } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { BroadcastChannel } from 'node:worker_threads'

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc')

const channel = new BroadcastChannel('tenon-watched-thread')
channel.unref()
/** Arrays of so many elements cannot be had. */
let refused = 0

channel.onmessage = async ({ data: request }) => {
  if ('refuse' in request) refused = request.refuse
  // what the first collection frees may hold more
  for (let i = 0; i < 2; i++) {
    collectGarbage()
    await setImmediate()
  }
  channel.postMessage({ held: process.memoryUsage().arrayBuffers })
}

globalThis.Float32Array = new Proxy(Float32Array, {
  construct: (target, given, as) => {
    if (refused > 0 && given[0] === refused) throw new RangeError('Array buffer allocation failed')
    return Reflect.construct(target, given, as)
  },
})
