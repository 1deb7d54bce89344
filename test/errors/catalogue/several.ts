import type { Family } from './entry.js'

/** A model of two inputs and two outputs by name, compiled; statements follow from line 9. */
const priced = (...statements: readonly string[]): string =>
  [
    "const [features, series] = [input([4]), input(['time', 1])]",
    'const h = concatenate([features, lstm(8)(series)])',
    'const network = model({',
    '  inputs: { features, series },',
    '  outputs: { price: dense(1)(h), kind: dense(3, { activation: "softmax" })(h) },',
    '})',
    "const trainer = await network.compile({ loss: { price: 'mse', kind: 'sparseCategoricalCrossentropy' } })",
    'const zeros = <const S extends readonly number[]>(...shape: S) => tensor(new Float32Array(shape.reduce((a, b) => a * b)), shape)',
    ...statements,
  ].join('\n')

const x = 'const x = { features: zeros(2, 4), series: zeros(2, 9, 1) }'
const y = 'const y = { price: zeros(2), kind: zeros(2) }'

/** A model from a series to a series, compiled on line 2. */
const forecast = (...statements: readonly string[]): string =>
  [
    "const model = sequential(input(['time', 1])).lstm(4, { returnSequences: true }).dense(1)",
    "const trainer = await model.compile({ loss: 'mse' })",
    'const x = tensor(new Float32Array(18), [2, 9, 1])',
    ...statements,
  ].join('\n')

const square = (...statements: readonly string[]): string =>
  ["const model = sequential(input(['n', 'n', 1])).conv2d(4, 1).globalAveragePooling2d()", ...statements].join('\n')

export const several: Family = {
  title: 'Several inputs and outputs, and dims with names',
  entries: [
    {
      title: 'A tensor for an input that the model does not have',
      cause: 'Data go to inputs by their names.',
      wrong: priced(
        'const prediction = await trainer.predict({',
        '  features: zeros(2, 4),',
        '  series: zeros(2, 9, 1),',
        '  weather: zeros(2, 3),',
        '})',
      ),
      line: 12,
      throws: "predict: x has a tensor for 'weather', which no input takes; the model's inputs are features and series",
      mended: priced(
        'const prediction = await trainer.predict({',
        '  features: zeros(2, 4),',
        '  series: zeros(2, 9, 1),',
        '})',
      ),
    },
    {
      title: 'A list with too few tensors',
      cause: 'The tensors of a list are the inputs in their order.',
      wrong: `const [a, b] = [input([4]), input([2])]
const network = model({ inputs: [a, b], outputs: dense(1)(concatenate([a, b])) })
const trainer = await network.compile({ loss: 'mse' })
const prediction = await trainer.predict([tensor([[1, 2, 3, 4]])])`,
      line: 4,
      mended: `const [a, b] = [input([4]), input([2])]
const network = model({ inputs: [a, b], outputs: dense(1)(concatenate([a, b])) })
const trainer = await network.compile({ loss: 'mse' })
const prediction = await trainer.predict([tensor([[1, 2, 3, 4]]), tensor([[1, 2]])])`,
    },
    {
      title: 'Rows of one input and another',
      cause: 'A row of each input makes one sample.',
      wrong: priced('const prediction = await trainer.predict({ features: zeros(2, 4), series: zeros(3, 9, 1) })'),
      line: 9,
      mended: priced('const prediction = await trainer.predict({ features: zeros(2, 4), series: zeros(2, 9, 1) })'),
    },
    {
      title: 'A named dim of x that is another in y',
      cause: "What 'time' is may change from call to call, but not within one.",
      wrong: forecast('await trainer.evaluate(x, tensor(new Float32Array(14), [2, 7, 1]))'),
      line: 4,
      mended: forecast('await trainer.evaluate(x, tensor(new Float32Array(18), [2, 9, 1]))'),
    },
    {
      title: 'A named dim that is two numbers in one tensor',
      cause: 'A dim that may differ has a name of its own.',
      wrong: square(
        "const trainer = await model.compile({ loss: 'mse' })",
        'await trainer.predict(tensor(new Float32Array(40), [2, 4, 5, 1]))',
      ),
      line: 3,
      mended: square(
        "const trainer = await model.compile({ loss: 'mse' })",
        'await trainer.predict(tensor(new Float32Array(32), [2, 4, 4, 1]))',
      ),
    },
    {
      title: 'One tensor of sample weights for several outputs',
      cause: 'Each output has losses of its own, which its weights are for; one that is left out has weight 1.',
      wrong: priced(x, y, 'await trainer.evaluate(x, y, { sampleWeight: zeros(2) })'),
      line: 11,
      mended: priced(x, y, 'await trainer.evaluate(x, y, { sampleWeight: { kind: zeros(2) } })'),
    },
    {
      title: 'Class weights where there are several losses',
      cause: 'The classes of which output they weigh would be a guess.',
      wrong: priced(x, y, 'await trainer.fit(x, y, { classWeight: { 0: 1, 1: 5 } })'),
      line: 11,
      mended: priced(x, y, 'await trainer.fit(x, y, { sampleWeight: { kind: zeros(2) } })'),
    },
    {
      title: 'A tensor that cannot have the shape that is asserted',
      cause: 'assertShape makes known what only the program knows; it cannot contradict the type.',
      wrong: `const x = tensor([[5.1, 3.5], [6.7, 3.1]])
assertShape(x, [null, 3])`,
      line: 2,
      mended: `const x = tensor([[5.1, 3.5], [6.7, 3.1]])
assertShape(x, [null, 2])`,
    },
    {
      title: 'One tensor for a list of them',
      cause: 'Data are arranged as the inputs of the model are.',
      wrong: `const [left, right] = [input([4]), input([4])]
const trainer = await model({ inputs: [left, right], outputs: dense(1)(add(left, right)) }).compile({ loss: 'mse' })
const zeros = tensor(new Float32Array(8), [2, 4])
const sums = await trainer.predict(zeros)`,
      line: 4,
      mended: `const [left, right] = [input([4]), input([4])]
const trainer = await model({ inputs: [left, right], outputs: dense(1)(add(left, right)) }).compile({ loss: 'mse' })
const zeros = tensor(new Float32Array(8), [2, 4])
const sums = await trainer.predict([zeros, zeros])`,
    },
  ],
}
