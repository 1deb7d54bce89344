import { afterEach, describe, expect, it } from 'vitest'
import {
  type Callback,
  fromGenerator,
  fromTensors,
  input,
  sequential,
  type Tensor,
  tensor,
} from '../../../src/index.js'
import { Trainer } from '../../../src/runtime/trainer.js'
import { classData, regressionData } from '../linear-data.js'
import { type LinearOptions, linearProgram } from '../linear-program.js'

const open: Trainer[] = []
const makeTrainer = async (options: LinearOptions = {}) => {
  const trainer = await Trainer.create(linearProgram(options), { threads: 1 })
  open.push(trainer)
  return trainer
}
afterEach(async () => {
  for (const trainer of open.splice(0)) await trainer.release()
})

const quiet = { verbose: 0 } as const

/** Streams these rows in batches, and says how many readings are open. */
const streamed = (x: Tensor, y: Tensor, size: number, weights?: Tensor) => {
  const state = { open: 0, epochs: [] as number[] }
  const dataset = fromGenerator(async function* ({ epoch }) {
    state.open += 1
    state.epochs.push(epoch)
    try {
      for (let start = 0; start < x.rows; start += size) {
        const part = [x, y, ...(weights ? [weights] : [])].map((one) => one.slice(start, start + size))
        yield part as unknown as readonly [Tensor, Tensor]
      }
    } finally {
      state.open -= 1
    }
  })
  return { dataset, state }
}

describe('training on a stream', () => {
  it.each([
    ['in batches as they come', 8, undefined],
    ['in batches that fit gathers', 5, 8],
    ['in batches cut from larger ones', 20, 8],
  ])('%s is training in memory, bit for bit', async (_, size, batchSize) => {
    const { x, y } = regressionData(30)
    const [memory, stream] = [await makeTrainer(), await makeTrainer()]
    const validationData = [x.slice(0, 9), y.slice(0, 9)] as const
    const wanted = await memory.fit(x, y, { ...quiet, epochs: 3, batchSize: 8, shuffle: false, validationData })
    const { dataset, state } = streamed(x, y, size)
    const validation = streamed(x.slice(0, 9), y.slice(0, 9), 4).dataset
    const given = await stream.fit(dataset.prefetch(2), {
      ...quiet,
      epochs: 3,
      batchSize,
      validationData: validation.batch(8),
    })
    expect(given).toEqual(wanted)
    expect(stream.weights()).toEqual(memory.weights())
    expect(state).toEqual({ open: 0, epochs: [0, 1, 2] })
    expect(await stream.evaluate(dataset, { batchSize: 8 })).toEqual(await memory.evaluate(x, y, { batchSize: 8 }))
    expect(await stream.predict(dataset, { batchSize: 8 })).toEqual(await memory.predict(x, { batchSize: 8 }))
  })

  it('weighs rows as in memory', async () => {
    const { x, y } = classData(30)
    const weights = tensor(Float32Array.from({ length: 30 }, (_, row) => row % 3))
    const model = sequential(input([4])).dense(4, { activation: 'softmax' })
    const compiled = async () => {
      const trainer = await model.compile({ loss: 'sparseCategoricalCrossentropy', threads: 1 })
      open.push(trainer as Trainer)
      return trainer
    }
    const [memory, stream] = [await compiled(), await compiled()]
    const options = { ...quiet, epochs: 2, batchSize: 8 }
    const wanted = await memory.fit(x, y, { ...options, shuffle: false, sampleWeight: weights })
    const plain = fromTensors(x, y)
    const weighted = streamed(x, y, 8, weights).dataset as unknown as typeof plain
    expect(await stream.fit(weighted, options)).toEqual(wanted)
    const byClass = await memory.fit(x, y, { ...options, shuffle: false, classWeight: { 1: 3 } })
    expect(await stream.fit(plain, { ...options, classWeight: { 1: 3 } })).toEqual(byClass)
    expect(await stream.evaluate(weighted, { batchSize: 8 })).toEqual(
      await memory.evaluate(x, y, { batchSize: 8, sampleWeight: weights }),
    )
    await expect(stream.fit(weighted, { ...options, classWeight: { 1: 3 } })).rejects.toThrow(
      'fit: give classWeight or sample weights, not both',
    )
  })

  it('goes on from a saved epoch as if never stopped, shuffled too', async () => {
    const { x, y } = regressionData(40)
    const dataset = fromTensors(x, y).shuffle(16).batch(8)
    const [whole, parts] = [await makeTrainer(), await makeTrainer()]
    const wanted = await whole.fit(dataset, { ...quiet, epochs: 4 })
    const first = await parts.fit(dataset, { ...quiet, epochs: 2 })
    const second = await parts.fit(dataset, { ...quiet, epochs: 4, initialEpoch: 2 })
    expect([...first.history.loss, ...second.history.loss]).toEqual(wanted.history.loss)
    expect(parts.weights()).toEqual(whole.weights())
  })

  it('says how many steps an epoch has as soon as that is known', async () => {
    const { x, y } = regressionData(20)
    const steps: number[] = []
    const watch: Callback = { onEpochBegin: (_, run) => void steps.push(run.stepsPerEpoch) }
    const trainer = await makeTrainer()
    await trainer.fit(streamed(x, y, 6).dataset, { ...quiet, epochs: 2, callbacks: [watch] })
    await trainer.fit(fromTensors(x, y), { ...quiet, batchSize: 6, callbacks: [watch] })
    await trainer.fit(fromTensors(x, y).repeat(), { ...quiet, stepsPerEpoch: 3, callbacks: [watch] })
    expect(steps).toEqual([Number.POSITIVE_INFINITY, 4, 4, 3])
  })

  it('calls the hooks of evaluation and prediction, with the steps that are known', async () => {
    const { x, y } = regressionData(20)
    const trainer = await makeTrainer()
    const calls: string[] = []
    const callbacks: Callback[] = [
      {
        onTestBegin: ({ steps }) => void calls.push(`test of ${steps}`),
        onTestBatchEnd: (batch, { loss }, { steps }) =>
          void calls.push(`${batch}/${steps} ${Number.isFinite(loss) ? 'ok' : loss}`),
        onTestEnd: () => void calls.push('end'),
        onPredictBegin: ({ steps }) => void calls.push(`prediction of ${steps}`),
        onPredictBatchEnd: (batch) => void calls.push(`${batch}`),
        onPredictEnd: () => void calls.push('end'),
      },
    ]
    await trainer.evaluate(fromTensors(x, y), { batchSize: 8, callbacks })
    await trainer.predict(fromTensors(x, y), { batchSize: 10, callbacks })
    expect(calls.join(', ')).toBe('test of 3, 0/3 ok, 1/3 ok, 2/3 ok, end, prediction of 2, 0, 1, end')
    calls.length = 0
    const { dataset } = streamed(x, y, 10)
    await trainer.evaluate(dataset, { callbacks })
    await trainer.predict(dataset, { callbacks })
    await trainer.fit(x, y, { ...quiet, validationData: dataset, callbacks })
    const evaluated = 'test of Infinity, 0/Infinity ok, 1/Infinity ok, end'
    expect(calls.join(', ')).toBe(`${evaluated}, prediction of Infinity, 0, 1, end, ${evaluated}`)
  })

  it('validates and evaluates on the first rows each time, and once on all of them', async () => {
    const { x, y } = regressionData(20)
    const { dataset, state } = streamed(x, y, 5)
    const losses = async (options: object) => {
      const trainer = await makeTrainer({ learningRate: 1e-30 })
      const { history } = await trainer.fit(x, y, { ...quiet, epochs: 3, ...options })
      return history['val_loss']
    }
    const trainer = await makeTrainer()
    const { loss: ofTen } = await trainer.evaluate(x.slice(0, 10), y.slice(0, 10), { batchSize: 5 })
    const { loss: ofAll } = await trainer.evaluate(x, y, { batchSize: 5 })
    expect(await losses({ validationData: dataset, validationSteps: 2 })).toEqual([ofTen, ofTen, ofTen])
    expect(await losses({ validationData: dataset, validationSteps: 9 })).toEqual([ofAll, ofAll, ofAll])
    const steps: number[] = []
    const onTestEnd: Callback['onTestEnd'] = (_, pass) => void steps.push(pass.steps)
    expect(await trainer.evaluate(dataset, { steps: 2, callbacks: [{ onTestEnd }] })).toMatchObject({ loss: ofTen })
    expect(await trainer.evaluate(dataset, { steps: 9, callbacks: [{ onTestEnd }] })).toMatchObject({ loss: ofAll })
    expect(steps).toEqual([2, 4])
    expect(state.open).toBe(0)
  })

  it('goes through all rows in epochs of a few steps', async () => {
    const { x, y } = regressionData(20)
    const [memory, stream] = [await makeTrainer(), await makeTrainer()]
    await memory.fit(x, y, { ...quiet, epochs: 2, batchSize: 4, shuffle: false })
    const { dataset, state } = streamed(x, y, 4)
    const { history } = await stream.fit(dataset, { ...quiet, epochs: 5, stepsPerEpoch: 2 })
    expect(history.loss).toHaveLength(5)
    expect(stream.weights()).toEqual(memory.weights())
    await stream.fit(dataset.repeat(), { ...quiet, epochs: 2, stepsPerEpoch: 3 })
    expect(state.open).toBe(0)
    expect(Object.keys(await stream.evaluate(dataset.repeat(), { steps: 2 }))).toContain('loss')
    expect(state.open).toBe(0)
  })
})

it('holds no more batches than the buffer and what is read ahead', async () => {
  const [rows, features, batches] = [64, 1000, 1200]
  const given = { batches: 0 }
  // 300 MB in all
  const dataset = fromGenerator(async function* () {
    for (let i = 0; i < batches; i++) {
      given.batches += 1
      yield [tensor(new Float32Array(rows * features).fill(i % 7), [rows, features]), new Float32Array(rows)] as const
    }
  })
  const before = process.memoryUsage().arrayBuffers
  let [done, most, bytes] = [0, 0, 0]
  const watch: Callback = {
    onTrainBatchEnd: () => {
      done += 1
      most = Math.max(most, given.batches - done)
      bytes = Math.max(bytes, process.memoryUsage().arrayBuffers - before)
    },
  }
  const trainer = await makeTrainer({ features, learningRate: 1e-6 })
  await trainer.fit(
    dataset
      .shuffle(3 * rows)
      .batch(rows)
      .prefetch(2),
    { ...quiet, callbacks: [watch] },
  )
  expect(done).toBe(batches)
  // three in the buffer, two read ahead, one that is being read
  expect(most).toBeLessThanOrEqual(6)
  // what waits to be collected counts too
  expect(bytes).toBeLessThan(150e6)
})

describe('a stream is closed', () => {
  const { x, y } = regressionData(40)

  it.each<[string, (trainer: Trainer, dataset: ReturnType<typeof streamed>['dataset']) => Promise<unknown>]>([
    [
      'where a callback stops the run',
      (trainer, dataset) =>
        trainer.fit(dataset, {
          ...quiet,
          epochs: 5,
          callbacks: [
            {
              onTrainBatchEnd: (_, __, run) => {
                run.stopTraining = true
              },
            },
          ],
        }),
    ],
    [
      'where a callback throws',
      (trainer, dataset) =>
        trainer
          .fit(dataset, {
            ...quiet,
            stepsPerEpoch: 2,
            callbacks: [
              {
                onTrainBatchEnd: () => {
                  throw new Error('no')
                },
              },
            ],
          })
          .catch(String),
    ],
    [
      'where the run is aborted',
      async (trainer, dataset) => {
        const run = trainer.fit(dataset, { ...quiet, signal: AbortSignal.abort(new Error('enough')) })
        await expect(run).rejects.toThrow('enough')
      },
    ],
    [
      'where its data do not fit',
      (trainer, dataset) =>
        trainer
          .fit(
            dataset.map((own) => [own, [1, 2, 3, 4, 5, 6, 7, Number.NaN]]),
            quiet,
          )
          .catch(String),
    ],
    ['where the session does not run', (trainer, dataset) => trainer.predict(dataset.take(9))],
  ])('%s', async (_, use) => {
    for (const ahead of [0, 3]) {
      const { dataset, state } = streamed(x, y, 8)
      await use(await makeTrainer(), ahead > 0 ? dataset.prefetch(ahead) : dataset)
      expect(state.open).toBe(0)
      expect(state.epochs.length).toBeGreaterThan(0)
    }
  })
})

describe('data that do not fit', () => {
  const { x, y } = regressionData(8)
  const steps: Callback = {
    onTrainBegin: () => {
      throw new Error('training began')
    },
  }
  const options = { ...quiet, callbacks: [steps] }

  it('are an error before training begins', async () => {
    const trainer = await makeTrainer()
    const wide = fromTensors(tensor(new Float32Array(8), [2, 4]), y.slice(0, 2))
    await expect(trainer.fit(wide as never, options as never)).rejects.toThrow(
      "fit: x has samples of shape [4], but the model's input is [3]; reshape the data",
    )
    const spoilt = Float32Array.from(x.data as Float32Array)
    spoilt[16] = Number.NaN
    const nan = fromTensors(tensor(spoilt, [8, 3]), y)
    await expect(trainer.fit(nan.shuffle(8), options)).rejects.toThrow('fit: x holds NaN in row 5; expected finite')
    await expect(trainer.fit(fromTensors(x, y), { ...options, validationData: nan })).rejects.toThrow(
      'fit: validationData: x holds NaN in row 5',
    )
    await expect(trainer.fit(fromTensors(x) as never, options as never)).rejects.toThrow(
      'fit: the dataset has no targets',
    )
    await expect(trainer.fit(fromTensors(x, y).take(0), options)).rejects.toThrow('fit: the dataset has no rows')
    await expect(trainer.fit(fromTensors(x, y).repeat(), options)).rejects.toThrow(
      'fit: the dataset repeats without end; give stepsPerEpoch',
    )
    expect(() => fromTensors(x, y.slice(1))).toThrow('fromTensors: the data: x has 8 rows, but y has 7')
  })

  it('are named by their row where they come later', async () => {
    const classifier = await makeTrainer({ kind: 'classIndices', features: 4 })
    const batches = Array.from(
      { length: 3 },
      (_, i) => [tensor(new Float32Array(8), [2, 4]), tensor(Int32Array.of(0, i === 2 ? 7 : 1))] as const,
    )
    await expect(classifier.fit(fromGenerator(batches), quiet)).rejects.toThrow(
      'fit: y holds label 7 in row 1 of batch 2; expected integers from 0 to 3',
    )
    await expect(classifier.evaluate(fromGenerator(batches).batch(6))).rejects.toThrow('in row 1 of batch 2')
    const mixed = fromGenerator([batches[0], [batches[0]?.[0] as Tensor<[2, 4]>]] as never)
    await expect(classifier.fit(mixed, quiet)).rejects.toThrow(
      'fit: batch 1 has 1 tensors, without targets, but the first has 2 tensors; give all batches the same form',
    )
  })

  it('are an error where they can be read only once', async () => {
    const trainer = await makeTrainer()
    const once = function* () {
      for (let i = 0; i < 4; i++) yield [x, y] as const
    }
    await trainer.fit(fromGenerator(once()), quiet)
    await expect(trainer.fit(fromGenerator(once()), { ...quiet, epochs: 2 })).rejects.toThrow(
      'fit: these batches can be read only once, and they were; give fromGenerator the generator function',
    )
    await trainer.fit(fromGenerator(once), { ...quiet, epochs: 2 })
    const empty = { count: 0 }
    const drying = fromGenerator(() => (empty.count++ === 0 ? [[x, y] as const] : []))
    await expect(trainer.fit(drying, { ...quiet, epochs: 2 })).rejects.toThrow('gave no rows when it was read again')
    expect(() => fromGenerator(5 as never)).toThrow('fromGenerator: expected a generator function or an iterable')
  })

  it('and options that are not for datasets are errors', async () => {
    const trainer = await makeTrainer()
    const dataset = fromTensors(x, y)
    const say = async (given: unknown, sentence: string) =>
      expect(trainer.fit(dataset, given as never)).rejects.toThrow(`fit: ${sentence}`)
    await say({ shuffle: true }, 'shuffle is for tensors; of a dataset, call dataset.shuffle(bufferSize)')
    await say({ validationSplit: 0.5 }, 'validationSplit is for tensors; of a dataset, give validationData')
    await say({ stepsPerEpoch: 0 }, 'stepsPerEpoch must be a positive integer, got 0')
    await say(y, 'a dataset has targets of its own; give options after it, and no y')
    await expect(trainer.evaluate(dataset, y as never)).rejects.toThrow('evaluate: a dataset has targets of its own')
    await expect(trainer.evaluate(dataset, { steps: 0.5 })).rejects.toThrow(
      'evaluate: steps must be a positive integer',
    )
    await expect(trainer.predict(dataset.repeat())).rejects.toThrow('predict: the dataset repeats without end')
  })
})

describe('arrays', () => {
  it('train as tensors of them do', async () => {
    const { x, y } = regressionData(12)
    const [tensors, arrays] = [await makeTrainer(), await makeTrainer()]
    const options = { ...quiet, epochs: 2, batchSize: 5 }
    const wanted = await tensors.fit(x, y, options)
    expect(await arrays.fit(x.toArray() as number[][], y.toArray() as number[][], options)).toEqual(wanted)
    const flat = y.data as Float32Array
    expect(await arrays.evaluate(x, flat)).toEqual(await arrays.evaluate(x, y))
    expect((await arrays.predict([[1, 2, 3]])).shape).toEqual([1, 1])
    await expect(
      arrays.predict([
        [1, 2, 3],
        [4, 5],
      ] as never),
    ).rejects.toThrow('predict: x is ragged: row 1 has shape [2] beside [3]; pad the rows to equal lengths')
    await expect(arrays.predict([[1, [2], 3]] as never)).rejects.toThrow(
      'predict: x is ragged: in row 0, item 1 has shape [1]',
    )
  })

  it('and typed arrays take on a declared shape', async () => {
    const trainer = await makeTrainer()
    const dataset = fromGenerator(
      function* () {
        yield [new Float32Array(6), new Float32Array(2)]
      },
      { x: [3], y: [] },
    )
    await trainer.fit(dataset, quiet)
    const wrong = fromGenerator(() => [[new Float32Array(7), new Float32Array(2)]], { x: [3], y: [] })
    await expect(trainer.fit(wrong, quiet)).rejects.toThrow(
      'fit: batch 0: x has 7 elements, but samples of shape [3] are declared',
    )
  })
})
