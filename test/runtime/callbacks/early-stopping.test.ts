import { describe, expect, it } from 'vitest'
import { metrics } from '../../../src/dsl/metrics/index.js'
import type { Callback, Run } from '../../../src/runtime/callback.js'
import { type EarlyStoppingOptions, earlyStopping } from '../../../src/runtime/callbacks/early-stopping.js'
import { Trainer } from '../../../src/runtime/trainer.js'
import { fakeRun } from '../fake-run.js'
import { regressionData } from '../linear-data.js'
import { linearProgram } from '../linear-program.js'

/** The epochs run, and the epoch that the weights left at the end are of. */
const watch = async (figures: readonly number[], options: EarlyStoppingOptions): Promise<[number, number]> => {
  const weightsOf = (epoch: number) =>
    new Map([['epoch', { dtype: 'float32', shape: [], data: Float32Array.of(epoch) } as const]])
  let weights: ReturnType<Run['weights']> = new Map()
  const run = fakeRun({
    epochs: figures.length,
    weights: () => weights,
    setWeights: async (saved) => {
      weights = new Map(saved)
    },
  })
  const callback = earlyStopping(options)
  await callback.onTrainBegin?.(run)
  let epochs = 0
  for (const [epoch, figure] of figures.entries()) {
    weights = weightsOf(epoch)
    await callback.onEpochEnd?.(epoch, { loss: 0, [options.monitor ?? 'val_loss']: figure }, run)
    epochs += 1
    if (run.stopTraining) break
  }
  await callback.onTrainEnd?.({}, run)
  return [epochs, Number(weights.get('epoch')?.data[0])]
}

describe('earlyStopping', () => {
  // epochs run and weights kept, as Keras 3.15's EarlyStopping answers the same figures and options
  it.each<[number[], EarlyStoppingOptions, number, number]>([
    [[3, 2, 1, 2, 3, 4], {}, 4, 3],
    [[3, 2, 1, 2, 3, 4], { patience: 2 }, 5, 4],
    [[3, 2, 1, 2, 3, 4], { patience: 2, restoreBestWeights: true }, 5, 2],
    [[3, 2, 1, 2], { patience: 9, restoreBestWeights: true }, 4, 2],
    [[3, 3, 3, 3], { patience: 1 }, 2, 1],
    [[3, 4, 5], { patience: 0 }, 2, 1],
    [[1, 0.95, 0.9, 0.85, 0.8], { minDelta: 0.1, patience: 1 }, 2, 1],
    [[1, 0.95, 0.9, 0.85, 0.8], { minDelta: -0.1, patience: 1 }, 2, 1],
    [[5, 4, 3, 2, 1], { baseline: 2, patience: 2, restoreBestWeights: true }, 5, 4],
    [[5, 4, 1.5, 3, 1], { baseline: 2, patience: 3, restoreBestWeights: true }, 5, 4],
    [[1, 2, 3, 4, 5, 0.5, 6], { startFromEpoch: 3, patience: 1, restoreBestWeights: true }, 5, 3],
    [[0.1, 0.3, 0.2, 0.2, 0.4], { monitor: 'val_accuracy', patience: 2, restoreBestWeights: true }, 4, 1],
    [[1, Number.NaN, Number.NaN, 0.5], { patience: 2, restoreBestWeights: true }, 3, 0],
    [[2, 1, 1.5], { mode: 'min', patience: 1, restoreBestWeights: true }, 3, 1],
  ])('on %j with %j, as Keras', async (figures, options, epochs, kept) => {
    expect(await watch(figures, options)).toEqual([epochs, kept])
  })

  it('never takes NaN for the best, where Keras does', async () => {
    expect(await watch([Number.NaN, 1, 2, 3], { patience: 2, restoreBestWeights: true })).toEqual([4, 1])
  })

  it.each([
    [
      { monitr: 'loss' } as never,
      'earlyStopping: unknown option monitr; expected one of monitor, minDelta, patience, verbose, mode, baseline, restoreBestWeights, startFromEpoch',
    ],
    ['val_loss' as never, 'earlyStopping: options must be an object, got "val_loss"'],
    [{ patience: -1 }, 'earlyStopping: patience must be an integer of 0 or more, got -1'],
    [{ startFromEpoch: 0.5 }, 'earlyStopping: startFromEpoch must be an integer of 0 or more, got 0.5'],
    [{ minDelta: Number.NaN }, 'earlyStopping: minDelta must be a finite number, got NaN'],
    [{ mode: 'less' as never }, `earlyStopping: mode must be 'auto', 'min' or 'max', got "less"`],
    [
      { monitor: 'happiness' },
      "earlyStopping: cannot tell whether more or less happiness is better; set mode to 'max' or 'min'",
    ],
  ])('rejects %j', (options, message) => {
    expect(() => earlyStopping(options)).toThrow(message)
  })

  it.each(Object.keys(metrics))(
    'knows whether more or less is better of the metric %s, its classes and outputs',
    async (name) => {
      const more = /accuracy|precision|recall|auc|score|sensitivity|true|iou|similarity|correlation/i.test(name)
      for (const monitor of [name, `val_${name}`, `val_weighted_${name}`, `val_kind_${name}`]) {
        const kept = async (figures: readonly number[]) =>
          (await watch(figures, { monitor, restoreBestWeights: true, patience: 9 }))[1]
        expect([monitor, await kept([1, 2, 3])]).toEqual([monitor, more ? 2 : 0])
      }
    },
  )

  it.each([
    ['val_error_accuracy', 2],
    ['val_loss_weighted_f1Score_1', 2],
    ['val_accuracy_loss', 0],
    ['accuracy_mse', 0],
    ['val_precision_meanAbsoluteError', 0],
    ['error_f1_score', 2],
    ['accuracy_false_positives', 0],
    ['loss_mean_io_u', 2],
  ])('takes the direction of %s from the metric, not from the name of the output', async (monitor, best) => {
    expect((await watch([1, 2, 3], { monitor, restoreBestWeights: true, patience: 9 }))[1]).toBe(best)
  })

  it('does not take an output for its metric', () => {
    expect(() => earlyStopping({ monitor: 'val_error_happiness' })).toThrow(
      'earlyStopping: cannot tell whether more or less val_error_happiness is better',
    )
  })

  it('puts back the best weights of a fit whose last epoch is reached', async () => {
    const { x, y } = regressionData(60)
    await using trainer = await Trainer.create(linearProgram(), { threads: 1 })
    // the rate grows until the loss does
    const worsen: Callback = {
      onEpochBegin: (epoch, run) => {
        run.learningRate = epoch < 4 ? 0.05 : 0.6
      },
    }
    const callbacks = [worsen, earlyStopping({ patience: 99, restoreBestWeights: true })]
    const { history } = await trainer.fit(x, y, { epochs: 7, validationSplit: 0.3, callbacks, verbose: 0 })
    const figures = history['val_loss'] as readonly number[]
    expect(figures).toHaveLength(7)
    const best = Math.min(...figures)
    expect(figures.at(-1)).toBeGreaterThan(best)
    expect((await trainer.evaluate(x.slice(42), y.slice(42))).loss).toBe(best)
  })

  it('puts back weights while the trainer predicts', async () => {
    const { x, y } = regressionData(20)
    await using trainer = await Trainer.create(linearProgram(), { threads: 1 })
    let predicting: Promise<unknown> | undefined
    const predict: Callback = {
      onTrainEnd: () => {
        predicting = trainer.predict(x, { batchSize: 1 })
      },
    }
    const best: unknown[] = []
    const note: Callback = { onEpochEnd: (epoch, _, run) => void (epoch === 0 && best.push(run.weights())) }
    const stop = earlyStopping({ monitor: 'loss', mode: 'max', patience: 99, restoreBestWeights: true })
    await trainer.fit(x, y, { epochs: 3, callbacks: [note, predict, stop], verbose: 0 })
    await predicting
    expect(trainer.weights()).toEqual(best[0])
  })

  it('takes nothing that every object has for a figure', async () => {
    await expect(watch([1], { mode: 'min' })).resolves.toBeDefined()
    const callback = earlyStopping({ monitor: 'constructor', mode: 'min' })
    await expect(callback.onEpochEnd?.(0, { loss: 1 }, {} as Run)).rejects.toThrow(
      'there is no figure constructor, only loss',
    )
  })

  it('passes over epochs without validation, and not over a run without any', async () => {
    const { x, y } = regressionData(20)
    await using trainer = await Trainer.create(linearProgram(), { threads: 1 })
    const worsen: Callback = {
      onEpochBegin: (_, run) => {
        run.learningRate = 1
      },
    }
    const how = {
      epochs: 20,
      validationFreq: 3,
      callbacks: [worsen, earlyStopping({ patience: 2 })],
      verbose: 0,
    } as const
    const { epoch, history } = await trainer.fit(x, y, { ...how, validationSplit: 0.5 })
    expect(history['val_loss']).toHaveLength(3)
    expect(epoch).toHaveLength(9)
    await expect(trainer.fit(x, y, how)).rejects.toThrow('earlyStopping: there is no figure val_loss')
  })

  it('names the figures there are when its own is not', async () => {
    const { x, y } = regressionData(10)
    await using trainer = await Trainer.create(linearProgram(), { threads: 1 })
    const fit = trainer.fit(x, y, { callbacks: [earlyStopping()], verbose: 0 })
    await expect(fit).rejects.toThrow(
      'earlyStopping: there is no figure val_loss, only loss, mae, draw; give fit validationData or validationSplit',
    )
  })
})
