import { InferenceSession } from 'onnxruntime-node'
import { afterEach, expect, it, vi } from 'vitest'
import { listFirst } from '../../../src/codegen/onnx/first-output.js'
import { NativeTensor, nativeTensor } from '../../../src/runtime/native-tensor.js'
import { RuntimeThread } from '../../../src/runtime/runtime-thread.js'
import { runtimeVersion, Session } from '../../../src/runtime/session.js'
import { endingVersion } from '../../../src/runtime/session-in-thread.js'
import { Trainer } from '../../../src/runtime/trainer.js'
import { GraphWriter } from '../graph-writer.js'
import { regressionData } from '../linear-data.js'
import { linearProgram } from '../linear-program.js'

/* Outputs that are written to tensors of ours, without the runtime's copies. */

afterEach(() => vi.restoreAllMocks())

const scalar = { dtype: 'float32', shape: [] } as const

/** A state that grows by x, and what it was before; outputs of these names. */
const growing = (before: string, ...inputs: readonly ['state', string]) => {
  const writer = new GraphWriter('growing')
  const [state, x] = inputs
  writer.node('Add', [state, x], `${state}:next`)
  writer.node('Identity', [state], before)
  return writer.compile(
    inputs.map((name) => ({ name, ...scalar })),
    [
      { name: before, ...scalar },
      { name: `${state}:next`, ...scalar },
    ],
  )
}

const one = (value: number, ...travels: ['kept'] | []) =>
  nativeTensor({ dtype: 'float32', shape: [], data: Float32Array.of(value) }, ...travels)

it('the runtime ends a run at an output that it cannot give, and has written the others', async () => {
  const session = await InferenceSession.create(
    Buffer.concat([listFirst('written'), growing('before', 'state', 'x').model]),
  )
  expect(session.outputNames).toEqual(['written', 'before', 'state:next'])
  const { Tensor } = await import('onnxruntime-node')
  const of = (value: number) => new Tensor('float32', Float32Array.of(value), [])
  const [before, next] = [of(0), of(0)]
  const run = session.run({ state: of(1), x: of(2) }, { before, 'state:next': next, written: null })
  await expect(run).rejects.toThrow(/^Non tensor type is temporarily not supported\.$/)
  expect([before.data[0], next.data[0]]).toEqual([1, 3])
  await session.release()
})

it('training takes no copies: the shapes of its other outputs are known', async () => {
  // what session-worker.js knows the runtime by
  expect(await runtimeVersion()).toBe(endingVersion)
  const [opened, runs] = [vi.spyOn(RuntimeThread.prototype, 'open'), vi.spyOn(RuntimeThread.prototype, 'run')]
  const { x, y } = regressionData(20)
  const trainer = await Trainer.create(linearProgram(), { threads: 1 })
  await trainer.trainOnBatch(x, y)
  await trainer.fit(x, y, { batchSize: 4, epochs: 2, verbose: 0 })
  expect(new Set(opened.mock.calls.map(([{ further }]) => further?.name))).toEqual(new Set(['written']))
  expect(runs.mock.calls.length).toBeGreaterThan(1)
  for (const [, , outputs, shapes] of runs.mock.calls) {
    expect(shapes).toHaveLength(outputs.filter(([, into]) => into === null).length)
  }
  await trainer.release()
})

it('a runtime of another version has the graph as it is, whose outputs are copied', async () => {
  const { open } = RuntimeThread.prototype
  const models: Uint8Array[] = []
  vi.spyOn(RuntimeThread.prototype, 'open').mockImplementation(async function (this: RuntimeThread, request) {
    models.push(request.model)
    // no model begins like that
    const further = request.further && { ...request.further, before: Uint8Array.of(0xff), version: '1.23.2' }
    return open.call(this, { ...request, further })
  })
  const { x, y } = regressionData(20)
  const weightsAfter = async () => {
    const trainer = await Trainer.create(linearProgram(), { threads: 1 })
    await trainer.trainOnBatch(x, y)
    await trainer.fit(x, y, { batchSize: 4, epochs: 2, verbose: 0 })
    const weights = trainer.weights()
    await trainer.release()
    return weights
  }
  const there = await weightsAfter()
  vi.restoreAllMocks()
  expect(there).toEqual(await weightsAfter())
  expect(models.length).toBeGreaterThan(0)
  for (const model of models) {
    // not decoded: of a graph in two parts the decoder gives the second alone
    const session = await InferenceSession.create(model)
    expect(session.outputNames).not.toContain('written')
    await session.release()
  }
})

it('tensors of any name may be there', async () => {
  const session = await Session.create(growing('written', 'state', 'written_'), { threads: 1 }, () =>
    RuntimeThread.start(),
  )
  const next = one(0, 'kept')
  const given = await session.run({ state: one(1, 'kept'), written_: one(2) }, { written: null, 'state:next': next })
  expect([given['written']?.data[0], next.data[0]]).toEqual([1, 3])
  await session.release()
})

it('where a shape is not known beforehand, outputs are copied', async () => {
  const writer = new GraphWriter('found')
  writer.node('NonZero', ['state'], 'where')
  writer.node('Neg', ['state'], 'state:next')
  const state = { name: 'state', dtype: 'float32', shape: [3] } as const
  const graph = writer.compile(
    [state],
    [
      { name: 'where', dtype: 'int64', shape: [1, null] },
      { ...state, name: 'state:next' },
    ],
  )
  const session = await Session.create(graph, { threads: 1 }, () => RuntimeThread.start())
  const next = new NativeTensor('float32', [3], null, 'kept')
  const feeds = { state: new NativeTensor('float32', [3], Float32Array.of(0, 5, 7)) }
  const { where } = await session.run(feeds, { where: null, 'state:next': next })
  expect([where?.dims, where?.data, next.data]).toEqual([[1, 2], BigInt64Array.of(1n, 2n), Float32Array.of(-0, -5, -7)])
  await session.release()
})

it('an error of the run stays one', async () => {
  const writer = new GraphWriter('row')
  writer.node('Gather', ['state', 'at'], 'state:next', {})
  const specs = [
    { name: 'state', dtype: 'float32', shape: [1] } as const,
    { name: 'at', dtype: 'int32', shape: [1] } as const,
  ]
  const graph = writer.compile(specs, [{ name: 'state:next', dtype: 'float32', shape: [1] }])
  const session = await Session.create(graph, { threads: 1 }, () => RuntimeThread.start())
  const feeds = {
    state: nativeTensor({ dtype: 'float32', shape: [1], data: Float32Array.of(1) }, 'kept'),
    at: nativeTensor({ dtype: 'int32', shape: [1], data: Int32Array.of(7) }),
  }
  const next = new NativeTensor('float32', [1], null, 'kept')
  await expect(session.run(feeds, { 'state:next': next })).rejects.toThrow('out of')
  await session.release()
})
