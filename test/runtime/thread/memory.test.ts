import { BroadcastChannel } from 'node:worker_threads'
import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { NativeTensor } from '../../../src/runtime/native-tensor.js'
import { RuntimeThread } from '../../../src/runtime/runtime-thread.js'
import { Session } from '../../../src/runtime/session.js'
import { Trainer } from '../../../src/runtime/trainer.js'
import { GraphWriter } from '../graph-writer.js'
import { regressionData } from '../linear-data.js'
import { linearProgram } from '../linear-program.js'

/* What the thread holds, and what becomes of it where memory is short there. */

vi.mock('node:worker_threads', async (original) => {
  const real = await original<typeof import('node:worker_threads')>()
  const watching = new URL('./watched-thread.js', import.meta.url).href
  class Worker extends real.Worker {
    constructor(...[file, options]: ConstructorParameters<typeof real.Worker>) {
      super(file, { ...options, execArgv: ['--import', watching] })
    }
  }
  return { ...real, Worker }
})

let channel: BroadcastChannel

beforeAll(() => {
  channel = new BroadcastChannel('tenon-watched-thread')
})

afterAll(() => channel.close())

/** Tells the thread something; gives the bytes of arrays that it has made and holds. */
const told = (request: { readonly refuse: number } | Record<string, never>): Promise<number> =>
  new Promise((resolve) => {
    channel.onmessage = (message) => resolve((message as { data: { held: number } }).data.held)
    channel.postMessage(request)
  })

/** Has a thread begun, and gives it to whoever asks for one next. */
const begun = async (): Promise<RuntimeThread> => {
  const thread = RuntimeThread.start()
  await thread.copies([])
  await thread.end()
  return thread
}

it('a step that it has no memory for leaves the weights, and the next steps go on from them', async () => {
  const { x, y } = regressionData(20)
  const make = () => Trainer.create(linearProgram(), { threads: 1 })
  const steps = async (trainer: Trainer) => {
    const losses = []
    for (let i = 0; i < 3; i++) losses.push((await trainer.trainOnBatch(x, y)).loss)
    return { losses, weights: trainer.weights() }
  }
  const undisturbed = await make()
  const expected = await steps(undisturbed)
  await undisturbed.release()

  await begun()
  // the size of the kernel, whose second buffer the first step makes
  await told({ refuse: 3 })
  const trainer = await make()
  await expect(trainer.trainOnBatch(x, y)).rejects.toThrow('Array buffer allocation failed')
  await expect(trainer.trainOnBatch(x, y)).rejects.toThrow('Array buffer allocation failed')
  await told({ refuse: 0 })
  expect(await steps(trainer)).toEqual(expected)
  await trainer.release()
})

it('what it has forgotten takes no memory, though a session has run on it', async () => {
  const graph = new GraphWriter('largest')
  graph.node('ReduceMax', ['x'], 'y', { keepdims: 0 })
  const spec = { dtype: 'float32', shape: [2 ** 20] } as const
  const compiled = graph.compile([{ name: 'x', ...spec }], [{ name: 'y', dtype: 'float32', shape: [] }])
  const thread = await begun()
  const session = await Session.create(compiled, { threads: 1 }, () => RuntimeThread.start())
  const before = await told({})
  const x = new NativeTensor('float32', spec.shape, null, 'kept')
  await session.run({ x }, { y: null })
  expect((await told({})) - before).toBeGreaterThanOrEqual(2 ** 22)
  thread.forget([x])
  // answers come in order
  await thread.copies([])
  expect((await told({})) - before).toBeLessThan(2 ** 20)
  await session.release()
  await thread.end()
})

it('names a tensor that it does not keep', async () => {
  const thread = await begun()
  const lost = new NativeTensor('float32', [1], null, 'kept')
  await expect(thread.copies([lost])).rejects.toThrow(
    `the thread of the sessions keeps no tensor ${lost.id}; its elements are lost, load the last saved state`,
  )
})

it('a thread that has yet to forget something waits for the next trainer all the same', async () => {
  const thread = await begun()
  expect(RuntimeThread.start()).toBe(thread)
  thread.forget([])
  await thread.end()
  expect(RuntimeThread.start()).toBe(thread)
  await thread.end()
})

it('what it has copied for a run is memory for the next', async () => {
  const graph = new GraphWriter('sum')
  graph.node('ReduceSum', ['x'], 'y', { keepdims: 0 })
  const spec = { dtype: 'float32', shape: ['n'] } as const
  const compiled = graph.compile([{ name: 'x', ...spec }], [{ name: 'y', dtype: 'float32', shape: [] }])
  const session = await Session.create(compiled, { threads: 1 }, () => RuntimeThread.start())
  const copies = vi.spyOn(Float32Array.prototype, 'slice')
  const sumOf = async (data: Float32Array) => {
    const x = new NativeTensor('float32', [data.length], data)
    copies.mockClear()
    const { y } = await session.run({ x }, { y: null })
    return [y?.data[0], copies.mock.calls.length, data[0]]
  }
  const ones = new Float32Array(1000).fill(1)
  expect(await sumOf(ones)).toEqual([1000, 1, 1])
  expect(await sumOf(ones)).toEqual([1000, 0, 1])
  expect(await sumOf(new Float32Array(1000).fill(2))).toEqual([2000, 0, 2])
  expect(await sumOf(new Float32Array(999).fill(2))).toEqual([1998, 1, 2])
  // a copy of so many bytes is not kept
  const many = new Float32Array(2 ** 22 + 1)
  expect(await sumOf(many)).toEqual([0, 1, 0])
  expect(await sumOf(many)).toEqual([0, 1, 0])
  // two that are asked for together, of which one copy is kept
  expect((await Promise.all([sumOf(ones), sumOf(ones)])).map(([sum]) => sum)).toEqual([1000, 1000])
  const half = new Float32Array(2 ** 21 + 1)
  await Promise.all([sumOf(half), sumOf(half)])
  copies.mockClear()
  const x = () => new NativeTensor('float32', [half.length], half)
  await Promise.all([session.run({ x: x() }, { y: null }), session.run({ x: x() }, { y: null })])
  expect(copies.mock.calls.length).toBe(1)
  copies.mockRestore()
  await session.release()
})
