import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { sgd } from '../../../src/codegen/optimizers/index.js'
import { makeProgram } from '../../../src/dsl/program.js'
import { fromGenerator, input, sequential, tensor } from '../../../src/index.js'
import { StreamedBatches } from '../../../src/runtime/data/stream.js'

const compiled = (stepsPerExecution: number | 'auto' = 'auto') =>
  sequential(input([2]))
    .dense(1)
    .compile({ optimizer: 'sgd', loss: 'mse', threads: 1, stepsPerExecution })
type Compiled = Awaited<ReturnType<typeof compiled>>

/** Batches of which the one at `count` never comes; `ended` says whether the source was told that nobody waits for it. */
const stalling = (count: number) => {
  const state = { ended: false }
  const data = fromGenerator(async function* ({ signal }) {
    signal?.addEventListener('abort', () => {
      state.ended = true
    })
    for (let i = 0; i < count; i++) yield [tensor([[i, 1]]), tensor([[i]])] as const
    await new Promise(() => undefined)
    yield [tensor([[0, 1]]), tensor([[0]])] as const
  })
  return { data, state }
}
type Data = ReturnType<typeof stalling>['data']

test.each([0, 1, 3])(
  'a signal is heard while batch %i of a dataset is awaited, which may never come',
  async (count) => {
    const calls: readonly ((trainer: Compiled, data: Data, signal: AbortSignal) => Promise<unknown>)[] = [
      (trainer, data, signal) => trainer.fit(data, { verbose: 0, signal }),
      (trainer, data, signal) => trainer.fit(data, { verbose: 0, signal, stepsPerEpoch: 8 }),
      (trainer, data, signal) => trainer.evaluate(data, { signal }),
      async (_, data, signal) => {
        await using trainer = await compiled(4)
        await trainer.fit(data, { verbose: 0, signal })
      },
      (trainer, data, signal) => trainer.predict(data, { signal }),
      (trainer, data, signal) =>
        trainer.fit(tensor([[1, 2]]), tensor([[3]]), { verbose: 0, signal, validationData: data }),
    ]
    const took = await Promise.all(
      calls.map(async (call) => {
        await using trainer = await compiled()
        const controller = new AbortController()
        const { data, state } = stalling(count)
        const called = call(trainer, data, controller.signal)
        await sleep(300)
        const began = performance.now()
        controller.abort(new Error('enough'))
        await expect(called).rejects.toThrow('enough')
        expect(state.ended).toBe(true)
        // the trainer works as before
        expect(await trainer.predict(tensor([[1, 2]]))).toMatchObject({ shape: [1, 1] })
        return performance.now() - began
      }),
    )
    // a source that is told has a second to end
    expect(Math.max(...took)).toBeLessThan(4000)
  },
)

test('and while a run that goes on reads again what it had read', async () => {
  const program = makeProgram(sequential(input([2])).dense(1), { optimizer: sgd(), loss: 'mse' })
  const controller = new AbortController()
  const { data } = stalling(2)
  const how = { call: 'fit', batchSize: undefined, signal: controller.signal, seed: () => 0, epoch: () => 0 }
  const batches = await StreamedBatches.open(program, data, how, false)
  const gone = batches.goOn({ epoch: 0, batches: 5 })
  setTimeout(() => controller.abort(new Error('enough')), 50)
  await expect(gone).rejects.toThrow('enough')
  await batches.close()
})
