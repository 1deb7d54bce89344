import { describe, expect, test } from 'vitest'
import type { TensorData } from '../../src/codegen/ir/value.js'
import * as ops from '../../src/codegen/ops/index.js'
import * as optimizers from '../../src/codegen/optimizers/index.js'
import * as schedules from '../../src/codegen/schedules/index.js'
import { compile } from '../../src/dsl/compile.js'
import { constraints } from '../../src/dsl/constraints.js'
import { initializers } from '../../src/dsl/initializers.js'
import { input } from '../../src/dsl/input.js'
import { layer, namedOptions } from '../../src/dsl/layer.js'
import type { Loss } from '../../src/dsl/losses/loss.js'
import type { AnyOptimizer } from '../../src/dsl/optimizer-groups.js'
import { makeProgram } from '../../src/dsl/program.js'
import { sequential } from '../../src/dsl/sequential.js'
import { Tensor } from '../../src/runtime/tensor.js'
import { Trainer } from '../../src/runtime/trainer.js'
import golden from '../golden/optimizers.json' with { type: 'json' }
import scheduleFree from '../golden/schedule-free.json' with { type: 'json' }
import { distance, fromGolden, type Golden, numbers } from '../support/evaluate.js'
import { offeredNames } from '../support/offered-names.js'

interface Setting {
  readonly starts: readonly Golden[]
  readonly gradients: readonly (readonly Golden[])[]
}

interface Made {
  readonly optimizer: string
  readonly options: Readonly<Record<string, unknown>>
}

interface Case extends Made {
  readonly constraints: Readonly<Record<string, { constraint: keyof typeof constraints; options: object }>>
  /** null where there are several. */
  readonly learningRate: number | null
  readonly first: readonly Golden[]
  readonly last: readonly Golden[]
  readonly final: readonly Golden[] | null
}

const [setting, ...cases] = [...golden, ...scheduleFree] as unknown as readonly [Setting, ...Case[]]

const { multiOptimizer, ...single } = optimizers
const factories: Readonly<Record<string, (options: object) => AnyOptimizer>> = { ...single }
const scheduleFactories: Readonly<Record<string, (options: never) => schedules.Schedule>> = { ...schedules }

const made = ({ optimizer, options }: Made): AnyOptimizer => {
  if (optimizer === 'multiOptimizer') {
    const { defaultOptimizer, optimizerMap } = options as { defaultOptimizer: Made; optimizerMap: Record<string, Made> }
    return multiOptimizer({
      defaultOptimizer: made(defaultOptimizer) as optimizers.Optimizer,
      optimizerMap: Object.fromEntries(
        Object.entries(optimizerMap).map(([key, one]) => [`variables/${key}`, made(one) as optimizers.Optimizer]),
      ),
    })
  }
  const { learningRate: rate } = options as { learningRate?: number | { schedule: string; options: never } }
  const scheduled = typeof rate === 'object' && { learningRate: scheduleFactories[rate.schedule]?.(rate.options) }
  return factories[optimizer]?.({ ...options, ...scheduled }) as AnyOptimizer
}

const sizes = setting.starts.map(({ data }) => data.length)
const total = sizes.reduce((a, b) => a + b)

/** A layer with variables that multiply the inputs one by one: with the sum as loss, the inputs are the gradients. */
const variables = (constrained: Case['constraints']) =>
  layer('variables', { name: 'variables' }, namedOptions, {
    outputShape: (shape) => shape,
    weights: () =>
      setting.starts.map(({ shape }, i) => {
        const one = constrained[`v${i}`]
        return {
          name: `v${i}`,
          shape,
          initializer: initializers.constant(0),
          regularizer: undefined,
          constraint: one && constraints[one.constraint](one.options),
          trainable: true,
        }
      }),
    call: (x, { weight }) =>
      ops.mul(
        x,
        ops.concat(
          sizes.map((size, i) => ops.reshape(weight(`v${i}`), [size])),
          0,
        ),
      ),
  })

const sum: Loss<'sameShape'> = {
  name: 'sum',
  target: 'sameShape',
  call: (target, output) => ops.reduceSum(ops.add(output, target), { axes: [-1] }),
}

const modelOf = (constrained: Case['constraints']) => sequential(input([total])).pipe(variables(constrained))
const x = new Tensor(
  Float32Array.from(setting.gradients.flatMap((step) => step.flatMap(({ data }) => data))),
  [setting.gradients.length, total],
  'float32',
)
const target = new Tensor(new Float32Array(x.data.length), x.shape as [number, number], 'float32')

const worst = (weights: ReadonlyMap<string, TensorData>, expected: readonly Golden[]): number =>
  Math.max(...expected.map(({ data }, i) => distance(numbers(weights.get(`variables/v${i}`) as TensorData), data)))

describe('ten steps of every optimizer equal Keras, through the training graph', () => {
  test.each(cases)('$optimizer $options $constraints', async (one) => {
    const { learningRate, first, last, final } = one
    const program = makeProgram(modelOf(one.constraints), { optimizer: made(one), loss: sum, metrics: [] })
    await using trainer = await Trainer.create(program, { threads: 1 })
    if (learningRate === null)
      expect(() => trainer.learningRate).toThrow('each optimizer of a multiOptimizer has its own')
    else expect(trainer.learningRate).toBeCloseTo(learningRate, 9)
    await trainer.setWeights(new Map(setting.starts.map((start, i) => [`variables/v${i}`, fromGolden(start)])))
    const after: ReadonlyMap<string, TensorData>[] = []
    const note = { onTrainBatchEnd: () => void after.push(trainer.weights()) }
    await trainer.fit(x, target, { batchSize: 1, shuffle: false, verbose: 0, callbacks: [note] })
    expect(worst(after[0] as never, first)).toBeLessThan(1e-6)
    expect(worst(after[9] as never, last)).toBeLessThan(2e-6)
    expect(worst(trainer.weights(), final ?? last)).toBeLessThan(2e-6)
  })
})

test('every optimizer of the table has a case', async () => {
  const offered = await offeredNames(() => compile(modelOf({}), { optimizer: '?' as 'sgd', loss: sum }))
  expect(offered.sort()).toEqual(Object.keys(single).sort())
  expect([...offered, 'multiOptimizer'].filter((name) => cases.every(({ optimizer }) => optimizer !== name))).toEqual(
    [],
  )
})

test.each([optimizers.adam, optimizers.muon])(
  '$name moves nothing at a rate of 0, weights of 0 included',
  async (make) => {
    await using trainer = await sequential(input([4], { dtype: 'int32' }))
      .embedding(100, 3)
      .globalAveragePooling1d()
      .dense(2)
      .compile({ optimizer: make({ learningRate: 0 }), loss: 'mse' })
    const before = trainer.weights()
    const ids = new Tensor(
      Int32Array.from({ length: 24 }, (_, i) => i % 7),
      [6, 4],
      'int32',
    )
    await trainer.fit(ids, new Tensor(new Float32Array(12).fill(1), [6, 2], 'float32'), {
      epochs: 2,
      batchSize: 2,
      verbose: 0,
    })
    expect(trainer.weights()).toEqual(before)
  },
)
