import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Callback, Run } from '../../src/runtime/callback.js'
import { Trainer } from '../../src/runtime/trainer.js'
import { regressionData } from './linear-data.js'
import { linearProgram } from './linear-program.js'

const { x, y } = regressionData(10)
const quiet = { verbose: 0, batchSize: 5 } as const
let trainer: Trainer

beforeEach(async () => {
  trainer = await Trainer.create(linearProgram(), { threads: 1 })
})

afterEach(() => trainer.release())

/** Writes down every hook that is called. */
const recorder = (events: string[]): Required<Omit<Callback, 'name' | 'state' | 'restore'>> => ({
  onTrainBegin: (run) => void events.push(`train begins: ${run.epochs} epochs of ${run.stepsPerEpoch} steps`),
  onEpochBegin: (epoch) => void events.push(`epoch ${epoch} begins`),
  onTrainBatchBegin: (batch) => void events.push(`batch ${batch} begins`),
  onTrainBatchEnd: (batch, logs) => void events.push(`batch ${batch} ends: ${Object.keys(logs)}`),
  onEpochEnd: (epoch, logs) => void events.push(`epoch ${epoch} ends: ${Object.keys(logs)}`),
  onTrainEnd: (logs) => void events.push(`train ends: ${Object.keys(logs)}`),
  onTrainAbort: (error) => void events.push(`aborts: ${(error as Error).message}`),
  onDivergence: (error) => {
    events.push(`diverges: ${error.loss}`)
    return false
  },
  onTestBegin: (pass) => void events.push(`test begins: ${pass.steps} steps`),
  onTestBatchBegin: (batch) => void events.push(`test batch ${batch} begins`),
  onTestBatchEnd: (batch, logs) => void events.push(`test batch ${batch} ends: ${Object.keys(logs)}`),
  onTestEnd: (logs) => void events.push(`test ends: ${Object.keys(logs)}`),
  onPredictBegin: (pass) => void events.push(`predict begins: ${pass.steps} steps`),
  onPredictBatchBegin: (batch) => void events.push(`predict batch ${batch} begins`),
  onPredictBatchEnd: (batch) => void events.push(`predict batch ${batch} ends`),
  onPredictEnd: (pass) => void events.push(`predict ends after ${pass.iterations} steps of training`),
})

describe('callbacks', () => {
  it('are called as in Keras', async () => {
    const events: string[] = []
    await trainer.fit(x, y, { ...quiet, validationData: [x, y], callbacks: [recorder(events)] })
    expect(events).toEqual([
      'train begins: 1 epochs of 2 steps',
      'epoch 0 begins',
      'batch 0 begins',
      'batch 0 ends: loss,mae,draw',
      'batch 1 begins',
      'batch 1 ends: loss,mae,draw',
      'test begins: 2 steps',
      'test batch 0 begins',
      'test batch 0 ends: loss,mae,draw',
      'test batch 1 begins',
      'test batch 1 ends: loss,mae,draw',
      'test ends: loss,mae,draw',
      'epoch 0 ends: loss,mae,draw,val_loss,val_mae,val_draw',
      'train ends: loss,mae,draw,val_loss,val_mae,val_draw',
    ])
  })

  it('are called by evaluate and predict, as in Keras', async () => {
    const events: string[] = []
    await trainer.evaluate(x, y, { callbacks: [recorder(events)] })
    await trainer.predict(x, { batchSize: 9, callbacks: [recorder(events)] })
    expect(events).toEqual([
      'test begins: 1 steps',
      'test batch 0 begins',
      'test batch 0 ends: loss,mae,draw',
      'test ends: loss,mae,draw',
      'predict begins: 2 steps',
      'predict batch 0 begins',
      'predict batch 0 ends',
      'predict batch 1 begins',
      'predict batch 1 ends',
      'predict ends after 0 steps of training',
    ])
    await expect(trainer.predict(x, { callbacks: [3] as never })).rejects.toThrow('predict: callbacks[0] must be an')
    await expect(trainer.evaluate(x, y, { callbacks: {} as never })).rejects.toThrow('evaluate: callbacks must be an')
  })

  it('may evaluate and predict amid an evaluation and a prediction', async () => {
    const wanted = await trainer.evaluate(x, y)
    const found: unknown[] = []
    const judge = async () => {
      const [first, second] = await Promise.all([trainer.evaluate(x, y), trainer.evaluate(x, y), trainer.predict(x)])
      found.push(first, second)
    }
    const callbacks = [{ onTestBegin: judge, onTestBatchEnd: judge, onTestEnd: judge, onPredictBatchBegin: judge }]
    expect(await trainer.evaluate(x, y, { callbacks })).toEqual(wanted)
    await trainer.predict(x, { callbacks })
    expect(found).toEqual(Array(8).fill(wanted))
  })

  it('add figures to the logs of an epoch, for those after them and for the history', async () => {
    const seen: unknown[] = []
    const adds: Callback = { onEpochEnd: (epoch, _, run) => run.log('mine', epoch) }
    const sees: Callback = { onEpochEnd: (_, logs) => void seen.push(logs['mine']) }
    const { history } = await trainer.fit(x, y, { ...quiet, epochs: 2, callbacks: [sees, adds, sees] })
    expect(seen).toEqual([undefined, 0, undefined, 1])
    expect(history['mine']).toEqual([0, 1])
    const early: Callback = { onEpochBegin: (_, run) => run.log('mine', 1) }
    await expect(trainer.fit(x, y, { ...quiet, callbacks: [early] })).rejects.toThrow(
      'log: figures are added to the logs of an epoch in onEpochEnd',
    )
  })

  it('end the run after the batch in which they ask to, with its epoch closed', async () => {
    const events: string[] = []
    const stop: Callback = {
      onTrainBatchEnd: (_, __, run) => {
        run.stopTraining = true
      },
    }
    const { epoch } = await trainer.fit(x, y, { ...quiet, epochs: 5, callbacks: [stop, recorder(events)] })
    expect(epoch).toEqual([0])
    expect(events.slice(3)).toEqual([
      'batch 0 ends: loss,mae,draw',
      'epoch 0 ends: loss,mae,draw',
      'train ends: loss,mae,draw',
    ])
  })

  it('may be asynchronous, and set the learning rate', async () => {
    const rates: number[] = []
    const schedule: Callback = {
      onEpochBegin: async (epoch, run) => {
        await new Promise((resolve) => setTimeout(resolve, 1))
        run.learningRate = 0.1 / (epoch + 1)
      },
      onEpochEnd: (_, __, run) => void rates.push(run.learningRate),
    }
    await trainer.fit(x, y, { ...quiet, epochs: 2, callbacks: [schedule] })
    expect(rates).toEqual([0.1, 0.05])
    expect(trainer.learningRate).toBe(0.05)
    trainer.learningRate = 0
    const before = trainer.weights().get('linear/kernel')?.data
    // SGD with momentum coasts on, but no longer accelerates
    await trainer.fit(x, y, quiet)
    expect(trainer.weights().get('linear/kernel')?.data).not.toEqual(before)
  })

  it('may evaluate, predict, and set weights between steps', async () => {
    const losses: number[] = []
    const saved = trainer.weights()
    const check: Callback = {
      onTrainBatchEnd: async (_, __, run) => {
        await run.setWeights(saved)
        losses.push((await trainer.evaluate(x, y)).loss)
        await trainer.predict(x)
      },
    }
    await trainer.fit(x, y, { ...quiet, callbacks: [check] })
    expect(losses).toEqual(Array(2).fill((await trainer.evaluate(x, y)).loss))
    expect(trainer.weights()).toEqual(saved)
  })

  it.each([
    'onTrainBegin',
    'onEpochBegin',
    'onTrainBatchBegin',
    'onTrainBatchEnd',
    'onEpochEnd',
    'onTrainEnd',
  ] as const)('that fail in %s end the run, tell the others, and leave the trainer usable', async (hook) => {
    const events: string[] = []
    const failing: Callback = {
      [hook]: () => {
        throw new Error('mine')
      },
      onTrainAbort: () => {
        throw new Error('a second one')
      },
    }
    const run = trainer.fit(x, y, { ...quiet, callbacks: [failing, recorder(events)] })
    await expect(run).rejects.toThrow('mine')
    expect(events.at(-1)).toBe('aborts: mine')
    await trainer.fit(x, y, quiet)
  })

  it('are not aborted after their end, where a later one fails in its own', async () => {
    const [first, failing, last]: [string[], string[], string[]] = [[], [], []]
    const fails = {
      ...recorder(failing),
      onTrainEnd: () => {
        throw new Error('mine')
      },
    }
    const run = trainer.fit(x, y, { ...quiet, callbacks: [recorder(first), fails, recorder(last)] })
    await expect(run).rejects.toThrow('mine')
    const ends = (events: string[]) => events.filter((event) => /^(train ends|aborts)/.test(event))
    expect([first, failing, last].map(ends)).toEqual([['train ends: loss,mae,draw'], [], ['aborts: mine']])
  })

  it('see the run of their own', async () => {
    let seen: Run | undefined
    const see = (run: Run) => {
      seen = run
    }
    await trainer.fit(x, y, {
      ...quiet,
      epochs: 3,
      initialEpoch: 1,
      callbacks: [{ onTrainBegin: see }],
    })
    expect(seen).toMatchObject({ epochs: 3, initialEpoch: 1, stepsPerEpoch: 2, stopTraining: false, learningRate: 0.1 })
  })
})
