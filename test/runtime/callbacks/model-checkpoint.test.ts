import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { modelCheckpoint, reduceLROnPlateau } from '../../../src/runtime/callbacks/index.js'
import { filledPath } from '../../../src/runtime/callbacks/path-template.js'
import { Trainer } from '../../../src/runtime/trainer.js'
import { regressionData } from '../linear-data.js'
import { linearProgram } from '../linear-program.js'

const { x, y } = regressionData(40)
const quiet = { verbose: 0, batchSize: 10, epochs: 3 } as const
let folder: string
let trainer: Trainer

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tenon-checkpoints-'))
  trainer = await Trainer.create(linearProgram(), { threads: 1 })
})

afterEach(async () => {
  vi.restoreAllMocks()
  await trainer.release()
  await rm(folder, { recursive: true })
})

describe('modelCheckpoint', () => {
  it('saves states that training goes on from, in folders that it makes', async () => {
    const path = join(folder, 'deep', 'down', 'at-{epoch}.safetensors')
    await trainer.fit(x, y, { ...quiet, callbacks: [modelCheckpoint(path)] })
    expect(await readdir(join(folder, 'deep', 'down'))).toEqual([1, 2, 3].map((epoch) => `at-${epoch}.safetensors`))
    await using other = await Trainer.create(linearProgram(), { threads: 1 })
    await other.loadState(join(folder, 'deep', 'down', 'at-1.safetensors'))
    await other.fit(x, y, { ...quiet, initialEpoch: 1 })
    expect(other.weights()).toEqual(trainer.weights())
  })

  it('saves the weights alone, and says so', async () => {
    const said = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
    const path = join(folder, 'best.safetensors')
    const callbacks = [
      modelCheckpoint(path, { monitor: 'loss', saveBestOnly: true, saveWeightsOnly: true, verbose: 1 }),
    ]
    await trainer.fit(x, y, { ...quiet, callbacks })
    await trainer.loadWeights(path)
    expect(said.mock.calls.map(([text]) => String(text))).toContainEqual(
      expect.stringMatching(/^Epoch 1: loss improved to \d\.\d{5}\n$/),
    )
    expect(said.mock.calls.map(([text]) => String(text))).toContain(`Epoch 1: saved the weights to ${path}\n`)
  })

  it('saves the best after the epochs that are validated', async () => {
    const path = join(folder, 'at-{epoch}-{val_loss:.0f}.safetensors')
    const callbacks = [modelCheckpoint(path, { saveBestOnly: true }), reduceLROnPlateau({ patience: 9 })]
    await trainer.fit(x, y, { ...quiet, callbacks, validationFreq: 2, validationSplit: 0.5, batchSize: 10 })
    expect(await readdir(folder)).toEqual([expect.stringMatching(/^at-2-\d+\.safetensors$/)])
  })

  it.each([
    ['m-{val_los}.safetensors', {}, 'modelCheckpoint: there is no val_los for the path'],
    ['m-{epoch:x}.safetensors', {}, 'modelCheckpoint: {epoch:x} in the path is no field; write it as {epoch:02d}'],
    [
      'm.safetensors',
      { saveBestOnly: true },
      'modelCheckpoint: there is no figure val_loss, only loss, mae, draw; give fit validationData or validationSplit',
    ],
  ])('to %s with %j fails', async (path, options, sentence) => {
    const callbacks = [modelCheckpoint(join(folder, path), options)]
    await expect(trainer.fit(x, y, { ...quiet, callbacks })).rejects.toThrow(sentence)
  })

  it.each([
    ['', {}, 'its path must be a string such as'],
    ['m', { saveFreq: 'batch' }, `modelCheckpoint: saveFreq must be 'epoch' or a positive integer, got "batch"`],
    ['m', { mode: 'less', saveBestOnly: true }, `modelCheckpoint: mode must be 'auto', 'min' or 'max', got "less"`],
    ['m', { saveBest: true }, 'modelCheckpoint: unknown option saveBest'],
  ])('%j with %j is refused', (path, options, sentence) => {
    expect(() => modelCheckpoint(path, options as never)).toThrow(sentence)
  })
})

it.each([
  ['{epoch:04d}', '0007'],
  ['{epoch:3d}|', '  7|'],
  ['{loss:.3f}', '0.012'],
  ['{loss:e}', '1.234500e-02'],
  ['{loss}', '0.012345'],
  ['{loss:.2g}', '0.012'],
])('the field %s is filled as in Python', (template, text) => {
  expect(filledPath('call', template, { epoch: 7, loss: 0.012345 })).toBe(text)
})

it.each([
  ['{v:08.3f}', -1.5, '-001.500'],
  ['{v:g}', 0.1234567, '0.123457'],
  ['{v:g}', 100, '100'],
  ['{v:.3g}', 0.00001234, '1.23e-05'],
  ['{v:.3g}', 123456, '1.23e+05'],
  ['{v:.3g}', 1, '1'],
])('the field %s of %d is filled as in Python', (template, v, text) => {
  expect(filledPath('call', template, { v })).toBe(text)
})

it('rates that a schedule computes cannot be reduced, which is said before the first step', async () => {
  const program = linearProgram()
  const refusal = 'a schedule computes it'
  await using computed = await Trainer.create({ ...program, learningRate: { at: () => 0.1, refusal } }, { threads: 1 })
  const steps: number[] = []
  const callbacks = [
    reduceLROnPlateau({ monitor: 'loss' }),
    { onTrainBatchBegin: (batch: number) => void steps.push(batch) },
  ]
  await expect(computed.fit(x, y, { ...quiet, callbacks })).rejects.toThrow(refusal)
  expect(steps).toEqual([])
})
