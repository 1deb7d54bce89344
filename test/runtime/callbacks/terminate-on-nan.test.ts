import { afterEach, expect, it, vi } from 'vitest'
import type { Callback } from '../../../src/runtime/callback.js'
import { lambdaCallback, terminateOnNaN } from '../../../src/runtime/callbacks/index.js'
import { tensor } from '../../../src/runtime/tensor.js'
import { Trainer } from '../../../src/runtime/trainer.js'
import { regressionData } from '../linear-data.js'
import { linearProgram } from '../linear-program.js'

const { x, y } = regressionData(40)
const quiet = { verbose: 0, batchSize: 10, epochs: 5, validationSplit: 0.25 } as const

afterEach(() => {
  vi.restoreAllMocks()
})

/** Makes steps so large, from one step of an epoch on, that the loss is no longer finite. */
const explode = (epoch: number, batch: number): Callback => {
  let now = 0
  return {
    onEpochBegin: (begun) => {
      now = begun
    },
    onTrainBatchBegin: (begun, run) => {
      if (now === epoch && begun === batch) run.learningRate = 3e38
    },
  }
}

it('ends the run after the epoch, with its hooks, and the weights as before the bad step', async () => {
  const said = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
  await using trainer = await Trainer.create(linearProgram(), { threads: 1 })
  const events: string[] = []
  const note = lambdaCallback({
    onTrainBatchEnd: (batch, logs) => void events.push(`batch ${batch}: ${Number.isFinite(logs['loss'])}`),
    onEpochEnd: (epoch, logs) => void events.push(`epoch ${epoch}: ${Object.keys(logs)}`),
    onTrainEnd: () => void events.push('end'),
  })
  const callbacks = [explode(1, 0), terminateOnNaN(), note]
  const { epoch, history } = await trainer.fit(x, y, { ...quiet, callbacks })
  expect(epoch).toEqual([0, 1])
  expect(history.loss.map(Number.isFinite)).toEqual([true, false])
  expect(events).toEqual([
    'batch 0: true',
    'batch 1: true',
    'batch 2: true',
    'epoch 0: loss,mae,draw,val_loss,val_mae,val_draw',
    'batch 0: true',
    'batch 1: false',
    'epoch 1: loss,mae,draw,val_loss,val_mae,val_draw',
    'end',
  ])
  expect(String(said.mock.calls[0]?.[0])).toMatch(
    /^Terminating training: the loss is (NaN|-?Infinity) at epoch 2, step 2/,
  )
})

it('ends a run whose weights are no longer finite after an epoch', async () => {
  const said = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
  await using trainer = await Trainer.create(linearProgram(), { threads: 1 })
  const large = { ...quiet, batchSize: 30, callbacks: [explode(0, 0), terminateOnNaN()] }
  const tenfold = tensor(
    Float32Array.from(y.data as Float32Array, (value) => value * 10),
    [40, 1],
  )
  const { epoch } = await trainer.fit(x, tenfold as never, large)
  expect(epoch).toEqual([0])
  expect(String(said.mock.calls[0]?.[0])).toMatch(/^Terminating training: .* holds -?(Infinity|NaN) .*after epoch 1/)
})

it('rejects as without it, if asked to', async () => {
  await using trainer = await Trainer.create(linearProgram(), { threads: 1 })
  const callbacks = [explode(0, 0), terminateOnNaN({ raiseError: true })]
  await expect(trainer.fit(x, y, { ...quiet, callbacks })).rejects.toThrow('fit: the loss is')
})

it.each([
  [() => lambdaCallback({ onEpochEnds: () => {} } as never), "did you mean 'onEpochEnd'?"],
  [() => lambdaCallback({ onEpochEnd: 3 } as never), 'lambdaCallback: onEpochEnd must be a function, got 3'],
  [() => terminateOnNaN({ raise: true } as never), 'terminateOnNaN: unknown option raise; expected one of raiseError'],
])('%s is refused', (make, sentence) => {
  expect(make).toThrow(sentence)
})
