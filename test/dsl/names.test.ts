import { describe, expect, test } from 'vitest'
import { sgd } from '../../src/codegen/optimizers/index.js'
import { input } from '../../src/dsl/input.js'
import { metrics } from '../../src/dsl/metrics/index.js'
import type { MetricLike } from '../../src/dsl/metrics/resolve.js'
import type { Model } from '../../src/dsl/model.js'
import { makeProgram } from '../../src/dsl/program.js'
import { sequential } from '../../src/dsl/sequential.js'
import { decodeGraph } from '../support/decode-graph.js'

const program = (model: Model, metrics: readonly MetricLike[] = []) =>
  makeProgram(model, { optimizer: sgd({ momentum: 0.9 }), loss: 'mse', metrics })

const weighed = (metrics: readonly MetricLike[], weightedMetrics: readonly MetricLike[]) =>
  makeProgram(withInput('x'), { optimizer: sgd(), loss: 'mse', metrics, weightedMetrics }).metrics.map(
    ({ name }) => name,
  )

const withInput = (name: string) => sequential(input([3], { name })).dense(2)
const withLayer = (name: string) =>
  sequential(input([3]))
    .dense(2, { name })
    .dense(2)
const withLast = (name: string) =>
  sequential(input([3]))
    .dense(2)
    .dense(2, { name })
const called = (name: string): MetricLike => ({ ...metrics.binaryAccuracy(), name })

describe('names of which a graph could not have both are errors when the model is compiled', () => {
  const own =
    'which training graphs use themselves (target, sample_weight, learning_rate, seed, iterations, loss); choose another name'
  const next = "names in ':next' are those of next values in training graphs: choose another name"

  test('a layer without a name is one where it is made', () => {
    expect(() => withLast('')).toThrow('dense: name must be a string that is not empty, got ""')
  })

  test.each(['target', 'sample_weight', 'learning_rate', 'seed', 'iterations', 'loss'])('%s', (name) => {
    const sentence = (what: string) => new TypeError(`compile: ${what} is named "${name}", ${own}`)
    expect(() => program(withInput(name))).toThrow(sentence('the input'))
    expect(() => program(withLayer(name))).toThrow(sentence('a layer'))
    expect(() => program(withLast(name))).toThrow(sentence('a layer'))
    expect(() => program(withInput('x'), [called(name)])).toThrow(sentence('a metric'))
  })

  test.each([
    ["the input ends in ':next'", withInput('x:next'), [], `the input is named "x:next"; ${next}`],
    ["a layer ends in ':next'", withLast('x:next'), [], `a layer is named "x:next"; ${next}`],
    ["a metric ends in ':next'", withInput('x'), [called('x:next')], `a metric is named "x:next"; ${next}`],
    [
      'a prototype',
      withLast('__proto__'),
      [],
      'a layer is named "__proto__", which no graph can use as a name; choose another name',
    ],
    [
      'a control character',
      withInput('a\u0000'),
      [],
      'the input is named "a\\u0000", which no graph can use as a name; choose another name',
    ],
    ['no name', withInput(''), [], 'the name of the input must be a string that is not empty, got ""'],
    [
      'input and last layer',
      withLast('input'),
      [],
      'the input and a layer are both named "input"; choose another name',
    ],
    ['input and a layer', withLayer('input'), [], 'the input and a layer are both named "input"; choose another name'],
    [
      'input and a metric',
      withInput('mae'),
      ['mae'],
      'the input and a metric are both named "mae"; choose another name',
    ],
    [
      'a metric given twice',
      withInput('x'),
      ['mse', 'mae', 'mse'],
      'a metric and another are both named "mse"; choose another name',
    ],
    [
      'input and weight',
      withInput('dense/kernel'),
      [],
      'the input and a weight or its optimizer slot are both named "dense/kernel"; choose another name',
    ],
    [
      'weight and slot',
      sequential(input([3]))
        .dense(2)
        .dense(2, { name: 'sgd/momentum/dense' }),
      [],
      'a weight or its optimizer slot and another are both named "sgd/momentum/dense/kernel"; choose another name',
    ],
    [
      'metric and weight',
      withInput('x'),
      [called('dense/bias')],
      'a weight or its optimizer slot and a metric are both named "dense/bias"; choose another name',
    ],
  ] as readonly (readonly [string, Model, readonly MetricLike[], string])[])('%s', (_, model, metrics, sentence) => {
    expect(() => program(model, metrics)).toThrow(new TypeError(`compile: ${sentence}`))
  })

  test.each([
    [['mse'], ['mae', 'mse', 'mae'], 'a metric and another are both named "mae"; choose another name'],
    [[called('weighted_mse'), 'mse'], ['mse'], 'a metric and another are both named "weighted_mse"; choose'],
    [
      ['mse', called('mse:weight')],
      [],
      `a metric is named "mse:weight"; names in ':weight' are those of metrics' weights`,
    ],
    [[called('loss:weight')], [], `a metric is named "loss:weight"; names in ':weight' are those of metrics' weights`],
  ] as readonly (readonly [MetricLike[], MetricLike[], string])[])(
    'weighted: %j and %j',
    (plain, weighted, sentence) => {
      expect(() => weighed(plain, weighted)).toThrow(`compile: ${sentence}`)
    },
  )

  test('a metric that is both plain and weighted has two names, as in Keras', () => {
    expect(weighed(['mse'], ['mae', 'mse'])).toEqual(['mse', 'mae', 'weighted_mse'])
  })

  test('two layers of one name are an error where the second is added', () => {
    expect(() =>
      sequential(input([3]))
        .dense(2, { name: 'a' })
        .dense(2, { name: 'a' }),
    ).toThrow(new TypeError('dense: the model already has a layer named "a"; choose another name'))
    expect(() =>
      sequential(input([3]))
        .dense(2)
        .dense(2, { name: 'dense' }),
    ).toThrow(new TypeError('dense: the model already has a layer named "dense"; choose another name'))
  })
})

describe('names that look alike but do not meet are fine', () => {
  test.each([
    ['a metric named like a layer', withLast('mae'), ['mae']],
    ['ops, constants', withLast('constant'), ['mse']],
    ['slashes and spaces', withLast('my head/of state'), ['mse']],
    ['an input named like an automatic constant', withInput('constant'), ['mse']],
    ['an optimizer', withLast('sgd'), ['mse']],
  ] as readonly (readonly [string, Model, readonly MetricLike[]])[])('%s', (_, model, metrics) => {
    const made = program(model, metrics)
    for (const graph of [made.step(), made.evaluation(), made.prediction()].map(decodeGraph)) {
      const produced = graph.nodes.flatMap(({ outputs }) => outputs.filter((name) => name !== ''))
      const all = [...produced, ...graph.inputs, ...graph.initializers]
      expect(all.length).toBe(new Set(all).size)
    }
  })

  test('automatic names go round the given ones', () => {
    const model = sequential(input([3]))
      .dense(2, { name: 'dense_1' })
      .dense(2)
      .dense(2)
    expect(model.layers.map(({ name }) => name)).toEqual(['dense_1', 'dense', 'dense_2'])
  })
})

test('names of states, whether a graph has them now or not', () => {
  const sentence = 'a state or further output of a layer are both named'
  const behind = (name: string) =>
    sequential(input([null, 3], { name: 'x' }))
      .lstm(2, { returnSequences: true })
      .dense(2, { name })
  expect(() => program(behind('lstm/h'))).toThrow(`compile: a layer and ${sentence} "lstm/h"; choose another name`)
  expect(() => program(sequential(input([null, 3], { name: 'lstm/c' })).lstm(2))).toThrow(
    `compile: the input and ${sentence} "lstm/c"; choose another name`,
  )
  expect(() =>
    program(sequential(input([null, 3], { name: 'lstm/h' })).lstm(2, { returnState: true }) as Model),
  ).toThrow(`compile: the input and ${sentence} "lstm/h"; choose another name`)
})
