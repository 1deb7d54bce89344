import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { CompiledGraph } from '../../src/codegen/onnx/emit.js'
import { makeProgram } from '../../src/dsl/program.js'
import {
  adam,
  type Callback,
  DivergenceError,
  earlyStopping,
  input,
  modelCheckpoint,
  sequential,
  tensor,
} from '../../src/index.js'
import { createRandom } from '../../src/runtime/random.js'
import { countOf, decodeGraph } from '../support/decode-graph.js'
import { fullSettings } from '../support/full-settings.js'

const random = createRandom(0, 'steps')
const rows = 53
const images = tensor(Float32Array.from({ length: rows * 64 }, random), [rows, 8, 8, 1])
const labels = tensor(Int32Array.from({ length: rows }, () => Math.floor(random() * 3)))
const series = tensor(Float32Array.from({ length: rows * 10 }, random), [rows, 5, 2])
const weights = tensor(Float32Array.from({ length: rows }, random))

const cnn = () =>
  sequential(input([8, 8, 1]))
    .randomFlip()
    .conv2d(4, 3, { padding: 'same', activation: 'relu', kernelRegularizer: 'l2' })
    .batchNormalization()
    .maxPooling2d(2)
    .flatten()
    .dropout(0.3)
    .dense(3, { activation: 'softmax' })
const lstm = () =>
  sequential(input([5, 2]))
    .lstm(6, { dropout: 0.1 })
    .dense(3, { activation: 'softmax' })

/** History and all state behind it. */
const trained = async (kind: 'cnn' | 'lstm', stepsPerExecution: number | 'auto', callbacks: Callback[] = []) => {
  const trainer =
    kind === 'cnn'
      ? await cnn().compile({ ...fullSettings, stepsPerExecution })
      : await lstm().compile({ ...fullSettings, stepsPerExecution })
  const x = kind === 'cnn' ? images : series
  const options = {
    epochs: 3,
    batchSize: 8,
    verbose: 0,
    sampleWeight: weights,
    validationSplit: 0.1,
    callbacks,
  } as const
  const { history } = await (trainer as Awaited<ReturnType<ReturnType<typeof cnn>['compile']>>).fit(
    x as typeof images,
    labels,
    options,
  )
  const state = trainer.weights()
  await trainer.release()
  return { history, state }
}

describe.each(['cnn', 'lstm'] as const)('a run of many steps, of a %s', (kind) => {
  test.each([2, 4, 100, 'auto'] as const)('of %s gives what single steps give, bit for bit', async (steps) => {
    const single = await trained(kind, 1)
    expect(await trained(kind, steps)).toEqual(single)
  })
})

describe('ids, which are sorted for all steps of a run at once', () => {
  const ids = tensor(
    Int32Array.from({ length: rows * 6 }, () => Math.floor(random() ** 3 * 100)),
    [rows, 6],
  )
  const text = () =>
    sequential(input([6], { dtype: 'int32' }))
      .embedding(100, 8)
      .globalAveragePooling1d()
      .dense(3, { activation: 'softmax' })
  const objective = { loss: 'sparseCategoricalCrossentropy' } as const

  test.each([2, 4, 100])('give with %s steps what single steps give, bit for bit', async (steps) => {
    const fitted = async (stepsPerExecution: number) => {
      await using trainer = await text().compile({ ...objective, optimizer: 'adam', stepsPerExecution })
      const { history } = await trainer.fit(ids, labels, { epochs: 3, batchSize: 8, verbose: 0 })
      return { history, state: trainer.weights() }
    }
    expect(await fitted(steps)).toEqual(await fitted(1))
  })

  test('are sorted outside the step', () => {
    const program = makeProgram(text(), { ...objective, optimizer: adam() })
    const outer = decodeGraph(program.steps?.() as CompiledGraph)
    // and so are the rows that they take, 6 ids of each
    expect(['TopK', 'Cast', 'Div'].map((type) => countOf(outer, type))).toEqual([1, 1, 1])
  })
})

test('hooks of batches are called for each batch by default, and once a run where the number is given', async () => {
  const seen = async (steps: number | 'auto'): Promise<number[]> => {
    const batches: number[] = []
    await trained('cnn', steps, [{ onTrainBatchEnd: (batch) => void batches.push(batch) }])
    return batches
  }
  const perEpoch = [0, 1, 2, 3, 4, 5]
  expect(await seen('auto')).toEqual([...perEpoch, ...perEpoch, ...perEpoch].map((batch) => batch))
  expect(await seen(4)).toEqual([3, 4, 5, 3, 4, 5, 3, 4, 5])
})

test('early stopping ends where it does with single steps', async () => {
  const stopping = () => [earlyStopping({ monitor: 'val_loss', patience: 0, restoreBestWeights: true })]
  expect(await trained('cnn', 4, stopping())).toEqual(await trained('cnn', 1, stopping()))
})

test('a loss that is not finite amid a run leaves the state before its step', async () => {
  const after = async (stepsPerExecution: number) => {
    const trainer = await sequential(input([1]))
      .dense(1)
      .compile({ optimizer: adam({ learningRate: 0.1 }), loss: 'mse', stepsPerExecution })
    const x = tensor(
      Float32Array.from({ length: 20 }, (_, i) => (i === 11 ? 3e38 : i)),
      [20, 1],
    )
    const error = await trainer
      .fit(x, x, { batchSize: 2, shuffle: false, verbose: 0 })
      .catch((thrown: unknown) => thrown)
    return { error, state: trainer.weights() }
  }
  const single = await after(1)
  expect(single.error).toBeInstanceOf(DivergenceError)
  expect(String(single.error)).toContain('at epoch 1, step 6')
  expect(await after(4)).toEqual(single)
})

test('what is no number of steps is refused', async () => {
  for (const stepsPerExecution of [0, 1.5, 'many', null]) {
    await expect(cnn().compile({ ...fullSettings, stepsPerExecution: stepsPerExecution as number })).rejects.toThrow(
      "compile: stepsPerExecution must be 'auto' or a positive integer, got",
    )
  }
})

test('files that are saved every so many batches count batches, not runs', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'tenon-steps-'))
  // 6 batches an epoch, in runs of 4 and 2: behind the second one's first there are 10
  await trained('lstm', 4, [modelCheckpoint(join(folder, '{epoch}-{batch}'), { saveFreq: 8, saveWeightsOnly: true })])
  expect(await readdir(folder)).toEqual(['2-4', '3-6'])
  await rm(folder, { recursive: true })
})
