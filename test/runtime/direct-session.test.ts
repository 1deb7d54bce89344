import { afterEach, expect, it, vi } from 'vitest'
import { directSession } from '../../src/runtime/direct-session.js'
import { type NativeTensor, nativeTensor } from '../../src/runtime/native-tensor.js'
import { Session } from '../../src/runtime/session.js'
import { linearProgram } from './linear-program.js'

const graph = linearProgram().prediction()

const feeds: Record<string, NativeTensor> = {
  input: nativeTensor({ dtype: 'float32', shape: [1, 3], data: Float32Array.of(1, 2, 3) }),
  'linear/kernel': nativeTensor({ dtype: 'float32', shape: [3, 1], data: Float32Array.of(1, 1, 1) }),
  'linear/bias': nativeTensor({ dtype: 'float32', shape: [1], data: Float32Array.of(4) }),
}

afterEach(() => {
  vi.doUnmock('onnxruntime-node/dist/binding.js')
  vi.resetModules()
})

it('the runtime has what runs a graph at once', async () => {
  const session = await directSession(graph.model, {})
  expect(session).toBeDefined()
  await session?.release()
})

it.each([
  ['is not there', () => Promise.reject(new Error('no such module'))],
  ['is another', () => ({ initOrt: undefined, binding: undefined })],
])('where that %s, a graph runs all the same', async (_, module) => {
  vi.doMock('onnxruntime-node/dist/binding.js', module)
  vi.resetModules()
  const { directSession: without } = await import('../../src/runtime/direct-session.js')
  expect(await without(graph.model, {})).toBeUndefined()
  const other = await import('../../src/runtime/session.js')
  const session = await other.Session.create(graph, { threads: 1 })
  const { linear } = await session.run(feeds)
  expect(linear?.data).toEqual(Float32Array.of(10))
  await session.release()
})

it('a graph that is not one is an error', async () => {
  await expect(directSession(Uint8Array.of(1, 2, 3), {})).rejects.toThrow('protobuf')
})

it('runs that follow each other let timers come', async () => {
  const session = await Session.create(graph, { threads: 1 })
  let ticks = 0
  const timer = setInterval(() => ticks++, 1)
  const began = performance.now()
  while (performance.now() - began < 200) await session.run(feeds)
  expect(ticks).toBeGreaterThan(3)
  clearInterval(timer)
  await session.release()
})

it('a run is over before the next turn of the event loop', async () => {
  const session = await Session.create(graph, { threads: 1 })
  const events: string[] = []
  for (let i = 0; i < 3; i++) {
    // what other runs have kept the event loop for does not count
    await new Promise((resolve) => setTimeout(resolve, 1))
    const turn = new Promise<void>((resolve) => setImmediate(() => resolve(void events.push('turn'))))
    await session.run(feeds)
    events.push('run')
    await turn
  }
  expect(events.join()).toContain('run,turn')
  await session.release()
})
