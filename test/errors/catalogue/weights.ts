import { classifier, type Family, trained } from './entry.js'

const x = 'const x = tensor([[5.1, 3.5, 1.4, 0.2], [6.7, 3.1, 4.7, 1.5]])'

/** A model of series, with a loss for each of the 5 steps, and data, on lines 1 to 4. */
const ofSeries = (statement: string) =>
  [
    `const model = sequential(input([5, 4]))${classifier[0]}`,
    `const trainer = await model.compile({ ${classifier[1]} })`,
    'const x = tensor(new Float32Array(40), [2, 5, 4])',
    'const y = tensor(new Int32Array(10), [2, 5])',
    statement,
  ].join('\n')

export const weights: Family = {
  title: 'Weights of samples and classes',
  entries: [
    {
      title: 'Several weights for a row',
      cause: 'A row that has one loss has one weight.',
      wrong: trained(
        ...classifier,
        x,
        'await trainer.fit(x, tensor([0, 1]), { sampleWeight: tensor([[1, 2, 1], [1, 1, 2]]) })',
      ),
      line: 4,
      mended: trained(...classifier, x, 'await trainer.fit(x, tensor([0, 1]), { sampleWeight: tensor([1, 2]) })'),
    },
    {
      title: 'One weight for all rows',
      cause: 'Weights have a row for each row of x.',
      wrong: trained(
        ...classifier,
        x,
        'await trainer.fit(x, tensor([0, 1]), { sampleWeight: tensor(new Float32Array(1), []) })',
      ),
      line: 4,
      mended: trained(
        ...classifier,
        x,
        'await trainer.fit(x, tensor([0, 1]), { sampleWeight: tensor(new Float32Array(2), [2]) })',
      ),
    },
    {
      title: 'Fewer weights than rows',
      cause: 'Each row of x has its weight.',
      wrong: trained(...classifier, x, 'await trainer.evaluate(x, tensor([0, 1]), { sampleWeight: tensor([2]) })'),
      line: 4,
      mended: trained(...classifier, x, 'await trainer.evaluate(x, tensor([0, 1]), { sampleWeight: tensor([2, 1]) })'),
    },
    {
      title: 'Weights of rows where each step has a loss',
      cause:
        'A model with an output for each step has a loss for each, and so a weight; [rows, 1] repeats one over them.',
      wrong: ofSeries('await trainer.fit(x, y, { sampleWeight: tensor([1, 2]) })'),
      line: 5,
      mended: ofSeries('await trainer.fit(x, y, { sampleWeight: tensor([[1], [2]]) })'),
    },
    {
      title: 'Weights of classes where each step has a class',
      cause: 'classWeight weighs a row by its class; here a row has a class for each step.',
      wrong: ofSeries('await trainer.fit(x, y, { classWeight: { 0: 1, 1: 5 } })'),
      line: 5,
      mended: ofSeries('await trainer.fit(x, y, { sampleWeight: tensor([[1], [5]]) })'),
    },
    {
      title: 'Classes by name',
      cause: 'Classes are the integers that the targets hold.',
      wrong: trained(...classifier, x, 'await trainer.fit(x, tensor([0, 1]), { classWeight: { rare: 5 } })'),
      line: 4,
      mended: trained(...classifier, x, 'await trainer.fit(x, tensor([0, 1]), { classWeight: { 1: 5 } })'),
      throws: 'fit: classWeight has a weight for "rare"; expected classes from 0 to 2',
    },
  ],
}
