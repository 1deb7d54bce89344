import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, expect, test, vi } from 'vitest'
import { choiceSites } from '../../src/codegen/lowering/choice.js'
import { loweredFor } from '../../src/codegen/lowering/target.js'
import { adam } from '../../src/codegen/optimizers/index.js'
import { atOnce, type Slices } from '../../src/codegen/slices.js'
import { makeProgram } from '../../src/dsl/program.js'
import { fromGenerator, input, type Model, sequential, tensor } from '../../src/index.js'
import { Session } from '../../src/runtime/session.js'
import { decodeGraph } from '../support/decode-graph.js'

const wide = (units: number) =>
  sequential(input([units]))
    .dense(units)
    .dense(1)
const ids = (count: number) =>
  sequential(input([4], { dtype: 'int32' }))
    .embedding(count, 8)
    .flatten()
    .dense(1)
const series = (units: number, length: number | null) =>
  sequential(input([length, 3]))
    .lstm(units)
    .dense(1)
const images = () =>
  sequential(input([16, 16, 8]))
    .conv2d(32, 3)
    .flatten()
    .dense(1)

test.each<readonly [string, Model, number, boolean]>([
  ['two dense layers', wide(64), 32, true],
  ['the same of many rows', wide(64), 4096, false],
  ['many weights', wide(650), 1, false],
  ['an embedding', ids(10_000), 512, true],
  ['an embedding of many rows', ids(100_000), 512, false],
  ['convolutions', images(), 16, true],
  ['convolutions of more images', images(), 64, false],
  ['a small recurrent layer', series(64, 50), 32, true],
  ['that of a series of any length', series(64, null), 32, true],
  ['a larger one', series(128, 50), 32, false],
  ['a larger one of any length', series(128, null), 32, false],
  [
    'a network with dropout and noise',
    sequential(input([8]))
      .gaussianNoise(0.1)
      .dense(4)
      .dropout(0.2)
      .dense(1),
    32,
    true,
  ],
  [
    'positions of any number',
    sequential(input([null, 8]))
      .dense(8)
      .globalAveragePooling1d()
      .dense(1),
    4,
    false,
  ],
])('%s', (_, model, rows, isSmall) => {
  const program = makeProgram(model, { optimizer: adam(), loss: 'mse' })
  const isSmallStep = atOnce(program.smallSteps?.() as Slices<(rows: number) => boolean>)
  expect(isSmallStep(rows)).toBe(isSmall)
})

test('rows of an embedding are added where they are in one thread alone', async () => {
  const program = makeProgram(ids(100), { optimizer: adam(), loss: 'mse' })
  const kinds = (threads?: number) => {
    const types = new Set(decodeGraph(program.step({ threads })).nodes.map(({ type }) => type))
    return ['TopK', 'ScatterND'].filter((type) => types.has(type))
  }
  expect(kinds(1)).toEqual(['ScatterND'])
  expect(kinds()).toEqual(['TopK', 'ScatterND'])
  expect(kinds(2)).toEqual(['TopK', 'ScatterND'])
})

let cores = 2
vi.mock(import('../../src/runtime/processor-cores.js'), () => ({ processorCores: () => cores }))
afterEach(() => {
  vi.restoreAllMocks()
  cores = 2
})

test('small steps run in a session of one thread, others in one of several, and all on many cores, unless a number was asked for', async () => {
  const create = vi.spyOn(Session, 'create')
  const threads = () => create.mock.calls.map(([, options]) => options?.threads)
  const rows = (count: number) =>
    [tensor(new Float32Array(count * 64), [count, 64]), tensor(new Float32Array(count), [count, 1])] as const
  await using trainer = await wide(64).compile({ optimizer: 'sgd', loss: 'mse' })
  await trainer.fit(...rows(64), { verbose: 0 })
  await trainer.fit(...rows(32), { verbose: 0, batchSize: 16 })
  expect(threads()).toEqual([1])
  await trainer.fit(...rows(4096), { verbose: 0, batchSize: 4096 })
  await trainer.fit(...rows(4096), { verbose: 0, batchSize: 4096 })
  expect(threads()).toEqual([1, 2])
  await trainer.trainOnBatch(...rows(8))
  await trainer.trainOnBatch(...rows(4096))
  expect(threads()).toEqual([1, 2, 1, 2])
  await using own = await wide(64).compile({ optimizer: 'sgd', loss: 'mse', threads: 2 })
  await own.fit(...rows(64), { verbose: 0 })
  cores = 8
  await using many = await wide(64).compile({ optimizer: 'sgd', loss: 'mse' })
  await many.fit(...rows(64), { verbose: 0 })
  cores = 1
  await using single = await wide(64).compile({ optimizer: 'sgd', loss: 'mse' })
  await single.fit(...rows(4096), { verbose: 0, batchSize: 4096 })
  expect(threads()).toEqual([1, 2, 1, 2, 2, 8, 1])
})

test('a trainer that is released when its first fit was aborted makes no session behind that', async () => {
  const create = vi.spyOn(Session, 'create')
  const trainer = await wide(64).compile({ optimizer: 'sgd', loss: 'mse' })
  const controller = new AbortController()
  const x = tensor(new Float32Array(64 * 64), [64, 64])
  const fit = trainer.fit(x, tensor(new Float32Array(64), [64, 1]), { verbose: 0, signal: controller.signal })
  controller.abort(new Error('enough'))
  await expect(fit).rejects.toThrow('enough')
  await trainer.release()
  const made = create.mock.calls.length
  await sleep(300)
  expect(create.mock.calls.length).toBe(made)
})

const words = (rows: number) => {
  const x = Int32Array.from({ length: rows * 4 }, (_, i) => (i * i) % 7)
  return [
    tensor(x, [rows, 4]),
    tensor(
      Float32Array.from({ length: rows }, (_, i) => Math.sin(i)),
      [rows, 1],
    ),
  ] as const
}

test('steps in one thread give the same alone and together, and what several give but for rounding', async () => {
  const trained = async (options: { readonly stepsPerExecution?: number; readonly threads?: number }) => {
    await using trainer = await ids(7).compile({ optimizer: 'adam', loss: 'mse', seed: 1, ...options })
    await trainer.fit(...words(64), { batchSize: 8, epochs: 3, verbose: 0 })
    return [...trainer.weights().values()].flatMap(({ data }) => [...(data as Float32Array)])
  }
  const together = await trained({ stepsPerExecution: 4 })
  expect(await trained({ stepsPerExecution: 1 })).toEqual(together)
  expect(await trained({ threads: 1 })).toEqual(together)
  const several = await trained({ threads: 2 })
  for (const [i, weight] of together.entries()) expect(several[i]).toBeCloseTo(weight, 5)
})

test('a graph for other runtimes sorts, whatever the threads here; and what was measured in one thread is not taken in several', async () => {
  await using trainer = await ids(100).compile({ optimizer: 'adam', loss: 'mse', threads: 1 })
  expect(trainer.exportTraining().operators).toContain('TopK')
  const program = makeProgram(ids(100), { optimizer: adam(), loss: 'mse' })
  const sites = loweredFor({ threads: 1 }, () => choiceSites(() => void program.step({ threads: 1 })))
  const measured = new Map(sites.flatMap(({ key, ways }) => (ways.includes('scatter') ? [[key, 'scatter']] : [])))
  expect(measured.size).toBe(1)
  expect(loweredFor({ measured }, () => program.step({ threads: 2 })).operators).toContain('TopK')
  expect(loweredFor({ measured }, () => program.step({ threads: 1 })).operators).not.toContain('TopK')
})

test('a run that goes on with batches of other sizes goes on bit for bit', async () => {
  const sizes = [16, 2048]
  const data = fromGenerator(function* ({ epoch }) {
    for (const rows of epoch % 2 ? sizes.toReversed() : sizes) {
      const x = Float32Array.from({ length: rows * 64 }, (_, i) => Math.sin(i))
      yield [tensor(x, [rows, 64]), tensor(x.slice(0, rows), [rows, 1])]
    }
  })
  const compiled = () => wide(64).compile({ optimizer: 'adam', loss: 'mse', seed: 1 })
  await using straight = await compiled()
  await straight.fit(data, { epochs: 2, verbose: 0 })
  await using first = await compiled()
  await first.fit(data, { epochs: 1, verbose: 0 })
  const path = join(await mkdtemp(join(tmpdir(), 'small-step-')), 'state.safetensors')
  await first.saveState(path)
  await using second = await compiled()
  await second.loadState(path)
  await second.fit(data, { epochs: 1, verbose: 0 })
  expect(second.weights()).toEqual(straight.weights())
})
