import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import { fromGenerator, type Tensor } from '../../../src/index.js'
import { readTensors } from '../../../src/runtime/safetensors.js'
import { Trainer } from '../../../src/runtime/trainer.js'
import { regressionData } from '../linear-data.js'
import { linearProgram } from '../linear-program.js'

/* Datasets that use the trainer that reads them. */

const { x, y } = regressionData(40)
const whole = { batchSize: 8 } as const
let folder: string
let path: string
let trainer: Trainer

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tenon-'))
  path = join(folder, 'file.safetensors')
})

afterAll(() => rm(folder, { recursive: true }))

beforeEach(async () => {
  trainer = await Trainer.create(linearProgram(), { threads: 1 })
})

afterEach(() => trainer.release())

/** Batches of 8 rows, before each of which, and behind the last one, something else is done. */
const doing = (work: (batch: number) => Promise<unknown>) =>
  fromGenerator(async function* () {
    try {
      for (let start = 0; start < x.rows; start += 8) {
        await work(start / 8)
        yield [x, y].map((one) => one.slice(start, start + 8)) as unknown as readonly [Tensor, Tensor]
      }
    } finally {
      await work(5)
    }
  })

const works = [
  ['saveWeights', () => trainer.saveWeights(path)],
  ['saveState', () => trainer.saveState(path)],
  ['predict', () => trainer.predict(x)],
  ['evaluate', () => trainer.evaluate(x, y, whole)],
  ['setWeights', () => trainer.setWeights(trainer.weights())],
  ['another reading', () => trainer.evaluate(doing(() => trainer.saveWeights(path)))],
] as const

it.each(works)('%s within evaluate, predict and validation changes nothing', async (_, work) => {
  const judged = await trainer.evaluate(x, y, whole)
  const predicted = await trainer.predict(x, whole)
  expect(await trainer.evaluate(doing(work))).toEqual(judged)
  expect(await trainer.predict(doing(work))).toEqual(predicted)
  expect(await trainer.evaluate(doing(work).prefetch(2))).toEqual(judged)
  // ended before its end
  await trainer.evaluate(doing(work), { steps: 2 })
  trainer.learningRate = 0
  const { history } = await trainer.fit(x, y, { epochs: 2, verbose: 0, validationData: doing(work) })
  expect(history['val_loss']).toEqual([judged.loss, judged.loss])
})

it('weights that are set within hold from the next batch on', async () => {
  const zeros = new Map(
    [...trainer.weights()].map(([name, one]) => [name, { ...one, data: one.data.slice().fill(0 as never) }]),
  )
  const before = (await trainer.predict(x)).data
  const after = doing(async (batch) => batch === 2 && trainer.setWeights(zeros as never))
  const { data } = (await trainer.predict(after)) as Tensor
  expect([...data]).toEqual([...before].map((value, row) => (row < 16 ? value : 0)))
})

it('steps that are taken within change the weights from the next batch on', async () => {
  const losses: number[] = []
  const step = async (batch: number) => {
    if (batch === 5) return
    await trainer.trainOnBatch(x, y)
    const rows = [x, y].map((one) => one.slice(batch * 8, batch * 8 + 8)) as unknown as [Tensor, Tensor]
    losses.push((await trainer.evaluate(...rows)).loss)
  }
  const { loss } = await trainer.evaluate(doing(step))
  expect(losses).toHaveLength(5)
  expect(loss).toBeCloseTo(losses.reduce((a, b) => a + b) / 5, 5)
})

it('saves that nobody awaits have the weights as they were', async () => {
  const wanted = trainer.weights()
  const saves: Promise<void>[] = []
  const save = async () => void saves.push(trainer.saveWeights(path))
  await trainer.evaluate(doing(save))
  await Promise.all(saves)
  expect((await readTensors(path)).tensors).toEqual(wanted)
})
