import { afterEach, expect, it, vi } from 'vitest'
import { directSession } from '../../src/runtime/direct-session.js'
import { type NativeTensor, nativeTensor } from '../../src/runtime/native-tensor.js'
import { Session } from '../../src/runtime/session.js'
import { GraphWriter } from './graph-writer.js'
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

it('runs that fail let them come too', async () => {
  const writer = new GraphWriter('row')
  writer.node('Gather', ['x', 'at'], 'y', {})
  const x = { name: 'x', dtype: 'float32', shape: [3] } as const
  const at = { name: 'at', dtype: 'int32', shape: [1] } as const
  const session = await Session.create(writer.compile([x, at], [{ name: 'y', dtype: 'float32', shape: [1] }]), {
    threads: 1,
  })
  const bad = {
    x: nativeTensor({ dtype: 'float32', shape: [3], data: new Float32Array(3) }),
    at: nativeTensor({ dtype: 'int32', shape: [1], data: Int32Array.of(7) }),
  }
  let ticks = 0
  const timer = setInterval(() => ticks++, 1)
  const began = performance.now()
  while (performance.now() - began < 200) await expect(session.run(bad)).rejects.toThrow('out of')
  expect(ticks).toBeGreaterThan(3)
  clearInterval(timer)
  await session.release()
})

it('a run is over before the next turn of the event loop', async () => {
  const session = await Session.create(graph, { threads: 1 })
  const first: string[] = []
  // where the machine is busy, one may take longer than runs may keep the event loop
  for (let i = 0; i < 5; i++) {
    await new Promise((resolve) => setTimeout(resolve, 1))
    const turn = new Promise<string>((resolve) => setImmediate(() => resolve('turn')))
    first.push(await Promise.race([session.run(feeds).then(() => 'run'), turn]))
  }
  expect(first).toContain('run')
  await session.release()
})
