import { expect, test } from 'vitest'
import { fromTensors, input, metrics, sequential, tensor } from '../../src/index.js'
import { createRandom } from '../../src/runtime/random.js'
import { Session } from '../../src/runtime/session.js'

const random = createRandom(0, 'evaluations')
const rows = 8 * 150 + 3
const series = tensor(Float32Array.from({ length: rows * 10 }, random), [rows, 5, 2])
const labels = tensor(Int32Array.from({ length: rows }, () => Math.floor(random() * 3)))
const weights = tensor(Float32Array.from({ length: rows }, random))

const models = {
  dense: () =>
    sequential(input([5, 2]))
      .flatten()
      .dense(4, { activation: 'relu', kernelRegularizer: 'l2' })
      .dropout(0.5),
  lstm: () =>
    sequential(input([5, 2]))
      .lstm(6)
      .batchNormalization(),
}

test.each(['dense', 'lstm'] as const)(
  'many batches are evaluated in few runs, bit for bit as one by one: %s',
  async (kind) => {
    const trainer = await (models[kind]() as ReturnType<typeof models.dense>)
      .dense(3, { activation: 'softmax' })
      .compile({
        loss: 'sparseCategoricalCrossentropy',
        metrics: ['accuracy', metrics.f1Score({ average: 'macro' })],
        threads: 1,
      })
    const run = Session.prototype.run
    let runs = 0
    Session.prototype.run = function (...given) {
      runs += 1
      return run.apply(this, given)
    }
    try {
      // hooks of batches are called for each
      const single = { batchSize: 8, callbacks: [{ onTestBatchEnd: () => {} }] }
      const several = { batchSize: 8 }
      const wanted = await trainer.evaluate(series, labels, single)
      expect(runs).toBe(151)
      runs = 0
      expect(await trainer.evaluate(series, labels, several)).toEqual(wanted)
      expect(runs).toBeLessThan(140)
      expect(await trainer.evaluate(series, labels, { ...several, sampleWeight: weights })).toEqual(
        await trainer.evaluate(series, labels, { ...single, sampleWeight: weights }),
      )
      expect(await trainer.evaluate(fromTensors(series, labels), several)).toEqual(wanted)
    } finally {
      Session.prototype.run = run
      await trainer.release()
    }
  },
)
