import { appendFileSync } from 'node:fs'
import { adam } from '../../../src/codegen/optimizers/index.js'
import { input } from '../../../src/dsl/input.js'
import { sequential } from '../../../src/dsl/sequential.js'
import type { Callback } from '../../../src/runtime/callback.js'
import {
  backupAndRestore,
  csvLogger,
  earlyStopping,
  learningRateScheduler,
  reduceLROnPlateau,
} from '../../../src/runtime/callbacks/index.js'
import { progress } from '../../../src/runtime/progress.js'
import { createRandom } from '../../../src/runtime/random.js'
import { tensor } from '../../../src/runtime/tensor.js'

/*
 * A process that trains, to be ended from outside: `tsx train-child.ts FOLDER SAVE_FREQ PAUSE`. It writes FOLDER/steps, a line as
 * soon as a step is done, FOLDER/log.csv, and at the end FOLDER/weights.safetensors and FOLDER/state.safetensors. PAUSE are
 * milliseconds between steps.
 */

const [folder = '', saveFreq = 'epoch', pause = '0'] = process.argv.slice(2)
const random = createRandom(1, 'child')
const [rows, epochs] = [90, 6]
const x = tensor(Float32Array.from({ length: rows * 5 }, random), [rows, 5])
const y = tensor(
  Int32Array.from({ length: rows }, (_, row) =>
    x.data.slice(row * 5, row * 5 + 5).indexOf(Math.max(...x.data.slice(row * 5, row * 5 + 5))),
  ),
  [rows],
)

const optimizer = adam({ useEma: true, emaMomentum: 0.9, gradientAccumulationSteps: 2 })
await using trainer = await sequential(input([5]))
  .dense(16, { activation: 'relu' })
  .dropout(0.3)
  .batchNormalization()
  .dense(5, { activation: 'softmax' })
  .compile({
    optimizer,
    loss: 'sparseCategoricalCrossentropy',
    metrics: ['accuracy', 'auc'],
    seed: 3,
    threads: 1,
  })

const slow: Callback = {
  onTrainBatchEnd: async (batch) => {
    appendFileSync(`${folder}/steps`, `${batch}\n`)
    await new Promise((resolve) => setTimeout(resolve, Number(pause)))
  },
  onTestBatchEnd: () => new Promise((resolve) => setTimeout(resolve, Number(pause))),
}
const callbacks = [
  progress({ live: true }),
  slow,
  learningRateScheduler((epoch, rate) => (epoch === 0 ? 0.02 : rate * 0.95)),
  reduceLROnPlateau({ monitor: 'val_loss', patience: 1, factor: 0.5, minDelta: 0.05 }),
  backupAndRestore(`${folder}/backup`, {
    saveFreq: saveFreq === 'epoch' ? 'epoch' : Number(saveFreq),
    doubleCheckpoint: true,
  }),
  csvLogger(`${folder}/log.csv`),
  earlyStopping({ monitor: 'val_loss', patience: 20, restoreBestWeights: true }),
]
const { history } = await trainer.fit(x, y, { epochs, batchSize: 8, validationSplit: 0.25, callbacks })
appendFileSync(`${folder}/history`, JSON.stringify(history))
await trainer.saveWeights(`${folder}/weights.safetensors`)
await trainer.saveState(`${folder}/state.safetensors`)
