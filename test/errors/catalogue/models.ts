import { type Family, trained } from './entry.js'

const encoder = `const encoder = sequential(input([16])).dense(8, { activation: 'relu' }).dense(2)
`
const upTo = (call: string) => `const x = input([32, 32, 3])
const h = conv2d(16, 3, { padding: 'same' })(x)
const y = ${call}(h)`

/** A model of three classes by one-hot rows or by indices, and what its outputs are watched by. */
const compiledWith = (loss: string, metrics: string): readonly [string, string] => [
  ".dense(3, { activation: 'softmax' })",
  `loss: '${loss}', metrics: ${metrics}`,
]

export const models: Family = {
  title: 'Models of tensors, residual blocks and models in models',
  entries: [
    {
      title: 'A layer on a tensor that it does not take',
      cause: 'A layer value is a function on tensors; the sentence is that of its method, on the tensor.',
      wrong: `const x = input([28, 28])
const h = conv2d(32, 3)(x)
const network = model({ inputs: x, outputs: dense(10)(flatten()(h)) })`,
      line: 2,
      mended: `const x = input([28, 28, 1])
const h = conv2d(32, 3)(x)
const network = model({ inputs: x, outputs: dense(10)(flatten()(h)) })`,
    },
    {
      title: 'A layer on what is no tensor',
      cause:
        'Layer values are functions on one tensor of a model. They are called one on what the other gave; a list is joined first.',
      wrong: `const [left, right] = [input([4]), input([4])]
const y = dense(3)([left, right])`,
      line: 2,
      mended: `const [left, right] = [input([4]), input([4])]
const y = dense(3)(concatenate([left, right]))`,
      throws:
        'dense: expected one tensor of a model, such as input([28, 28, 1]), got [SymbolicTensor, SymbolicTensor]; call',
    },
    {
      title: 'A model on a tensor of another shape',
      cause: 'A model is a layer of other models, with the weights that it has; they fit its own input only.',
      wrong: `${encoder}const left = encoder(input([16]))
const right = encoder(input([24]))`,
      line: 3,
      mended: `${encoder}const left = encoder(input([16]))
const right = encoder(dense(16)(input([24])))`,
    },
    {
      title: 'A model on a tensor in which one name is two numbers',
      cause: 'What a model was made for has as many of the one as of the other.',
      wrong: `const pairs = input(['time', 'time'])
const relu = model({ inputs: pairs, outputs: maximum(pairs, 0) })
const scores = relu(input([3, 4]))`,
      line: 3,
      mended: `const pairs = input(['time', 'time'])
const relu = model({ inputs: pairs, outputs: maximum(pairs, 0) })
const scores = relu(input([4, 4]))`,
    },
    {
      title: 'A model on tensors of different lengths',
      cause:
        'A dim with a name is one number in all tensors that a model is called on, whether or not an operation joins them.',
      wrong: `const [words, speech] = [input(['time', 2]), input(['time', 2])]
const both = model({ inputs: [words, speech], outputs: [lstm(2)(words), lstm(2)(speech)] })
const read = both([input([3, 2]), input([4, 2])])`,
      line: 3,
      mended: `const [words, speech] = [input(['time', 2]), input(['time', 2])]
const both = model({ inputs: [words, speech], outputs: [lstm(2)(words), lstm(2)(speech)] })
const read = both([input([4, 2]), input([4, 2])])`,
    },
    {
      title: 'A residual block that changes the shape',
      cause:
        'The input is added to what the block gives; where that is of another shape, the shortcut needs a layer of its own.',
      wrong: upTo("residual(block(conv2d(32, 3, { padding: 'same', strides: 2 })))"),
      line: 3,
      mended: upTo("residual(block(conv2d(32, 3, { padding: 'same', strides: 2 })), conv2d(32, 1, { strides: 2 }))"),
    },
    {
      title: 'No repetitions',
      cause: 'repeat makes one layer or more.',
      wrong: `const deep = repeat(0, () => dense(8, { activation: 'relu' }))
const model = sequential(input([8])).pipe(deep)`,
      line: 1,
      mended: `const deep = repeat(3, () => dense(8, { activation: 'relu' }))
const model = sequential(input([8])).pipe(deep)`,
    },
    {
      title: 'One tensor for a model of several inputs',
      cause: 'A model of several inputs takes them as it was made: in a list, or by name.',
      wrong: `const [left, right] = [input([4]), input([4])]
const pair = model({ inputs: [left, right], outputs: add(left, right) })
const sum = pair(input([4]))`,
      line: 3,
      mended: `const [left, right] = [input([4]), input([4])]
const pair = model({ inputs: [left, right], outputs: add(left, right) })
const sum = pair([input([4]), input([4])])`,
    },
    {
      title: 'First states of another size',
      cause: 'A recurrent layer takes as many states as it has, h and for an LSTM c, each of its own units.',
      wrong: `const series = input([20, 4])
const [steps, h, c] = lstm(8, { returnState: true })(series)
const next = lstm(16)(series, { initialState: [h, c] })`,
      line: 3,
      mended: `const series = input([20, 4])
const [steps, h, c] = lstm(16, { returnState: true })(series)
const next = lstm(16)(series, { initialState: [h, c] })`,
    },
    {
      title: 'First states of a layer that has none',
      cause: 'Only recurrent layers have states.',
      wrong: `const row = input([4])
const y = dense(3)(row, { initialState: [row] })`,
      line: 2,
      mended: `const row = input([4])
const y = dense(3)(row)`,
    },
    {
      title: 'A loss for an output that is not there',
      cause: 'Losses of several outputs go by the names of the outputs.',
      wrong: `const row = input([4])
const network = model({ inputs: row, outputs: { price: dense(1)(row), size: dense(1)(row) } })
const trainer = await network.compile({ loss: { price: 'mse', weight: 'mse' } })`,
      line: 3,
      mended: `const row = input([4])
const network = model({ inputs: row, outputs: { price: dense(1)(row), size: dense(1)(row) } })
const trainer = await network.compile({ loss: { price: 'mse', size: 'mse' } })`,
      throws: "compile: loss is for an output 'weight', which the model does not have; the outputs are price, size",
    },
    {
      title: 'A model of several inputs in a chain',
      cause: 'A chain goes from one tensor to one; such a model is called on a list, or on tensors by name.',
      wrong: `const [left, right] = [input([4]), input([4])]
const pair = model({ inputs: [left, right], outputs: add(left, right) })
const sum = sequential(input([4])).pipe(pair)`,
      line: 3,
      mended: `const [left, right] = [input([4]), input([4])]
const pair = model({ inputs: [left, right], outputs: add(left, right) })
const sum = pair([input([4]), input([4])])`,
    },
    {
      title: 'An output without the batch',
      cause: 'What a model gives is joined from batches, so that each output has a row for each sample.',
      wrong: `const row = input([4])
const network = model({ inputs: row, outputs: mean(dense(1)(row), { axis: 0 }) })
const trainer = await network.compile({ loss: 'mse' })`,
      line: 3,
      mended: `const row = input([4])
const network = model({ inputs: row, outputs: mean(dense(1)(row), { axis: 1, keepDims: true }) })
const trainer = await network.compile({ loss: 'mse' })`,
    },
    {
      title: 'One list of metrics for several outputs',
      cause: 'Each output has metrics of its own, in a list; null for none.',
      wrong: `const row = input([4])
const network = model({ inputs: row, outputs: [dense(1)(row), dense(1)(row)] })
const trainer = await network.compile({ loss: 'mse', metrics: ['mae', 'mae'] })`,
      line: 3,
      mended: `const row = input([4])
const network = model({ inputs: row, outputs: [dense(1)(row), dense(1)(row)] })
const trainer = await network.compile({ loss: 'mse', metrics: [['mae'], ['mae']] })`,
    },
    {
      title: 'A metric of other targets than those of the loss',
      cause:
        "Class indices go with sparseCategoricalCrossentropy and the metrics called sparse…, one-hot rows with the others. 'accuracy' fits both.",
      wrong: trained(...compiledWith('categoricalCrossentropy', "['sparseCategoricalAccuracy']")),
      line: 2,
      mended: trained(...compiledWith('categoricalCrossentropy', "['accuracy']")),
    },
    {
      title: 'A metric of class indices, made with options',
      cause: 'What a metric takes goes with it, whatever it is called.',
      wrong: trained(...compiledWith('sparseCategoricalCrossentropy', '[metrics.topKCategoricalAccuracy({ k: 2 })]')),
      line: 2,
      mended: trained(
        ...compiledWith('sparseCategoricalCrossentropy', '[metrics.sparseTopKCategoricalAccuracy({ k: 2 })]'),
      ),
    },
    {
      title: 'ctc of an output without steps',
      cause: 'It looks for the labels along the steps of a series.',
      wrong: `const model = sequential(input([9, 4])).lstm(8).dense(3)
const trainer = await model.compile({ loss: 'ctc' })`,
      line: 2,
      mended: `const model = sequential(input([9, 4])).lstm(8, { returnSequences: true }).dense(3)
const trainer = await model.compile({ loss: 'ctc' })`,
    },
    {
      title: 'Another number of losses than of outputs',
      cause: 'A list has an entry for each output, null for one that has no loss.',
      wrong: `const row = input([4])
const network = model({ inputs: row, outputs: [dense(1)(row), dense(1)(row)] })
const trainer = await network.compile({ loss: ['mse'] })`,
      line: 3,
      mended: `const row = input([4])
const network = model({ inputs: row, outputs: [dense(1)(row), dense(1)(row)] })
const trainer = await network.compile({ loss: ['mse', null] })`,
    },
  ],
}
