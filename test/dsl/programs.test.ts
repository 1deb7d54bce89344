import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import type { TensorData } from '../../src/codegen/ir/value.js'
import { type CompileOptions, compile } from '../../src/dsl/compile.js'
import { input } from '../../src/dsl/input.js'
import type { LossLike } from '../../src/dsl/losses/resolve.js'
import type { Model } from '../../src/dsl/model.js'
import { sequential } from '../../src/dsl/sequential.js'
import { Tensor } from '../../src/runtime/tensor.js'
import type { Trainer } from '../../src/runtime/trainer.js'
import golden from '../golden/programs.json' with { type: 'json' }
import { distance, type Golden, numbers } from '../support/evaluate.js'
import { imageClassifier } from '../support/image-classifier.js'

interface Figures {
  readonly loss: number
  readonly metric: number
}

interface Run {
  readonly steps: readonly Figures[]
  readonly evaluated: Figures
  readonly predicted: Golden
}

interface Program {
  readonly model: Model
  readonly loss: LossLike
  readonly metric: 'accuracy' | 'mae'
  readonly data: { readonly x: Tensor; readonly y: Tensor }
}

const count = 64

/** A tensor of 64 rows from what element i of row r is. */
const made = (sample: readonly number[], at: (r: number, i: number) => number, integers = false): Tensor => {
  const size = sample.reduce((a, b) => a * b, 1)
  const data = Float64Array.from({ length: count * size }, (_, i) => at(Math.floor(i / size), i % size))
  return integers
    ? new Tensor(Int32Array.from(data), [count, ...sample], 'int32')
    : new Tensor(Float32Array.from(data), [count, ...sample], 'float32')
}

const digits = () => {
  const file = new URL('../../examples/data/digits/digits.csv.gz', import.meta.url)
  const lines = gunzipSync(readFileSync(file)).toString().trim().split('\n').slice(0, count)
  const rows = lines.map((line) => line.split(',').map(Number))
  return {
    x: made([8, 8, 1], (r, i) => (rows[r]?.[i] as number) / 16),
    y: made([], (r) => rows[r]?.[64] as number, true),
  }
}

/** As the script of the golden values describes them. */
const programs: Readonly<Record<string, () => Program>> = {
  digits: () => ({
    model: imageClassifier([8, 8, 1], { dropout: false }),
    loss: 'sparseCategoricalCrossentropy',
    metric: 'accuracy',
    data: digits(),
  }),
  series: () => ({
    model: sequential(input([null, 1]))
      .lstm(64, { returnSequences: true })
      .lstm(64)
      .dense(1),
    loss: 'mse',
    metric: 'mae',
    data: { x: made([12, 1], (r, t) => Math.sin(0.3 * t + r)), y: made([1], (r) => Math.sin(0.3 * 12 + r)) },
  }),
  texts: () => ({
    model: sequential(input([20], { dtype: 'int32' }))
      .embedding(10_000, 32)
      .globalAveragePooling1d()
      .dense(16, { activation: 'relu' })
      .dense(1, { activation: 'sigmoid' }),
    loss: 'binaryCrossentropy',
    metric: 'accuracy',
    data: {
      x: made([20], (r, t) => (t % 2 === 1 ? (r + t) % 5 : (7919 * r + 104729 * t * t) % 10_000), true),
      y: made([1], (r) => r % 2),
    },
  }),
}

/** Weights as the golden file's script sets them; batch normalization starts as usual. */
const setWeights = async (trainer: Trainer) => {
  let k = 0
  const given = [...trainer.weights()].map(([name, tensor]): [string, TensorData] => {
    if (/gamma|beta|moving/.test(name)) return [name, tensor]
    const phase = k++
    return [name, { ...tensor, data: Float32Array.from(numbers(tensor), (_, i) => 0.1 * Math.sin(0.37 * i + phase)) }]
  })
  await trainer.setWeights(new Map(given))
}

/** Loss and metric of each of 50 steps, then of all rows, then the first four outputs. */
const run = async ({ model, loss, metric, data: { x, y } }: Program): Promise<Run> => {
  const objective: CompileOptions<LossLike> = { optimizer: 'adam', loss, metrics: [metric], threads: 2 }
  await using trainer = await compile(model, objective)
  await setWeights(trainer)
  const steps: Figures[] = []
  // what a callback sees is the mean of the epoch so far: of the first batch, then of both
  const record = (batch: number, logs: Readonly<Record<string, number>>) => {
    const [mean, of] = [logs.loss as number, logs[metric] as number]
    const before = batch === 0 ? undefined : steps.at(-1)
    steps.push(before ? { loss: 2 * mean - before.loss, metric: 2 * of - before.metric } : { loss: mean, metric: of })
  }
  await trainer.fit(x, y, {
    epochs: 25,
    shuffle: false,
    batchSize: 32,
    verbose: 0,
    callbacks: [{ onTrainBatchEnd: record }],
  })
  const evaluated = await trainer.evaluate(x, y)
  const predicted = await trainer.predict(x.slice(0, 4))
  return {
    steps,
    evaluated: { loss: evaluated.loss, metric: evaluated[metric] as number },
    predicted: { dtype: 'float32', shape: predicted.shape, data: numbers(predicted) },
  }
}

const figuresOf = ({ steps, evaluated, predicted }: Run) => ({
  losses: steps.map(({ loss }) => loss),
  metrics: steps.map(({ metric }) => metric),
  evaluated: [evaluated.loss, evaluated.metric],
  predicted: predicted.data,
})

const cases = golden as unknown as readonly { readonly program: string; readonly runs: readonly [Run, Run] }[]

describe.each(cases)('$program follows Keras from the same weights for 50 steps', async ({ program, runs }) => {
  const make = programs[program]
  if (!make) throw new Error(`no program ${program}`)
  const [rounded, exact] = runs.map(figuresOf) as [Figure, Figure]
  type Figure = ReturnType<typeof figuresOf>
  const ours = figuresOf(await run(make()))
  // Keras itself strays as far as this in float32, in its own order of sums; ours is another one
  const spread = (name: keyof Figure) => distance(rounded[name], exact[name])

  test('losses, to 1e-4', () => {
    const apart = ours.losses.map((loss, i) => Math.abs(loss - (exact.losses[i] as number)))
    expect(Math.max(...apart)).toBeLessThan(1e-4)
    expect(exact.losses.at(-1)).toBeLessThan(0.97 * (exact.losses[0] as number))
  })

  test.each(['losses', 'metrics', 'evaluated', 'predicted'] as const)(
    '%s, within four times what rounding does in Keras',
    (name) => {
      expect(distance(ours[name], exact[name])).toBeLessThan(Math.max(4 * spread(name), 1e-6))
    },
  )
})
