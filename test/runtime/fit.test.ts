import { afterEach, describe, expect, it } from 'vitest'
import type { TensorData } from '../../src/codegen/ir/value.js'
import type { Callback } from '../../src/runtime/callback.js'
import { fromTensors } from '../../src/runtime/data/from-tensors.js'
import { tensor } from '../../src/runtime/tensor.js'
import { Trainer } from '../../src/runtime/trainer.js'
import type { TrainerOptions } from '../../src/runtime/trainer-options.js'
import { classData, regressionData } from './linear-data.js'
import { type LinearOptions, linearProgram } from './linear-program.js'

const open: Trainer[] = []

const makeTrainer = async (options: LinearOptions = {}, trainerOptions: TrainerOptions = {}) => {
  const trainer = await Trainer.create(linearProgram(options), { threads: 1, ...trainerOptions })
  open.push(trainer)
  return trainer
}

afterEach(async () => {
  for (const trainer of open.splice(0)) await trainer.release()
})

const quiet = { verbose: 0 } as const

it('validates on as many batches as are asked for', async () => {
  const { x, y } = regressionData(40)
  const after = async (validationData: readonly [typeof x, typeof y], options: object) => {
    const trainer = await makeTrainer()
    const { history } = await trainer.fit(x, y, { ...quiet, batchSize: 10, validationData, ...options })
    return history['val_loss']
  }
  const wanted = await after([x.slice(0, 20), y.slice(0, 20)], {})
  expect(await after([x, y], { validationSteps: 2 })).toEqual(wanted)
  expect(await after([x, y], {})).not.toEqual(wanted)
  expect(await after([x, y], { validationSteps: 9 })).toEqual(await after([x, y], {}))
})

it('counts epochs in steps that go on where the last epoch ended', async () => {
  const { x, y } = regressionData(18)
  const trained = async (options: object) => {
    const trainer = await makeTrainer()
    const { history } = await trainer.fit(x, y, { ...quiet, batchSize: 4, ...options })
    return { weights: trainer.weights(), losses: history.loss }
  }
  const wanted = await trained({ epochs: 4 })
  expect(await trained({ epochs: 4, stepsPerEpoch: 5 })).toEqual(wanted)
  for (const [epochs, stepsPerEpoch] of [
    [10, 2],
    [2, 10],
    [1, 20],
  ] as const) {
    const { weights, losses } = await trained({ epochs, stepsPerEpoch })
    expect(losses).toHaveLength(epochs)
    expect(weights).toEqual(wanted.weights)
  }
  const inOrder = await trained({ epochs: 2, shuffle: false })
  expect((await trained({ epochs: 5, stepsPerEpoch: 2, shuffle: false })).weights).toEqual(inOrder.weights)
  expect(inOrder.weights).not.toEqual((await trained({ epochs: 2 })).weights)
})

it('validates in batches and after epochs as it is told', async () => {
  const { x, y } = regressionData(20)
  const validated = async (options: object) => {
    const trainer = await makeTrainer()
    const batches: number[] = []
    const callbacks: Callback[] = [{ onTestBegin: ({ steps }) => void batches.push(steps) }]
    const how = { ...quiet, epochs: 6, batchSize: 10, validationData: [x, y], callbacks, ...options }
    const { history, epoch } = await trainer.fit(x, y, how as never)
    expect(epoch).toEqual([0, 1, 2, 3, 4, 5])
    return { batches, losses: history['val_loss'] ?? [] }
  }
  const { batches, losses } = await validated({})
  expect(batches).toEqual([2, 2, 2, 2, 2, 2])
  const pick = (...epochs: number[]) => epochs.map((epoch) => losses[epoch - 1])
  expect(await validated({ validationFreq: 2 })).toEqual({ batches: [2, 2, 2], losses: pick(2, 4, 6) })
  expect(await validated({ validationFreq: [1, 5, 9] })).toEqual({ batches: [2, 2], losses: pick(1, 5) })
  expect(await validated({ validationFreq: 7 })).toEqual({ batches: [], losses: [] })
  expect((await validated({ validationBatchSize: 4 })).batches).toEqual([5, 5, 5, 5, 5, 5])
  expect((await validated({ validationBatchSize: 4, validationSteps: 3 })).batches).toEqual([3, 3, 3, 3, 3, 3])
  const dataset = fromTensors(x, y)
  expect((await validated({ validationData: dataset, validationBatchSize: 7 })).batches).toEqual([3, 3, 3, 3, 3, 3])
})

/** The same training, in JavaScript: mean squared error, SGD with momentum 0.9, rows in order. */
const reference = (kernel: readonly number[], { x, y }: ReturnType<typeof regressionData>, batchSize: number) => {
  const weights = [...kernel, 0]
  const momentum = weights.map(() => 0)
  const losses: number[] = []
  const predict = (row: number) =>
    weights.reduce((sum, w, i) => sum + w * (i < 3 ? (x.data[row * 3 + i] as number) : 1), 0)
  let sum = 0
  for (let start = 0; start < x.rows; start += batchSize) {
    const rows = Array.from({ length: Math.min(batchSize, x.rows - start) }, (_, i) => start + i)
    const gaps = rows.map((row) => predict(row) - (y.data[row] as number))
    losses.push(gaps.reduce((total, gap) => total + gap * gap, 0) / rows.length)
    sum += (losses.at(-1) as number) * rows.length
    for (let i = 0; i < 4; i++) {
      const gradient = rows.reduce(
        (total, row, at) =>
          total + (2 * (gaps[at] as number) * (i < 3 ? (x.data[row * 3 + i] as number) : 1)) / rows.length,
        0,
      )
      momentum[i] = 0.9 * (momentum[i] as number) - 0.1 * gradient
      weights[i] = (weights[i] as number) + (momentum[i] as number)
    }
  }
  return { weights, mean: sum / x.rows }
}

const weightOf = (trainer: Trainer, name: string): number[] =>
  Array.from((trainer.weights().get(name) as TensorData).data as Float32Array)
const kernelOf = (trainer: Trainer) => weightOf(trainer, 'linear/kernel')

const expectClose = (got: ArrayLike<number | bigint>, wanted: ArrayLike<number | bigint>) => {
  expect(got).toHaveLength(wanted.length)
  const gaps = Array.from(wanted, (want, i) => Math.abs(Number(want) - Number(got[i])))
  expect(Math.max(...gaps)).toBeLessThan(1e-5)
}

describe('fit', () => {
  it.each([8, 7, 20])('takes the steps that the mathematics say, in batches of %i of 20 rows', async (batchSize) => {
    const trainer = await makeTrainer()
    const data = regressionData(20)
    const wanted = reference(kernelOf(trainer), data, batchSize)
    const { history, epoch } = await trainer.fit(data.x, data.y, { ...quiet, batchSize, shuffle: false })
    expect(epoch).toEqual([0])
    expect(history.loss).toHaveLength(1)
    expect(history.loss[0]).toBeCloseTo(wanted.mean, 5)
    expectClose([...kernelOf(trainer), ...weightOf(trainer, 'linear/bias')], wanted.weights)
  })

  it('learns a linear function, and classes', async () => {
    const trainer = await makeTrainer()
    const { x, y } = regressionData(200)
    const { history } = await trainer.fit(x, y, { ...quiet, epochs: 40 })
    expect(history.loss.at(-1)).toBeLessThan(1e-4)
    const predicted = await trainer.predict(x)
    expect(predicted.shape).toEqual([200, 1])
    predicted.data.forEach((value, i) => {
      expect(Math.abs((value as number) - (y.data[i] as number))).toBeLessThan(0.05)
    })
    const classifier = await makeTrainer({ kind: 'classIndices', features: 4 })
    const data = classData(200)
    await classifier.fit(data.x, data.y, { ...quiet, epochs: 40 })
    expect((await classifier.evaluate(data.x, data.y))['accuracy']).toBeGreaterThan(0.85)
  })

  it('gives the figures of each epoch under the names of Keras', async () => {
    const trainer = await makeTrainer({ kind: 'classIndices', features: 4 })
    const { x, y } = classData(50)
    const { history, epoch } = await trainer.fit(x, y, { ...quiet, epochs: 3, validationSplit: 0.2 })
    expect(epoch).toEqual([0, 1, 2])
    expect(Object.keys(history)).toEqual(['loss', 'accuracy', 'draw', 'val_loss', 'val_accuracy', 'val_draw'])
    for (const figures of Object.values(history)) expect(figures).toHaveLength(3)
  })

  it.each(['constructor', 'toString'])('takes a metric named %s', async (metric) => {
    const trainer = await makeTrainer({ metric })
    const { x, y } = regressionData(10)
    const { history } = await trainer.fit(x, y, { ...quiet, epochs: 2, validationSplit: 0.5 })
    expect(Object.keys(history)).toEqual(['loss', metric, 'draw', 'val_loss', `val_${metric}`, 'val_draw'])
    for (const figures of Object.values(history)) expect(figures).toEqual([expect.any(Number), expect.any(Number)])
  })

  it('holds back the last rows, before shuffling', async () => {
    const { x, y } = regressionData(50)
    const [split, given] = [await makeTrainer(), await makeTrainer()]
    const first = await split.fit(x, y, { ...quiet, epochs: 2, validationSplit: 0.3 })
    const second = await given.fit(x.slice(0, 35), y.slice(0, 35), {
      ...quiet,
      epochs: 2,
      validationSplit: 0.5,
      validationData: [x.slice(35), y.slice(35)],
    })
    expect(second).toEqual(first)
    expect(first.history['val_loss']?.at(-1)).toBe((await split.evaluate(x.slice(35), y.slice(35))).loss)
  })

  it('weighs the figures of a partial last batch by its rows', async () => {
    const trainer = await makeTrainer()
    const { x, y } = regressionData(50)
    const whole = await trainer.evaluate(x, y, { batchSize: 50 })
    for (const batchSize of [7, 32, 49, 1000]) {
      expect((await trainer.evaluate(x, y, { batchSize })).loss).toBeCloseTo(whole.loss, 6)
    }
  })

  it('predicts the same in any batches', async () => {
    const trainer = await makeTrainer()
    const { x } = regressionData(50)
    const whole = await trainer.predict(x, { batchSize: 50 })
    for (const batchSize of [1, 7, 32, 1000]) expectClose((await trainer.predict(x, { batchSize })).data, whole.data)
  })

  it('takes data of other dtypes', async () => {
    const trainer = await makeTrainer()
    const bytes = tensor(
      Uint8Array.from({ length: 12 }, (_, i) => i),
      [4, 3],
    )
    const doubles = tensor(Float64Array.from(bytes.data as Uint8Array), [4, 3])
    const longs = tensor(BigInt64Array.from(bytes.data as Uint8Array, BigInt), [4, 3])
    const floats = await trainer.predict(tensor(Float32Array.from(bytes.data as Uint8Array), [4, 3]) as never)
    for (const x of [bytes, doubles, longs]) expect((await trainer.predict(x as never)).data).toEqual(floats.data)
  })

  it('copies wide rows as it copies narrow ones', async () => {
    const trainer = await makeTrainer({ features: 100 })
    const x = tensor(
      Float32Array.from({ length: 700 }, (_, i) => Math.sin(i)),
      [7, 100],
    )
    const backwards = tensor(
      Float32Array.from({ length: 700 }, (_, i) => Math.sin(600 - 100 * Math.floor(i / 100) + (i % 100))),
      [7, 100],
    )
    const forward = (await trainer.predict(x as never)).data as Float32Array
    const turned = (await trainer.predict(backwards as never, { batchSize: 3 })).data as Float32Array
    expectClose([...turned].reverse(), forward)
  })

  it('starts where a run left off', async () => {
    const { x, y } = regressionData(40)
    const [whole, parts] = [await makeTrainer(), await makeTrainer()]
    const wanted = await whole.fit(x, y, { ...quiet, epochs: 5 })
    const first = await parts.fit(x, y, { ...quiet, epochs: 2 })
    const second = await parts.fit(x, y, { ...quiet, epochs: 5, initialEpoch: 2 })
    expect(second.epoch).toEqual([2, 3, 4])
    expect([...first.history.loss, ...second.history.loss]).toEqual(wanted.history.loss)
    expect(await parts.fit(x, y, { ...quiet, epochs: 5, initialEpoch: 5 })).toEqual({
      epoch: [],
      history: { loss: [] },
    })
  })

  it('feeds the seed and the count of steps', async () => {
    const trainer = await makeTrainer({}, { seed: 1000 })
    const { x, y } = regressionData(8)
    const draws: number[] = []
    const watch: Callback = { onTrainBatchEnd: (_, logs) => void draws.push(logs['draw'] as number) }
    await trainer.fit(x, y, { ...quiet, batchSize: 4, epochs: 2, callbacks: [watch] })
    // means over the epoch so far
    expect(draws).toEqual([1001, 1001.5, 1003, 1003.5])
  })

  it('lets timers run between steps', async () => {
    const trainer = await makeTrainer()
    const { x, y } = regressionData(200)
    let ticks = 0
    const timer = setInterval(() => {
      ticks += 1
    }, 1)
    await trainer.fit(x, y, { ...quiet, epochs: 30, batchSize: 2 })
    clearInterval(timer)
    expect(ticks).toBeGreaterThan(5)
  })

  it('says which layer failed, and stays usable', async () => {
    const trainer = await makeTrainer({ broken: true })
    const { x, y } = regressionData(8)
    const before = trainer.weights()
    await expect(trainer.fit(x, y, quiet)).rejects.toThrow(/^ONNX Runtime: .*Reshape.* \(in layer linear\)$/s)
    expect(trainer.weights()).toEqual(before)
    await trainer.evaluate(x, y)
  })
})

describe('a loss that is not finite', () => {
  it('names epoch and step, and leaves the state before that step', async () => {
    const trainer = await makeTrainer({ learningRate: 0.01 })
    const { x, y } = regressionData(40)
    let kept: unknown
    let steps = 0
    const spoil: Callback = {
      onTrainBatchBegin: (_, run) => {
        steps += 1
        if (steps === 6) run.learningRate = 3e38
        kept = run.weights()
      },
    }
    const error = await trainer.fit(x, y, { ...quiet, epochs: 3, batchSize: 10, callbacks: [spoil] }).catch(String)
    expect(error).toMatch(/fit: the loss is (Infinity|NaN) at epoch 2, step 3; the weights are as before that step/)
    expect(trainer.weights()).toEqual(kept)
    await trainer.setWeights(
      new Map(
        [...trainer.weights()].map(([name, w]) => [
          name,
          { ...w, data: w.data.map(() => 0 as never) as typeof w.data },
        ]),
      ),
    )
    trainer.learningRate = 0.01
    expect((await trainer.evaluate(x, y)).loss).toBeLessThan(100)
  })
})

describe('an abort', () => {
  it('ends the run before the next step with its reason, and leaves the last whole step', async () => {
    const { x, y } = regressionData(40)
    const [aborted, whole] = [await makeTrainer(), await makeTrainer()]
    const controller = new AbortController()
    const stopAt = (epoch: number): Callback => {
      let current = 0
      return {
        onEpochBegin: (now) => {
          current = now
        },
        onTrainBatchEnd: (batch) => {
          if (current === epoch && batch === 1) controller.abort(new Error('enough'))
        },
      }
    }
    const run = aborted.fit(x, y, {
      ...quiet,
      epochs: 9,
      batchSize: 10,
      callbacks: [stopAt(1)],
      signal: controller.signal,
    })
    await expect(run).rejects.toThrow('enough')
    let now = 0
    const stop: Callback = {
      onEpochBegin: (epoch) => {
        now = epoch
      },
      onTrainBatchEnd: (batch, _, current) => {
        if (now === 1 && batch === 1) current.stopTraining = true
      },
    }
    await whole.fit(x, y, { ...quiet, epochs: 9, batchSize: 10, callbacks: [stop] })
    expect(aborted.weights()).toEqual(whole.weights())
    await aborted.fit(x, y, quiet)
  })

  it('works before the first step', async () => {
    const trainer = await makeTrainer()
    const { x, y } = regressionData(4)
    await expect(trainer.fit(x, y, { ...quiet, signal: AbortSignal.abort() })).rejects.toThrow('abort')
  })
})
