import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { input, sequential, type Tensor, tensor } from '../../../src/index.js'
import { lateness, longRun } from './long-run.js'

/* Runs that take long, beside which the event loop turns. */

type LongRun = Awaited<ReturnType<typeof longRun>>
let long: LongRun

beforeAll(async () => {
  long = await longRun()
  // sessions are made, and the thread is warm
  await long.trainer.fit(long.x, long.y, long.options)
})

afterAll(() => long.trainer.release())

const bytesOf = ({ buffer, byteOffset, byteLength }: ArrayBufferView) => Buffer.from(buffer, byteOffset, byteLength)

const bytes = (weights: ReadonlyMap<string, { readonly data: ArrayBufferView }>) =>
  [...weights].map(([name, { data }]) => [name, bytesOf(data).toString('base64')])

it('timers come while one run of fit goes on', async () => {
  const { trainer, x, y, options } = long
  const epochs = 3
  const shares: number[] = []
  for (let round = 0; round < 5; round++) {
    const { longest, whole } = await lateness(() => trainer.fit(x, y, { ...options, epochs }))
    shares.push(longest / whole)
  }
  // a run that kept the event loop would keep it for a third of the time, in each round; what else is late comes now and then
  expect(Math.min(...shares)).toBeLessThan(1 / epochs / 2)
})

it('weights that are read amid a run are those before it or behind it', async () => {
  const { trainer, x, y, options } = long
  const ends = [bytes(trainer.weights())]
  const amid: (typeof ends)[number][] = []
  const look = () => amid.push(bytes(trainer.weights()))
  const timer = setInterval(look, 15)
  const onEpochEnd = () => void ends.push(bytes(trainer.weights()))
  await trainer.fit(x, y, { ...options, epochs: 4, callbacks: [{ onEpochEnd }] })
  clearInterval(timer)
  expect(new Set(ends.map(String)).size).toBe(5)
  expect(amid.length).toBeGreaterThan(0)
  const known = new Set(ends.map(String))
  for (const weights of amid) expect(known.has(String(weights))).toBe(true)
})

it('reading amid a run changes nothing', async () => {
  const [{ trainer, x, y, options }, other] = [await longRun(), await longRun()]
  const timer = setInterval(() => trainer.exportInference(), 20)
  await trainer.fit(x, y, { ...options, epochs: 2 })
  clearInterval(timer)
  await other.trainer.fit(x, y, { ...options, epochs: 2 })
  expect(bytes(trainer.weights())).toEqual(bytes(other.trainer.weights()))
  await trainer.release()
  await other.trainer.release()
})

describe('a signal', () => {
  it('ends fit behind the run that goes on, and leaves a state of whole runs', async () => {
    const { trainer, x, y, options } = long
    const controller = new AbortController()
    const ends = [bytes(trainer.weights())]
    let aborted = 0
    const callback = {
      onEpochBegin: () => {
        if (ends.length === 3) setTimeout(() => controller.abort(), 5)
      },
      onTrainBatchEnd: () => {
        if (controller.signal.aborted) aborted += 1
        ends.push(bytes(trainer.weights()))
      },
    }
    const run = trainer.fit(x, y, { ...options, epochs: 50, callbacks: [callback], signal: controller.signal })
    const error = await run.catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(DOMException)
    expect(error).toMatchObject({ name: 'AbortError' })
    expect(aborted).toBeLessThan(2)
    expect(ends.length).toBeLessThan(5)
    expect(bytes(trainer.weights())).toEqual(ends.at(-1))
    await trainer.fit(x, y, options)
  })

  it('ends a first fit while its session is made, which the next one takes', async () => {
    const compiled = () =>
      sequential(input([900]))
        .dense(900, { kernelInitializer: 'heNormal' })
        .dense(900, { kernelInitializer: 'heNormal' })
        .dense(1)
        .compile({ optimizer: 'sgd', loss: 'mse', seed: 1, threads: 1 })
    const [x, y] = [900, 1].map((width) => tensor(new Float32Array(8 * width).fill(0.1), [8, width])) as [
      Tensor<[number, 900]>,
      Tensor<[number, 1]>,
    ]
    await using trainer = await compiled()
    const controller = new AbortController()
    const first = trainer.fit(x, y, { verbose: 0, signal: controller.signal })
    setTimeout(() => controller.abort(new Error('enough')), 20)
    await expect(first).rejects.toThrow('enough')
    await trainer.fit(x, y, { verbose: 0 })
    await using other = await compiled()
    await other.fit(x, y, { verbose: 0 })
    expect(bytes(trainer.weights())).toEqual(bytes(other.weights()))
  })

  it('ends evaluate and predict with its reason', async () => {
    const { trainer, x, y } = long
    const signal = AbortSignal.abort(new Error('enough'))
    await expect(trainer.fit(x, y, { signal })).rejects.toThrow('enough')
    await expect(trainer.evaluate(x, y, { signal })).rejects.toThrow('enough')
    await expect(trainer.predict(x, { signal })).rejects.toThrow('enough')
    const controller = new AbortController()
    let batches = 0
    const onPredictBatchEnd = () => {
      batches += 1
      controller.abort()
    }
    const run = trainer.predict(x, { signal: controller.signal, callbacks: [{ onPredictBatchEnd }] })
    await expect(run).rejects.toMatchObject({ name: 'AbortError' })
    expect(batches).toBe(1)
  })

  it.each([
    [new AbortController(), 'the controller itself'],
    [true, 'true'],
    [null, 'null'],
  ])('is none: %s', async (wrong, got) => {
    const { trainer, x, y } = long
    const signal = wrong as never
    const sentence = `signal must be an AbortSignal, such as controller.signal of a new AbortController(); got ${got}`
    await expect(trainer.fit(x, y, { signal })).rejects.toThrow(new TypeError(`fit: ${sentence}`))
    await expect(trainer.evaluate(x, y, { signal })).rejects.toThrow(new TypeError(`evaluate: ${sentence}`))
    await expect(trainer.predict(x, { signal })).rejects.toThrow(new TypeError(`predict: ${sentence}`))
  })
})

it("leaves users' arrays where they are", async () => {
  const { trainer, x, y, options } = long
  const [samples, targets] = [x.data.slice(), y.data.slice()]
  const given = { ...options, validationData: [x, y] } as const
  await trainer.fit(x, y, given)
  await trainer.evaluate(x, y, { batchSize: x.shape[0] })
  await trainer.predict(x, { batchSize: x.shape[0] })
  await trainer.trainOnBatch(x, y)
  await trainer.testOnBatch(x, y)
  const weights = trainer.weights()
  const before = bytes(weights)
  await trainer.setWeights(weights)
  await trainer.fit(x, y, options)
  expect(bytes(weights)).toEqual(before)
  expect(Buffer.compare(bytesOf(x.data), bytesOf(samples))).toBe(0)
  expect(Buffer.compare(bytesOf(y.data), bytesOf(targets))).toBe(0)
})
