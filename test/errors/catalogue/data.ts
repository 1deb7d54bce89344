import { classifier, type Family, regressor, trained } from './entry.js'

const x = 'const x = tensor([[5.1, 3.5, 1.4, 0.2], [6.7, 3.1, 4.7, 1.5]])'

/** A model that spells by ctc, trained on the series of two rows that repeat `row`, and on targets. */
const speller = (steps: string, targets: string): string =>
  [
    'const model = sequential(input([2, 2])).dense(3)',
    "const trainer = await model.compile({ loss: 'ctc' })",
    `await trainer.fit(tensor([${steps}, ${steps}]), tensor(${targets}))`,
  ].join('\n')

export const data: Family = {
  title: 'Data of fit, evaluate and predict',
  entries: [
    {
      title: 'Samples of another shape',
      cause: 'Data are [rows, ...sample], and the sample is what the input of the model says.',
      wrong: trained(...regressor, 'await trainer.predict(tensor([[5.1, 3.5, 1.4]]))'),
      line: 3,
      mended: trained(...regressor, 'await trainer.predict(tensor([[5.1, 3.5, 1.4, 0.2]]))'),
    },
    {
      title: 'A single sample without rows',
      cause: 'One sample is a batch of one row.',
      wrong: trained(...regressor, 'await trainer.predict(tensor([5.1, 3.5, 1.4, 0.2]))'),
      line: 3,
      mended: trained(...regressor, 'await trainer.predict(tensor([[5.1, 3.5, 1.4, 0.2]]))'),
    },
    {
      title: "Targets of another shape than the model's output",
      cause: 'A loss compares output and target element by element; Tenon never broadcasts a target.',
      wrong: trained(...regressor, x, 'await trainer.evaluate(x, tensor([[1, 0], [0, 1]]))'),
      line: 4,
      mended: trained(...regressor, x, 'await trainer.evaluate(x, tensor([[1, 0, 0], [0, 1, 0]]))'),
    },
    {
      title: 'One-hot targets where indices are expected',
      cause: 'sparseCategoricalCrossentropy takes the index of the class, categoricalCrossentropy one-hot rows.',
      wrong: trained(...classifier, x, 'await trainer.evaluate(x, tensor([[1, 0, 0], [0, 1, 0]]))'),
      line: 4,
      mended: trained(...classifier, x, 'await trainer.evaluate(x, tensor([0, 1]))'),
    },
    {
      title: 'Labels that are no sequence',
      cause: 'ctc takes a list of labels a row, filled up with 0, the blank, where others are longer.',
      wrong: speller('[[0, 1], [1, 2]]', '[1, 2]'),
      line: 3,
      mended: speller('[[0, 1], [1, 2]]', '[[1, 0], [1, 2]]'),
    },
    {
      title: 'Fewer targets than samples',
      cause: 'Each row of x has its row of y.',
      wrong: trained(...classifier, x, 'await trainer.fit(x, tensor([0]))'),
      line: 4,
      mended: trained(...classifier, x, 'await trainer.fit(x, tensor([0, 1]))'),
    },
    {
      title: 'Validation data of another shape',
      cause: 'They are held to the same rules as the data of fit.',
      wrong: trained(
        '.dense(1)',
        "loss: 'mse'",
        x,
        'await trainer.fit(x, tensor([0, 1]), {',
        '  epochs: 2,',
        '  validationData: [tensor([[5.1, 3.5]]), tensor([0])],',
        '})',
      ),
      line: 6,
      mended: trained(
        '.dense(1)',
        "loss: 'mse'",
        x,
        'await trainer.fit(x, tensor([0, 1]), {',
        '  epochs: 2,',
        '  validationData: [tensor([[5.1, 3.5, 1.4, 0.2]]), tensor([0])],',
        '})',
      ),
    },
    {
      title: 'A dataset of another shape',
      cause: 'Its types hold the shapes of its rows; here the rows of x have three columns.',
      wrong: trained(
        ...classifier,
        'const rows = fromTensors([[5.1, 3.5, 1.4], [6.7, 3.1, 4.7]], [0, 1])',
        'await trainer.fit(rows, { epochs: 2 })',
      ),
      line: 4,
      mended: trained(
        ...classifier,
        'const rows = fromTensors([[5.1, 3.5, 1.4, 0.2], [6.7, 3.1, 4.7, 1.5]], [0, 1])',
        'await trainer.fit(rows, { epochs: 2 })',
      ),
    },
    {
      title: 'A dataset without targets',
      cause: 'fit and evaluate compare the output with targets; predict needs none.',
      wrong: trained(...classifier, 'const rows = fromTensors([[5.1, 3.5, 1.4, 0.2]])', 'await trainer.fit(rows)'),
      line: 4,
      mended: trained(
        ...classifier,
        'const rows = fromTensors([[5.1, 3.5, 1.4, 0.2]], [1])',
        'await trainer.fit(rows)',
      ),
    },
    {
      title: 'Nested arrays of another shape',
      cause: 'Rows that are written out are as typed as tensors.',
      wrong: trained(...classifier, 'await trainer.predict([[5.1, 3.5, 1.4], [6.7, 3.1, 4.7]])'),
      line: 3,
      mended: trained(...classifier, 'await trainer.predict([[5.1, 3.5, 1.4, 0.2], [6.7, 3.1, 4.7, 1.5]])'),
    },
  ],
}
