import { expect, test, vi } from 'vitest'
import { makeProgram } from '../../src/dsl/program.js'
import { adam, dense, input, model, sequential, tensor } from '../../src/index.js'
import { PredictionSessions } from '../../src/runtime/prediction-sessions.js'
import { RuntimeThread } from '../../src/runtime/runtime-thread.js'
import { TrainingState } from '../../src/runtime/state.js'

const network = () =>
  sequential(input([4]))
    .dense(8, { activation: 'tanh' })
    .batchNormalization()
    .dense(2)
const x = tensor(
  Float32Array.from({ length: 12 }, (_, i) => Math.sin(i)),
  [3, 4],
)
const y = tensor(
  Float32Array.from({ length: 6 }, (_, i) => Math.cos(i)),
  [3, 2],
)

const distance = (a: ArrayLike<number>, b: ArrayLike<number>) =>
  Math.max(...Array.from(a, (value, i) => Math.abs(value - (b[i] as number))))

test('weights that stand still are held by a graph, until they change', async () => {
  const program = makeProgram(network(), { optimizer: adam(), loss: 'mse' })
  const state = TrainingState.create(program, 0)
  const sessions = new PredictionSessions(program, {}, state, () => RuntimeThread.start())
  const inputsOf = async (calls: number) => {
    let last = await sessions.get()
    for (let i = 1; i < calls; i++) last = await sessions.get()
    return last.inputs.map(({ name }) => name)
  }
  const all = await inputsOf(8)
  expect(all).toHaveLength(9)
  expect(await inputsOf(1)).toEqual(['input'])
  expect(await inputsOf(30)).toEqual(['input'])
  state.adopt(new Map())
  expect(await inputsOf(8)).toEqual(all)
  expect(await inputsOf(1)).toEqual(['input'])
  // it was of little use: the next one waits longer
  state.commit()
  expect(await inputsOf(16)).toEqual(all)
  expect(await inputsOf(1)).toEqual(['input'])
  await sessions.release()
})

test('a graph that holds weights is made in slices, of weights that are copied in slices', async () => {
  const made = makeProgram(network(), { optimizer: adam(), loss: 'mse' })
  const program = { ...made, inference: vi.fn(made.inference) }
  const state = TrainingState.create(program, 0)
  const snapshot = vi.spyOn(state, 'snapshot')
  const sessions = new PredictionSessions(program, {}, state, () => RuntimeThread.start())
  for (let i = 0; i < 8; i++) await sessions.get()
  let turned = false
  setImmediate(() => {
    turned = true
  })
  expect((await sessions.get()).inputs).toHaveLength(1)
  expect(turned).toBe(true)
  expect(program.inference).not.toHaveBeenCalled()
  expect(snapshot).not.toHaveBeenCalled()
  await sessions.release()
})

test('runs that take long count as several calls', async () => {
  const wide = sequential(input([1000])).dense(1000)
  const program = makeProgram(wide, { optimizer: adam(), loss: 'mse' })
  const state = TrainingState.create(program, 0)
  const sessions = new PredictionSessions(program, {}, state, () => RuntimeThread.start())
  const inputsAt = async (rows: number) => (await sessions.get(rows)).inputs.length
  // half a billion products are one more call
  expect([await inputsAt(1000), await inputsAt(1000), await inputsAt(1000)]).toEqual([3, 3, 1])
  state.adopt(new Map())
  expect(await inputsAt(10_000)).toBe(1)
  await sessions.release()
})

test('predictions follow the weights, whichever session makes them', async () => {
  await using trainer = await network().compile({ optimizer: 'adam', loss: 'mse' })
  const predictions = async () => {
    const first = await trainer.predict(x)
    let last = first
    for (let i = 0; i < 10; i++) last = await trainer.predict(x)
    expect(distance(last.data, first.data)).toBeLessThan(1e-6)
    return last
  }
  const before = await predictions()
  await trainer.fit(x, y, { epochs: 5, verbose: 0 })
  const after = await predictions()
  expect(distance(after.data, before.data)).toBeGreaterThan(1e-3)
  await trainer.setWeights(trainer.weights())
  expect(distance((await predictions()).data, after.data)).toBeLessThan(1e-6)
})

test('weights that a callback sets amid a prediction count from the next batch on', async () => {
  await using trainer = await network().compile({ optimizer: 'adam', loss: 'mse' })
  for (let i = 0; i < 10; i++) await trainer.predict(x)
  const zeros = new Map(
    [...trainer.weights()].map(([name, { data, ...type }]) => [name, { ...type, data: new Float32Array(data.length) }]),
  )
  const onPredictBatchBegin = (batch: number) => (batch === 1 ? trainer.setWeights(zeros) : undefined)
  const { data } = await trainer.predict(x, { batchSize: 1, callbacks: [{ onPredictBatchBegin }] })
  expect(data.slice(0, 2).every((value) => value !== 0)).toBe(true)
  expect([...data.slice(2)]).toEqual([0, 0, 0, 0])
})

test('a submodel does so too', async () => {
  const a = input([4])
  const hidden = dense(8, { activation: 'tanh', name: 'hidden' })(a)
  await using trainer = await model({ inputs: a, outputs: dense(2)(hidden) }).compile({
    optimizer: 'adam',
    loss: 'mse',
  })
  await using part = trainer.submodel(model({ inputs: a, outputs: hidden }))
  const first = await part.predict(x)
  for (let i = 0; i < 10; i++) expect(distance((await part.predict(x)).data, first.data)).toBeLessThan(1e-6)
  await trainer.fit(x, y, { epochs: 5, verbose: 0 })
  const later = await part.predict(x)
  expect(distance(later.data, first.data)).toBeGreaterThan(1e-4)
})
