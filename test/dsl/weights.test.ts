import { describe, expect, test } from 'vitest'
import { gradients } from '../../src/codegen/autodiff.js'
import type { TensorData, Value } from '../../src/codegen/ir/value.js'
import * as ops from '../../src/codegen/ops/index.js'
import { sgd } from '../../src/codegen/optimizers/index.js'
import type { ActivationName } from '../../src/dsl/activations.js'
import { input } from '../../src/dsl/input.js'
import { masking } from '../../src/dsl/layers/index.js'
import { type LossName, losses } from '../../src/dsl/losses/index.js'
import type { Loss } from '../../src/dsl/losses/loss.js'
import type { MetricName } from '../../src/dsl/metrics/index.js'
import type { Model } from '../../src/dsl/model.js'
import { figuresOf } from '../../src/dsl/objective.js'
import { makeProgram, type Objective } from '../../src/dsl/program.js'
import { type Sequential, sequential } from '../../src/dsl/sequential.js'
import { checkedSampleWeights } from '../../src/runtime/sample-weight.js'
import { Tensor } from '../../src/runtime/tensor.js'
import { Trainer } from '../../src/runtime/trainer.js'
import type { Shape } from '../../src/shapes/dim.js'
import { positionsOf } from '../../src/shapes/target-axis.js'
import more from '../golden/losses-more.json' with { type: 'json' }
import golden from '../golden/weights.json' with { type: 'json' }
import { distance, evaluate, fromGolden, type Golden, numbers } from '../support/evaluate.js'

interface LossCase {
  readonly kind: 'loss'
  readonly loss: LossName
  readonly options: object
  readonly target: Golden
  readonly x: Golden
  readonly mask: Golden | null
  readonly sampleWeight: Golden | null
  readonly value: number
  readonly gradient: Golden
}

interface ModelCase {
  readonly loss: LossName
  readonly metrics: readonly MetricName[]
  readonly weightedMetrics: readonly MetricName[]
  readonly masking: boolean
  readonly activation: ActivationName
  readonly x: Golden
  readonly y: Golden
  readonly sampleWeight: Golden | null
  readonly batchSize: number
}

interface FiguresCase extends ModelCase {
  readonly kind: 'figures'
  readonly figures: Readonly<Record<string, number>>
}

interface FitCase extends ModelCase {
  readonly kind: 'fit'
  readonly kernel: Golden
  readonly bias: Golden
  readonly classWeight: Readonly<Record<number, number>> | null
  readonly validationSplit: number
  readonly epochs: number
  readonly learningRate: number
  readonly history: Readonly<Record<string, readonly number[]>>
  readonly after: readonly [Golden, Golden]
}

const cases = golden as unknown as readonly (LossCase | FiguresCase | FitCase)[]
const ofKind = <K extends string, C extends { readonly kind: string }>(kind: K, all: readonly C[]) =>
  all.filter((one): one is Extract<C, { readonly kind: K }> => one.kind === kind)
const lossCases = ofKind('loss', [...cases, ...(more as unknown as readonly LossCase[])])

const shapeOf = (golden: Golden | null) => (golden ? JSON.stringify(golden.shape) : 'none')
const asTensor = (golden: Golden) => {
  const { data, shape, dtype } = fromGolden(golden)
  return new Tensor(data, shape, dtype)
}

/** A weight for each loss, from those that a case gives. */
const lossWeights = ({ loss, x }: LossCase, given: Tensor): TensorData => {
  const output = positionsOf(losses[loss]().target, x.shape)
  const argument = { call: 'case', name: 'sampleWeight', taker: 'loss', arrangement: 'one', keys: ['output'] } as const
  return checkedSampleWeights(argument, x.shape[0] as number, [output], given)[0] as TensorData
}

/** What a case feeds beside x and its target, by name. */
const extras = (one: LossCase) => ({
  ...(one.mask && { mask: fromGolden(one.mask) }),
  ...(one.sampleWeight && { sampleWeight: lossWeights(one, asTensor(one.sampleWeight)) }),
})

const lossResults = await Promise.all(
  lossCases.map(async (one) => {
    const fed = extras(one)
    const names = Object.keys(fed)
    return evaluate(
      (x, y, ...rest) => {
        const extra = Object.fromEntries(names.map((name, i) => [name, rest[i]])) as Record<string, Value | undefined>
        const loss = (losses[one.loss] as (options: object) => Loss)(one.options)
        const judged = { index: 0, loss, weight: 1, metrics: [], figure: undefined, target: undefined as never }
        const judgement = { judged, y: y as Value, sampleWeight: extra['sampleWeight'] }
        const mask = extra['mask'] && ops.cast(extra['mask'], 'bool')
        const pass = { outputs: [{ value: x as Value, mask }], penalties: [] }
        const value = figuresOf([judgement], pass).get('loss') as Value
        return { value, gradient: gradients(value, [x as Value])[0] as Value }
      },
      [fromGolden(one.x), fromGolden(one.target), ...Object.values(fed)],
      { batch: true },
    )
  }),
)

describe('the mean of every loss by weights, masks and both equals Keras, and so does its gradient', () => {
  const titled = lossCases.map((one, i) => {
    const { loss, x, mask, sampleWeight } = one
    return [`#${i} ${loss} of ${shapeOf(x)}, mask ${shapeOf(mask)}, weights ${shapeOf(sampleWeight)}`, i, one] as const
  })
  test.each(titled)('%s', (_, i, one) => {
    const got = lossResults[i] as ReadonlyMap<string, TensorData>
    expect(distance(numbers(got.get('value') as TensorData), [one.value])).toBeLessThan(2e-6)
    expect(distance(numbers(got.get('gradient') as TensorData), one.gradient.data)).toBeLessThan(2e-6)
  })

  test('every loss has a case of each kind', () => {
    const kinds = (name: string) =>
      new Set(
        lossCases
          .filter(({ loss }) => losses[loss]().name === name)
          .map(({ x, mask, sampleWeight }) => `${x.shape.length > 2} ${mask !== null} ${sampleWeight !== null}`),
      )
    const wanted = ['false false true', 'true false true', 'true true false', 'true true true']
    for (const make of Object.values(losses)) {
      const { name, labels, target } = make()
      // pairs of rows have neither steps nor masks; one loss for all of them is weighed as that of dice is
      const ofRows = name.startsWith('triplet') ? [] : ['false false true']
      // sequences of labels have one loss each
      const own = target === 'labelSequence' ? ['true false true'] : labels === 'any' ? ofRows : wanted
      expect([name, ...kinds(name)]).toEqual(expect.arrayContaining([name, ...own]))
    }
  })
})

const trainerOf = (model: Model, one: ModelCase, optimizer = sgd()) => {
  const { loss, metrics, weightedMetrics } = one
  const objective: Objective = { optimizer, loss, metrics, weightedMetrics }
  return Trainer.create(makeProgram(model, objective), { threads: 1 })
}

const bodyOf = ({ x, masking: masks }: ModelCase): Sequential<Shape, Shape, number> => {
  const start = sequential(input(x.shape.slice(1) as number[]))
  return (masks ? start.pipe(masking() as never) : start) as never
}

const titleOf = (one: ModelCase) =>
  `${one.loss}, y ${shapeOf(one.y)}${one.masking ? ', masked' : ''}, weights ${shapeOf(one.sampleWeight)}`

describe('figures over uneven batches equal those of Keras', () => {
  test.each(ofKind('figures', cases).map((one, i) => [`#${i} ${titleOf(one)}`, one] as const))('%s', async (_, one) => {
    await using trainer = await trainerOf(bodyOf(one).activation(one.activation), one)
    const { batchSize, figures, sampleWeight } = one
    const weights = sampleWeight ? { sampleWeight: asTensor(sampleWeight) } : {}
    const got = await trainer.evaluate(asTensor(one.x), asTensor(one.y), { batchSize, ...weights })
    expect(Object.keys(got).sort()).toEqual(Object.keys(figures).sort())
    for (const [name, value] of Object.entries(figures)) {
      expect([name, distance([got[name] as number], [value]) < 2e-6]).toEqual([name, true])
    }
  })
})

describe('a fit by weights, class weights and masks goes as in Keras', () => {
  const titled = ofKind('fit', cases).map((one, i) => {
    const classes = one.classWeight ? `, classes ${JSON.stringify(one.classWeight)}` : ''
    return [`#${i} ${titleOf(one)}${classes}`, one] as const
  })
  test.each(titled)('%s', async (_, one) => {
    const { activation, kernel, bias, sampleWeight, classWeight, validationSplit, batchSize, epochs, history } = one
    const model = bodyOf(one).dense(kernel.shape[1] as number, { activation })
    await using trainer = await trainerOf(model as Model, one, sgd({ learningRate: one.learningRate }))
    await trainer.setWeights(
      new Map([
        ['dense/kernel', fromGolden(kernel)],
        ['dense/bias', fromGolden(bias)],
      ]),
    )
    const got = await trainer.fit(asTensor(one.x), asTensor(one.y), {
      ...(sampleWeight && { sampleWeight: asTensor(sampleWeight) }),
      ...(classWeight && { classWeight }),
      validationSplit,
      batchSize,
      epochs,
      shuffle: false,
      verbose: 0,
    })
    expect(Object.keys(got.history).sort()).toEqual(Object.keys(history).sort())
    for (const [name, values] of Object.entries(history)) {
      expect([name, distance(got.history[name] ?? [], values) < 2e-6]).toEqual([name, true])
    }
    const after = ['dense/kernel', 'dense/bias'].map((name) => trainer.weights().get(name) as TensorData)
    for (const [i, weight] of after.entries()) {
      expect(distance(numbers(weight), (one.after[i] as Golden).data)).toBeLessThan(2e-6)
    }
  })
})
