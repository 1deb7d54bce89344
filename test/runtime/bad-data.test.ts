import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { earlyStopping } from '../../src/runtime/callbacks/early-stopping.js'
import { tensor } from '../../src/runtime/tensor.js'
import { Trainer } from '../../src/runtime/trainer.js'
import { ShapeError } from '../../src/shapes/dim.js'
import { classData, regressionData } from './linear-data.js'
import { linearProgram } from './linear-program.js'

let regression: Trainer
let classes: Trainer

beforeAll(async () => {
  regression = await Trainer.create(linearProgram(), { threads: 1 })
  classes = await Trainer.create(linearProgram({ kind: 'classIndices', features: 4 }), { threads: 1 })
})

afterAll(async () => {
  await regression.release()
  await classes.release()
})

const floats = (shape: readonly number[], fill: readonly number[] = []) => {
  const data = new Float32Array(shape.reduce((a, b) => a * b, 1))
  data.set(fill)
  return tensor(data, shape as number[])
}

const y = floats([4, 1])

describe('x and y of regression', () => {
  it.each([
    [
      'a wrong rank',
      floats([4]),
      y,
      ShapeError,
      "x has samples of shape [], but the model's input is [3]; reshape the data, or give input(…) their shape",
    ],
    [
      'a rank too many',
      floats([4, 3, 1]),
      y,
      ShapeError,
      "x has samples of shape [3, 1], but the model's input is [3]; reshape the data, or give input(…) their shape",
    ],
    ['a scalar', floats([]), y, ShapeError, 'x has samples of shape []'],
    [
      'a wrong dim',
      floats([4, 5]),
      y,
      ShapeError,
      "x has samples of shape [5], but the model's input is [3]; reshape the data, or give input(…) their shape",
    ],
    [
      'a wrong target',
      floats([4, 3]),
      floats([4, 2]),
      ShapeError,
      "y has samples of shape [2], but the model's output is [1]; reshape the data, or change the model's last layer",
    ],
    ['different lengths', floats([5, 3]), y, ShapeError, 'x has 5 rows, but y has 4; give as many rows to both'],
    ['no rows', floats([0, 3]), floats([0, 1]), RangeError, 'x has no rows; give at least one'],
    [
      'NaN in x',
      floats([4, 3], [0, 0, 0, 0, Number.NaN]),
      y,
      RangeError,
      'x holds NaN in row 1; expected finite numbers',
    ],
    [
      'infinity in y',
      floats([4, 3]),
      floats([4, 1], [0, 0, Number.NEGATIVE_INFINITY]),
      RangeError,
      'y holds -Infinity in row 2',
    ],
    [
      'more than float32',
      tensor(Float64Array.of(0, 0, 1e300), [1, 3]),
      floats([1, 1]),
      RangeError,
      'x holds 1e+300 in row 0',
    ],
    ['no tensor', 'rows', y, TypeError, 'x must be a tensor; make one with tensor(…)'],
    [
      'ragged arrays',
      [
        [1, 2, 3],
        [1, 2, 3],
        [4, 5],
      ],
      y,
      ShapeError,
      'x is ragged: row 2 has shape [2] beside [3]; pad the rows',
    ],
    [
      'arrays of strings',
      [
        [1, 2, 3],
        ['4', 5, 6],
      ],
      y,
      TypeError,
      'x must hold numbers, but row 1 holds "4"',
    ],
    ['nothing', floats([4, 3]), undefined, TypeError, 'y must be a tensor'],
    [
      'a false tensor',
      { data: new Float32Array(5), shape: [4, 3], dtype: 'float32' },
      y,
      ShapeError,
      'x has shape [4, 3], but 5 elements',
    ],
  ])('with %s are an error of fit and evaluate', async (_, x, targets, kind, message) => {
    for (const call of ['fit', 'evaluate'] as const) {
      const done =
        call === 'fit'
          ? regression.fit(x as never, targets as never)
          : regression.evaluate(x as never, targets as never)
      await expect(done).rejects.toThrow(kind)
      await expect(done).rejects.toThrow(`${call}: ${message}`)
    }
  })

  it('are checked in predict too', async () => {
    await expect(regression.predict(floats([4, 5]) as never)).rejects.toThrow(
      "predict: x has samples of shape [5], but the model's input is [3]; reshape the data, or give input(…) their shape",
    )
    await expect(regression.predict(floats([0, 3]) as never)).rejects.toThrow('predict: x has no rows')
    await expect(regression.predict(floats([1, 3], [Number.NaN]) as never)).rejects.toThrow(
      'predict: x holds NaN in row 0',
    )
  })

  it('are checked in validation data too', async () => {
    const { x: samples, y: targets } = regressionData(8)
    const validate = (validationData: unknown) =>
      regression.fit(samples, targets, { validationData: validationData as never })
    await expect(validate([floats([4, 5]), y])).rejects.toThrow('fit: validationData: x has samples of shape [5]')
    await expect(validate([floats([3, 3]), y])).rejects.toThrow(
      'fit: validationData: x has 3 rows, but y has 4; give as many rows to both',
    )
    await expect(validate(floats([3, 3]))).rejects.toThrow(
      'fit: validationData must be [x, y], [x, y, sampleWeight] or a dataset',
    )
  })
})

describe('labels', () => {
  const x = floats([3, 4])
  it.each([
    [tensor(Int32Array.of(0, 4, 1), [3]), 'y holds label 4 in row 1; expected integers from 0 to 3'],
    [tensor(Int32Array.of(0, 1, -1), [3]), 'y holds label -1 in row 2; expected integers from 0 to 3'],
    [floats([3], [0, 1.5]), 'y holds label 1.5 in row 1; expected integers from 0 to 3'],
    [floats([3, 1], [Number.NaN]), 'y holds label NaN in row 0; expected integers from 0 to 3'],
    [tensor(BigInt64Array.of(2n ** 40n, 0n, 0n), [3]), 'y holds label 1099511627776 in row 0'],
    [
      floats([3, 4]),
      'y has samples of shape [4], expected class indices of shape []; for one-hot targets use categoricalCrossentropy',
    ],
  ])('out of range or of another kind are an error', async (labels, message) => {
    await expect(classes.evaluate(x as never, labels as never)).rejects.toThrow(`evaluate: ${message}`)
  })

  it('may come in any dtype, and with a last axis of 1', async () => {
    const { x: samples, y: targets } = classData(50)
    const wanted = await classes.evaluate(samples, targets)
    for (const labels of [
      tensor(Float32Array.from(targets.data as Int32Array), [50]),
      tensor(Uint8Array.from(targets.data as Int32Array), [50, 1]),
      tensor(BigInt64Array.from(targets.data as Int32Array, BigInt), [50, 1]),
    ]) {
      expect(await classes.evaluate(samples, labels as never)).toEqual(wanted)
    }
  })
})

describe('options', () => {
  const { x, y: targets } = regressionData(10)
  it.each([
    [{ batchSize: 0 }, 'fit: batchSize must be a positive integer, got 0'],
    [{ batchSize: 2.5 }, 'fit: batchSize must be a positive integer, got 2.5'],
    [{ batchSize: 11 }, 'fit: batchSize 11 is larger than the 10 training rows; give at most 10'],
    [{ batchSize: 8, validationSplit: 0.3 }, 'fit: batchSize 8 is larger than the 7 training rows; give at most 7'],
    [{ batchSize: 10 }, undefined],
    [{}, undefined],
    [{ stepsPerEpoch: '2' }, 'fit: stepsPerEpoch must be a positive integer, got "2"'],
    [{ validationBatchSize: 0 }, 'fit: validationBatchSize must be a positive integer, got 0'],
    [
      { validationFreq: 0 },
      'fit: validationFreq must be a positive integer, or a list of epochs counted from 1, got 0',
    ],
    [{ validationFreq: [1, '2'] }, 'or a list of epochs counted from 1, got [1, "2"]'],
    [{ validationFreq: null }, 'or a list of epochs counted from 1, got null'],
    [{ epochs: 0 }, 'fit: epochs must be a positive integer, got 0'],
    [{ initialEpoch: -1 }, 'fit: initialEpoch must be an integer of 0 or more, got -1'],
    [{ validationSplit: 1 }, 'fit: validationSplit must be in (0, 1) and leave rows on both sides of 10, got 1'],
    [{ validationSplit: 0.01 }, undefined],
    [{ validationSplit: 0.99 }, 'leave rows on both sides of 10, got 0.99'],
    [
      { epoch: 3 },
      'fit: unknown option epoch; expected one of epochs, batchSize, stepsPerEpoch, shuffle, sampleWeight, classWeight, validationData, validationSplit, validationSteps, validationBatchSize, validationFreq, callbacks, verbose, initialEpoch, signal',
    ],
    [{ callbacks: earlyStopping() }, 'fit: callbacks must be an array such as [earlyStopping()], got an object'],
    [{ callbacks: null }, 'fit: callbacks must be an array such as [earlyStopping()], got null'],
    [{ callbacks: [{}, undefined] }, 'fit: callbacks[1] must be an object of hooks, as earlyStopping() gives'],
    [{ callbacks: [earlyStopping] }, 'or { onEpochEnd() {} }; got a function'],
    [{ callbacks: [[earlyStopping()]] }, 'fit: callbacks[0] must be an object of hooks'],
    [{ verbose: 3 }, `fit: verbose must be 'auto', 0, 1 or 2, got 3`],
  ])('%j', async (options, message) => {
    const done = regression.fit(x, targets, { verbose: 0, ...options } as never)
    if (message === undefined) await done
    else await expect(done).rejects.toThrow(message)
  })

  it('that are no object', async () => {
    await expect(regression.fit(x, targets, 5 as never)).rejects.toThrow('fit: options must be an object, got 5')
    await expect(regression.fit(x, targets, null as never)).rejects.toThrow('fit: options must be an object, got null')
  })

  it('of evaluate and predict', async () => {
    const options = { batchsize: 4 } as never
    const message = 'unknown option batchsize; expected one of batchSize'
    await expect(regression.evaluate(x, targets, options)).rejects.toThrow(`evaluate: ${message}`)
    await expect(regression.predict(x, options)).rejects.toThrow(`predict: ${message}`)
    await expect(regression.evaluate(x, targets, { batchSize: -1 })).rejects.toThrow('evaluate: batchSize must be')
    await expect(regression.predict(x, { batchSize: Number.NaN })).rejects.toThrow('predict: batchSize must be')
  })

  it('of the trainer', async () => {
    await expect(Trainer.create(linearProgram(), { seed: 0.5 })).rejects.toThrow(
      'seed must be an integer below 2^31, got 0.5',
    )
    await expect(Trainer.create(linearProgram({ learningRate: -1 }))).rejects.toThrow(
      'learningRate must be 0 or more, got -1',
    )
    expect(() => {
      regression.learningRate = Number.NaN
    }).toThrow('learningRate must be 0 or more, got NaN')
  })
})
