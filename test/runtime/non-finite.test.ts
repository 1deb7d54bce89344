import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { TensorData } from '../../src/codegen/ir/value.js'
import type { Callback } from '../../src/runtime/callback.js'
import { encodeTensors, readTensors } from '../../src/runtime/safetensors.js'
import { tensor } from '../../src/runtime/tensor.js'
import { Trainer } from '../../src/runtime/trainer.js'
import { regressionData } from './linear-data.js'
import { linearProgram } from './linear-program.js'

const { x, y } = regressionData(20)
const quiet = { verbose: 0 } as const
let folder: string
let trainer: Trainer

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tenon-'))
})
beforeEach(async () => {
  trainer = await Trainer.create(linearProgram({ learningRate: 0.01 }), { threads: 1 })
})
afterEach(() => trainer.release())
afterAll(() => rm(folder, { recursive: true }))

/** The tensors, where the last element of one is another. */
const spoilt = (tensors: ReadonlyMap<string, TensorData>, name: string, value: number): Map<string, TensorData> => {
  const whole = tensors.get(name) as TensorData
  const data = Float32Array.from(whole.data as Float32Array)
  data[data.length - 1] = value
  return new Map([...tensors, [name, { ...whole, data }]])
}

describe('weights that are not finite', () => {
  const advice = 'expected finite numbers: take values from before the training diverged'

  it.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])('cannot be set to %d', async (value) => {
    const before = trainer.weights()
    await expect(trainer.setWeights(spoilt(before, 'linear/kernel', value))).rejects.toThrow(
      `setWeights: linear/kernel holds ${value} (element 2 of 3); ${advice}`,
    )
    expect(trainer.weights()).toEqual(before)
  })

  it('cannot be loaded, nor optimizer state', async () => {
    const path = join(folder, 'file.safetensors')
    const before = trainer.weights()
    await trainer.saveWeights(path)
    const weights = await readTensors(path)
    await writeFile(path, encodeTensors({ ...weights, tensors: spoilt(weights.tensors, 'linear/bias', Number.NaN) }))
    await expect(trainer.loadWeights(path)).rejects.toThrow(
      `${path}: linear/bias holds NaN (element 0 of 1); ${advice}`,
    )
    await trainer.saveState(path)
    const state = await readTensors(path)
    const slot = 'sgd/momentum/linear/kernel'
    await writeFile(path, encodeTensors({ ...state, tensors: spoilt(state.tensors, slot, Number.POSITIVE_INFINITY) }))
    await expect(trainer.loadState(path)).rejects.toThrow(`${path}: ${slot} holds Infinity (element 2 of 3); ${advice}`)
    expect(trainer.weights()).toEqual(before)
  })

  const overflow = (batch: number): Callback => ({
    onTrainBatchBegin: (now, run) => {
      run.learningRate = now === batch ? 3e38 : 0.01
    },
  })

  it('end a fit after the epoch whose last step made them, though its loss was finite', async () => {
    const events: string[] = []
    const note: Callback = {
      onEpochEnd: (epoch) => void events.push(`epoch ${epoch}`),
      onTrainAbort: () => void events.push('aborted'),
    }
    const late: Callback = {
      onEpochBegin: (epoch, run) => {
        if (epoch === 1) run.learningRate = 3e38
      },
    }
    const fit = trainer.fit(x, y, { ...quiet, epochs: 2, callbacks: [late, note] })
    await expect(fit).rejects.toThrow(
      /^fit: weight linear\/(kernel|bias) holds -?(Infinity|NaN) \(element \d of \d\) after epoch 2: an update was too large\. Set or load weights that are finite, and try a smaller learning rate, clipnorm, or scaled data$/,
    )
    expect(events).toEqual(['epoch 0', 'aborted'])
  })

  it('are named where they spoil the next loss', async () => {
    const fit = trainer.fit(x, y, { ...quiet, batchSize: 5, callbacks: [overflow(1)] })
    await expect(fit).rejects.toThrow(
      /^fit: the loss is (NaN|Infinity) at epoch 1, step 3, where weight linear\/(kernel|bias) holds -?(Infinity|NaN) \(element \d of \d\) since before that step; set or load weights that are finite$/,
    )
    await expect(trainer.fit(x, y, quiet)).rejects.toThrow('at epoch 1, step 1, where weight linear/')
  })
})

describe('a loss that is not finite', () => {
  const far = tensor(new Float32Array(20).fill(1e30), [20, 1])

  it('with finite weights is put down to the step', async () => {
    await expect(trainer.fit(x, far, quiet)).rejects.toThrow(
      'fit: the loss is Infinity at epoch 1, step 1; the weights are as before that step. Try a smaller learning rate',
    )
  })

  it('of validation ends a fit, naming the epoch', async () => {
    const epochs: number[] = []
    const note: Callback = { onEpochEnd: (epoch) => void epochs.push(epoch) }
    const fit = trainer.fit(x, y, { ...quiet, epochs: 3, validationData: [x, far], callbacks: [note] })
    await expect(fit).rejects.toThrow(
      'fit: val_loss is Infinity after epoch 1; the weights are finite. Look for outliers in the validation data, or try a smaller learning rate, clipnorm, or scaled data',
    )
    expect(epochs).toEqual([])
  })
})
