import { chain, classifier, type Family, trained } from './entry.js'

const x = 'const x = tensor([[5.1, 3.5, 1.4, 0.2], [6.7, 3.1, 4.7, 1.5]])'

export const names: Family = {
  title: 'Misspelt names',
  entries: [
    {
      title: 'A method',
      cause: 'TypeScript proposes the nearest method.',
      wrong: chain('[8]', '.densee(3)', '.dense(2)'),
      line: 2,
      mended: chain('[8]', '.dense(3)', '.dense(2)'),
    },
    {
      title: 'An option of a layer',
      cause: 'Layers take no options but their own.',
      wrong: chain('[28, 28, 1]', ".conv2d(32, 3, { paddin: 'same' })", '.flatten()'),
      line: 2,
      mended: chain('[28, 28, 1]', ".conv2d(32, 3, { padding: 'same' })", '.flatten()'),
      throws: 'conv2d: unknown option paddin; expected one of ',
    },
    {
      title: 'The value of an option',
      cause: 'The values are words of a short list.',
      wrong: chain('[28, 28, 1]', ".conv2d(32, 3, { padding: 'sme' })", '.flatten()'),
      line: 2,
      mended: chain('[28, 28, 1]', ".conv2d(32, 3, { padding: 'same' })", '.flatten()'),
      throws: `conv2d: padding must be 'same' or 'valid', got "sme"`,
    },
    {
      title: 'An activation',
      cause: 'Activations have the names of Keras, in camelCase.',
      wrong: chain('[8]', ".dense(3, { activation: 'reluu' })", '.dense(2)'),
      line: 2,
      mended: chain('[8]', ".dense(3, { activation: 'relu' })", '.dense(2)'),
      throws: 'unknown activation "reluu"; expected one of ',
    },
    {
      title: 'An initializer',
      cause: 'Initializers have the names of Keras, in camelCase.',
      wrong: chain('[8]', ".dense(3, { kernelInitializer: 'heNorml' })", '.dense(2)'),
      line: 2,
      mended: chain('[8]', ".dense(3, { kernelInitializer: 'heNormal' })", '.dense(2)'),
      throws: 'unknown initializer "heNorml"; expected one of ',
    },
    {
      title: 'A loss',
      cause: 'Losses have the names of Keras, in camelCase.',
      wrong: trained(classifier[0], "loss: 'sparseCategoricalCrossentrpy'", x, 'await trainer.fit(x, tensor([0, 1]))'),
      line: 2,
      mended: trained(...classifier, x, 'await trainer.fit(x, tensor([0, 1]))'),
      throws: `unknown loss "sparseCategoricalCrossentrpy"; did you mean 'sparseCategoricalCrossentropy'?`,
    },
    {
      title: 'An optimizer',
      cause: 'An optimizer is given by its name, or made with options, as in adam({ learningRate: 0.01 }).',
      wrong: trained('.dense(1)', "optimizer: 'adm', loss: 'mse'"),
      line: 2,
      mended: trained('.dense(1)', "optimizer: 'adam', loss: 'mse'"),
      throws: 'unknown optimizer "adm"; expected one of ',
      typescript7:
        'Type \'"adm"\' is not assignable to type \'"adadelta" | "adafactor" | "adagrad" | "adam" | "adamax" | "adamw" | "ftrl" | "lamb" | "lion" | "muon" | "nadam" | "rmsprop" | "scheduleFreeAdamw" | "sgd" | AnyOptimizer | undefined\'. Did you mean \'"adam"\'?',
    },
    {
      title: 'An option of an optimizer',
      cause: 'Options are in camelCase.',
      wrong: 'const optimizer = adam({ learningrate: 0.01 })',
      line: 1,
      mended: 'const optimizer = adam({ learningRate: 0.01 })',
      throws: 'adam: unknown option learningrate; expected one of ',
    },
    {
      title: 'A metric',
      cause: "'accuracy' follows the loss, as in Keras.",
      wrong: trained(classifier[0], `${classifier[1]}, metrics: ['acuracy']`),
      line: 2,
      mended: trained(classifier[0], `${classifier[1]}, metrics: ['accuracy']`),
      throws: `unknown metric "acuracy"; did you mean 'accuracy'?`,
    },
    {
      title: 'A loss in a list',
      cause: 'It is the same in a list of losses, one for each output.',
      wrong: `const row = input([4])
const network = model({ inputs: row, outputs: [dense(1)(row), dense(2)(row)] })
const trainer = await network.compile({ loss: ['mse', 'maee'] })`,
      line: 3,
      mended: `const row = input([4])
const network = model({ inputs: row, outputs: [dense(1)(row), dense(2)(row)] })
const trainer = await network.compile({ loss: ['mse', 'mae'] })`,
      throws: `unknown loss "maee"; did you mean 'mae'?`,
    },
    {
      title: 'A method of a trainer',
      cause: 'TypeScript proposes the nearest method.',
      wrong: trained('.dense(1)', "loss: 'mse'", x, 'await trainer.predct(x)'),
      line: 4,
      mended: trained('.dense(1)', "loss: 'mse'", x, 'await trainer.predict(x)'),
    },
    {
      title: 'An option of fit',
      cause: 'fit takes no options but its own.',
      wrong: trained('.dense(1)', "loss: 'mse'", x, 'await trainer.fit(x, tensor([0, 1]), { epoch: 3 })'),
      line: 4,
      mended: trained('.dense(1)', "loss: 'mse'", x, 'await trainer.fit(x, tensor([0, 1]), { epochs: 3 })'),
      throws: 'fit: unknown option epoch; expected one of ',
    },
    {
      title: 'An option of input',
      cause: 'input takes a name and a dtype.',
      wrong: "const model = sequential(input([4], { dtyp: 'int32' }))\n  .embedding(100, 8)",
      line: 1,
      mended: "const model = sequential(input([4], { dtype: 'int32' }))\n  .embedding(100, 8)",
      throws: 'input: unknown option dtyp; expected one of name, dtype',
    },
  ],
}
