import { beforeAll, describe, expect, test } from 'vitest'
import { type CheckedSnippet, checkSnippets } from '../support/snippets.js'

/* Datasets, as an editor shows them: the shapes of their rows, and one error for one mistake. What runs is in test/runtime/data. */

const types: readonly (readonly [expression: string, type: string])[] = [
  ["csv('a.csv', { features: ['a', 'b', 'c'], target: 'd' })", 'Dataset<[number, 3], [number]>'],
  ["csv('a.csv', { features: ['a'], target: ['d', 'e'] })", 'Dataset<[number, 1], [number, 2]>'],
  ["csv('a.csv', { features: ['a'] })", 'Dataset<[number, 1], undefined>'],
  ["csv('a.csv', { features: 'a b'.split(' '), target: 'd' })", 'Dataset<[number, number], [number]>'],
  ["parquet('a.parquet', { features: ['a', 'b'], target: 'd' })", 'Dataset<[number, 2], [number]>'],
  ["idx('images', 'labels', { shape: [28, 28, 1] })", 'Dataset<[number, 28, 28, 1], [number]>'],
  ["idx('images', { shape: [28, 28, 1] })", 'Dataset<[number, 28, 28, 1], undefined>'],
  ["idx('images', 'labels')", 'Dataset<[number, ...Dim[]], [number]>'],
  ["imageFolder('pets', { size: [32, 48] })", 'Dataset<[number, 32, 48, 3], [number]>'],
  ["imageFolder('pets', { size: [32, 48], channels: 1, labels: null })", 'Dataset<[number, 32, 48, 1], undefined>'],
  ['fromTensors([[1, 2], [3, 4]], [0, 1])', 'Dataset<[number, 2], [number]>'],
  ['fromTensors(tensor(new Float32Array(6), [2, 3]))', 'Dataset<[number, 3], undefined>'],
  [
    'fromTensors({ a: tensor([[1, 2]]), b: tensor([[1]]) }, tensor([[1]]))',
    'Dataset<{ readonly a: [number, 2]; readonly b: [number, 1]; }, [number, 1]>',
  ],
  [
    'fromGenerator(function* () { yield [tensor([[1, 2], [3, 4]]), tensor([0, 1])]; yield [tensor([[1, 2]]), tensor([0])] })',
    'Dataset<[number, 2], [number]>',
  ],
  ['fromGenerator(async function* () { yield [tensor([[1, 2]]), tensor([0])] })', 'Dataset<[number, 2], [number]>'],
  [
    'fromGenerator(() => [[new Float32Array(6), new Int32Array(2)]], { x: [3], y: [] })',
    'Dataset<[number, 3], [number]>',
  ],
  ['fromGenerator(() => [[new Float32Array(6)]], { x: [null, 3] })', 'Dataset<[number, number, 3], undefined>'],
  [
    "imageFolder('pets', { size: [2, 2] }).shuffle(100).batch(8).prefetch(2).cache().take(9).skip(1).repeat(2)",
    'Dataset<[number, 2, 2, 3], [number]>',
  ],
  [
    "imageFolder('pets', { size: [2, 2] }).map((x, y) => [tensor(new Float32Array(x.rows * 12), [x.rows, 12]), y])",
    'Dataset<[number, 12], [number]>',
  ],
]

const model = `const trainer = await sequential(input([4])).dense(3).compile({ loss: 'sparseCategoricalCrossentropy' })
const four = csv('a.csv', { features: ['a', 'b', 'c', 'd'], target: 'e' }), three = csv('a.csv', { features: ['a', 'b', 'c'], target: 'e' })
const hot = csv('a.csv', { features: ['a', 'b', 'c', 'd'], target: ['x', 'y', 'z'] }), bare = csv('a.csv', { features: ['a', 'b', 'c', 'd'] })
`
const narrow =
  "x has samples of shape [3], but the model's input is [4]; reshape the data, or give input(…) their shape"
const oneHot =
  'y has samples of shape [3], expected class indices of shape []; for one-hot targets use categoricalCrossentropy'

/** Calls on line 4 and after, the line of their mistake, and its sentence. */
const faulty: readonly (readonly [call: string, line: number, sentence: string])[] = [
  ['await trainer.fit(three)', 4, `fit: ${narrow}`],
  ['await trainer.fit(\n  three,\n  { epochs: 2 },\n)', 5, `fit: ${narrow}`],
  ['await trainer.fit(hot)', 4, `fit: ${oneHot}`],
  ['await trainer.fit(bare)', 4, 'fit: the dataset has no targets; give it some, such as [x, y] in each batch'],
  ['await trainer.fit(four, {\n  epochs: 2,\n  validationData: three,\n})', 6, `fit: validationData: ${narrow}`],
  [
    'await trainer.fit(four, {\n  epochs: 2,\n  validationData: [[[1, 2, 3]], [0]],\n})',
    6,
    `fit: validationData: ${narrow}`,
  ],
  ['await trainer.evaluate(hot)', 4, `evaluate: ${oneHot}`],
  ['await trainer.predict(three)', 4, `predict: ${narrow}`],
  ['await trainer.fit([[1, 2, 3], [4, 5, 6]], [0, 1])', 4, `fit: ${narrow}`],
  [
    'await trainer.fit(\n  [[1, 2, 3, 4], [4, 5, 6, 7]],\n  [0, 1, 2],\n)',
    6,
    'fit: x has 2 rows, but y has 3; give as many rows to both',
  ],
  [
    'await trainer.evaluate(new Float32Array(4), new Int32Array(1))',
    4,
    "evaluate: x has samples of shape [], but the model's input is [4]; reshape the data, or give input(…) their shape",
  ],
]

/** Calls that TypeScript itself refuses. */
const refused: readonly (readonly [call: string, text: string])[] = [
  ['await trainer.fit(four, { shuffle: true })', "'shuffle' does not exist in type 'DatasetFitOptions<"],
  ['await trainer.fit(four, { epoch: 2 })', "Did you mean to write 'epochs'?"],
  ['await trainer.fit(four, new Int32Array(3))', "has no properties in common with type 'DatasetFitOptions<"],
  ['await trainer.fit([[1, 2, 3, 4]])', 'Expected 2-3 arguments, but got 1.'],
  ['four.batch()', 'Expected 1 arguments, but got 0.'],
]

const fitting = [
  'await trainer.fit(four)',
  'await trainer.fit(four, { epochs: 2, stepsPerEpoch: 3, validationData: four, validationSteps: 2, validationBatchSize: 8, validationFreq: [1, 3], classWeight: { 1: 2 }, callbacks: [{ onEpochEnd: (epoch, logs, run) => { run.stopTraining = epoch > 3 || logs["loss"] === 0 } }] })',
  'await trainer.fit(four, { validationData: [[[1, 2, 3, 4]], [0]] })',
  'await trainer.fit([[1, 2, 3, 4]], [0], { validationData: four, stepsPerEpoch: 3, validationFreq: 2, validationBatchSize: 8 })',
  'await trainer.fit([[1, 2, 3, 4]], new Int32Array(1), { sampleWeight: [1] })',
  'await trainer.evaluate(four, { steps: 3 })',
  "await trainer.predict(idx('images', 'labels'))",
  'await trainer.predict(bare)',
]

let checked: ReadonlyMap<string, CheckedSnippet>
const of = (program: string) => checked.get(program) as CheckedSnippet
const named = (expression: string) => `const dataset = ${expression}`
beforeAll(() => {
  const calls = [...faulty.map(([call]) => call), ...refused.map(([call]) => call), ...fitting]
  const predicted =
    'const predicted = await trainer.predict(four), row = await trainer.predict([[1, 2, 3, 4], [5, 6, 7, 8]])'
  checked = checkSnippets([
    ...types.map(([expression]) => named(expression)),
    ...[...calls, predicted].map((call) => model + call),
  ])
})

test.each(types)('%s', (expression, type) => {
  expect(of(named(expression)).diagnostics).toEqual([])
  expect(of(named(expression)).typeOf('dataset')).toBe(type)
})

describe('calls with a dataset or arrays', () => {
  test.each(faulty)('%s', (call, line, sentence) => {
    const [found, ...others] = of(model + call).diagnostics
    expect(others).toEqual([])
    expect(found?.text).toMatch(/^(Argument of t|T)ype /)
    expect(found?.text).toContain(`'"${sentence}"'`)
    expect(found?.line).toBe(line)
  })

  test.each(refused)('%s', (call, text) => {
    const [found, ...others] = of(model + call).diagnostics
    expect(others).toEqual([])
    expect(found?.text).toContain(text)
    expect(found?.line).toBe(4)
  })

  test.each(fitting)('%s', (call) => expect(of(model + call).diagnostics).toEqual([]))

  test('give predictions of literal rows where those are known', () => {
    const program = [...checked.keys()].find((key) => key.includes('const predicted')) as string
    expect(of(program).diagnostics).toEqual([])
    expect(of(program).typeOf('predicted')).toBe('Tensor<[number, 3], "float32">')
    expect(of(program).typeOf('row')).toBe('Tensor<[2, 3], "float32">')
  })
})
