/*
 * Proves the graphs in Python: `npx tsx scripts/check-python.ts PYTHON`, a Python with numpy, onnx and onnxruntime. The ONNX
 * checker must find nothing, and examples/train_digits.py must take the same 20 steps as we do. Not part of `npm test`.
 */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { compileDigits } from '../examples/01-digits.js'
import { loadDigits } from '../examples/support/digits-data.js'
import * as optimizers from '../src/codegen/optimizers/index.js'
import {
  add,
  batchNormalization,
  constraints,
  cosineDecayRestarts,
  dense,
  embedding,
  input,
  lstm,
  model,
  sequential,
  type Trainer,
} from '../src/index.js'

const [steps, batchSize, tolerance] = [20, 32, 1e-5]
const [python] = process.argv.slice(2)
if (!python) throw new Error('usage: tsx scripts/check-python.ts PYTHON')

const folder = mkdtempSync(join(tmpdir(), 'tenon-python-'))
process.on('exit', () => rmSync(folder, { recursive: true, force: true }))

const run = (...args: string[]): string => {
  const { status, stdout, stderr, error } = spawnSync(python, args, { encoding: 'utf8' })
  if (status !== 0) throw new Error(`${args.join(' ')} failed:\n${stdout}${stderr}${error ?? ''}`)
  return stdout
}

/** Series of any length in both directions; and ids with padding, to a model that gives its states. */
const others = {
  series: sequential(input([null, 1]))
    .lstm(8, { returnSequences: true })
    .dropout(0.3)
    .conv1d(4, 3, { padding: 'causal', strides: 2 })
    .bidirectional(lstm(4))
    .dense(1),
  texts: sequential(input(['time'], { dtype: 'int32' }))
    .embedding(100, 8, { maskZero: true })
    .gru(6, { returnSequences: true, resetAfter: false })
    .simpleRnn(5, { recurrentDropout: 0.2, returnState: true }),
}

/** Ids and numbers by name, to two outputs: a shared layer, a model within, states of one layer that start another. */
const branches = () => {
  const [ids, numbers] = [input(['time'], { dtype: 'int32' }), input(['time', 3])]
  const [, h, c] = lstm(4, { returnState: true })(embedding(9, 4, { maskZero: true })(ids))
  const decoded = lstm(4, { returnSequences: true })(numbers, { initialState: [h, c] })
  const step = input([4])
  const mixer = model({ inputs: step, outputs: add(step, dense(4, { activation: 'tanh' })(step)) })
  const mixed = add(mixer(h), mixer(mixer(c)))
  return model({ inputs: { ids, numbers }, outputs: { steps: dense(2)(decoded), last: batchNormalization()(mixed) } })
}

/** Every optimizer, with all that steers one, on a small model with weights of one axis, two and four. */
const steered = async (): Promise<readonly (readonly [string, Trainer])[]> => {
  const { multiOptimizer: _, ...makers } = optimizers
  const learningRate = cosineDecayRestarts({ initialLearningRate: 0.01, firstDecaySteps: 5 })
  const all = { learningRate, globalClipnorm: 1, useEma: true, emaOverwriteFrequency: 3, gradientAccumulationSteps: 2 }
  const kernelConstraint = constraints.maxNorm()
  const small = sequential(input([6, 6, 1]))
    .conv2d(2, 3, { kernelConstraint })
    .batchNormalization({ trainable: false })
    .flatten()
    .dense(3, { kernelConstraint })
  return Promise.all(
    Object.entries(makers).map(
      async ([name, make]) => [name, await small.compile({ optimizer: make(all), loss: 'mse' })] as const,
    ),
  )
}

await using trainer = await compileDigits(0)
const trainers: Readonly<Record<string, Trainer>> = {
  ...Object.fromEntries(await steered()),
  digits: trainer,
  series: await others.series.compile({ loss: 'mse', weightedMetrics: ['mae'] }),
  texts: await others.texts.compile({ loss: 'mse', weightedMetrics: ['mae'] }),
  branches: await branches().compile({ loss: 'mse', weightedMetrics: { steps: ['mae'] } }),
}
const pathOf = (name: string, kind: string) => join(folder, `${name}-${kind}.onnx`)
const paths = Object.entries(trainers).flatMap(([name, own]) => {
  const sampleWeight = name !== 'digits'
  const graphs = {
    inference: own.exportInference(),
    evaluation: own.exportEvaluation({ sampleWeight }),
    training: own.exportTraining({ sampleWeight }),
  }
  return Object.entries(graphs).map(([kind, { model }]) => {
    writeFileSync(pathOf(name, kind), model)
    return pathOf(name, kind)
  })
})
process.stdout.write(run('test/onnx_check.py', ...paths))

const { x, y } = loadDigits()
const ours: number[] = []
for (let step = 0; step < steps; step++) {
  const rows = [step * batchSize, (step + 1) * batchSize] as const
  const { history } = await trainer.fit(x.slice(...rows), y.slice(...rows), { batchSize, shuffle: false, verbose: 0 })
  ours.push(...history.loss)
}
const theirs = run('examples/train_digits.py', pathOf('digits', 'training'), `${steps}`).trim().split('\n').map(Number)
const gaps = ours.map((loss, step) => Math.abs(loss - (theirs[step] ?? Number.NaN)))
console.log(
  `losses of ${steps} steps: ${ours[0]?.toFixed(6)} to ${ours.at(-1)?.toFixed(6)}; largest gap to Python's ${Math.max(...gaps)}`,
)
if (!gaps.every((gap) => gap <= tolerance)) {
  console.error(`the gap must be at most ${tolerance}`)
  process.exit(1)
}
