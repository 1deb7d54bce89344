import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { TensorData } from '../../src/codegen/ir/value.js'
import type { Callback } from '../../src/runtime/callback.js'
import { earlyStopping } from '../../src/runtime/callbacks/early-stopping.js'
import { DivergenceError } from '../../src/runtime/finite.js'
import { readTensors } from '../../src/runtime/safetensors.js'
import { tensor } from '../../src/runtime/tensor.js'
import { Trainer } from '../../src/runtime/trainer.js'
import { regressionData } from './linear-data.js'
import { linearProgram } from './linear-program.js'
import { encoded } from './tensor-file.js'

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
    await writeFile(path, encoded({ ...weights, tensors: spoilt(weights.tensors, 'linear/bias', Number.NaN) }))
    await expect(trainer.loadWeights(path)).rejects.toThrow(
      `${path}: linear/bias holds NaN (element 0 of 1); ${advice}`,
    )
    await trainer.saveState(path)
    const state = await readTensors(path)
    const slot = 'sgd/momentum/linear/kernel'
    await writeFile(path, encoded({ ...state, tensors: spoilt(state.tensors, slot, Number.POSITIVE_INFINITY) }))
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
      /^fit: weight linear\/(kernel|bias) holds -?(Infinity|NaN) \(element \d of \d\) after epoch 2: an update was too large\. Load a state saved before, or compile the model again; and try a smaller learning rate, clipnorm, or scaled data$/,
    )
    expect(events).toEqual(['epoch 0', 'aborted'])
  })

  it('are named where they spoil the next loss', async () => {
    const fit = trainer.fit(x, y, { ...quiet, batchSize: 5, callbacks: [overflow(1)] })
    await expect(fit).rejects.toThrow(
      /^fit: the loss is (NaN|Infinity) at epoch 1, step 3, where weight linear\/(kernel|bias) holds -?(Infinity|NaN) \(element \d of \d\) since before that step\. Load a state saved before, or compile the model again; and try a smaller learning rate, clipnorm, or scaled data$/,
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

  it('of validation is a figure like others, which callbacks judge', async () => {
    const { history } = await trainer.fit(x, y, { ...quiet, epochs: 2, validationData: [x, far] })
    expect(history['val_loss']).toEqual([Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY])
  })

  it('gives back the best weights where early stopping holds them', async () => {
    const best: Map<string, TensorData>[] = []
    const explode: Callback = {
      onEpochBegin: (epoch, run) => {
        if (epoch === 2) run.learningRate = 3e38
      },
      onEpochEnd: (_, __, run) => void best.push(run.weights()),
    }
    const fit = trainer.fit(x, y, {
      ...quiet,
      epochs: 5,
      validationData: [x, y],
      callbacks: [explode, earlyStopping({ restoreBestWeights: true, patience: 9 })],
    })
    await expect(fit).rejects.toThrow(DivergenceError)
    expect(best).toHaveLength(2)
    expect(trainer.weights()).toEqual(best[1])
  })

  it('is recovered from as the error says', async () => {
    const path = join(folder, 'before.safetensors')
    await trainer.fit(x, y, quiet)
    await trainer.saveState(path)
    trainer.learningRate = 1e3
    await expect(trainer.fit(x, y, { ...quiet, epochs: 200 })).rejects.toThrow(/oad a state saved/)
    await trainer.loadState(path)
    const { history } = await trainer.fit(x, y, { ...quiet, epochs: 3 })
    expect(history.loss[2]).toBeLessThan(history.loss[0] as number)
  })
})
