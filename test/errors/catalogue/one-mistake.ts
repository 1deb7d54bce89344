import { chain, type Family, trained } from './entry.js'

const ofTwentyLayers = (third: string) =>
  chain(
    '[32, 32, 3]',
    ".conv2d(16, 3, { padding: 'same', activation: 'relu' })",
    '.batchNormalization()',
    third,
    ".conv2d(32, 3, { padding: 'same', activation: 'relu' })",
    '.batchNormalization()',
    '.maxPooling2d(2)',
    ".conv2d(64, 3, { padding: 'same', activation: 'relu' })",
    '.batchNormalization()',
    '.maxPooling2d(2)',
    ".conv2d(64, 3, { padding: 'same', activation: 'relu' })",
    '.batchNormalization()',
    '.globalAveragePooling2d()',
    ".dense(64, { activation: 'relu' })",
    '.dropout(0.5)',
    ".dense(64, { activation: 'relu' })",
    '.dropout(0.5)',
    ".dense(32, { activation: 'relu' })",
    '.dropout(0.5)',
    '.dense(10)',
    ".activation('softmax')",
  )

/** The same on tensors, as a user with branches writes it. */
const onTensors = (third: string) => `const image = input([32, 32, 3])
const h = conv2d(16, 3, { padding: 'same' })(image)
const a = batchNormalization()(h)
const b = ${third}(a)
const c = conv2d(32, 3, { padding: 'same', activation: 'relu' })(b)
const d = batchNormalization()(c)
const e = conv2d(32, 1)(b)
const f = add(d, e)
const g = maxPooling2d(2)(f)
const i = conv2d(64, 3, { padding: 'same', activation: 'relu' })(g)
const j = batchNormalization()(i)
const k = conv2d(64, 1)(g)
const l = add(j, k)
const m = maxPooling2d(2)(l)
const n = conv2d(64, 3, { padding: 'same' })(m)
const o = concatenate([n, m])
const p = globalAveragePooling2d()(o)
const q = dense(64, { activation: 'relu' })(p)
const r = dropout(0.5)(q)
const s = dense(10, { activation: 'softmax' })(r)
const network = model({ inputs: image, outputs: s })`

const attention = (scores: string) => `const x = input([20, 64])
const [queries, keys, values] = [dense(32)(x), dense(32)(x), dense(32)(x)]
const scores = ${scores}
const weights = softmax(multiply(scores, 1 / Math.sqrt(32)))
const context = matmul(weights, values)
const h = add(dense(64)(context), x)
const network = model({ inputs: x, outputs: dense(10)(globalAveragePooling1d()(h)) })`

export const oneMistake: Family = {
  title: 'One error for one mistake',
  entries: [
    {
      title: 'The third of twenty layers',
      cause: 'What follows a mistake is not judged: there is one error, on the line of the mistake.',
      wrong: ofTwentyLayers('.maxPooling2d(64)'),
      line: 4,
      mended: ofTwentyLayers('.maxPooling2d(2)'),
    },
    {
      title: 'The third of twenty layers, on tensors',
      cause: 'A layer that does not fit gives nothing that could be wrong in what follows, over all branches.',
      wrong: onTensors('maxPooling2d(64)'),
      line: 4,
      mended: onTensors('maxPooling2d(2)'),
    },
    {
      title: 'An operation in the midst of a model',
      cause: 'It is the same with operations.',
      wrong: attention('matmul(queries, keys)'),
      line: 3,
      mended: attention('matmul(queries, transpose(keys, [0, 2, 1]))'),
    },
    {
      title: 'A block that does not fit where it is piped',
      cause: 'The sentence is about the first layer in the block that does not fit, and on the pipe.',
      wrong: chain('[3, 3, 1]', '.pipe(block(maxPooling2d(2), maxPooling2d(2), flatten()))', '.dense(10)'),
      line: 2,
      mended: chain('[4, 4, 1]', '.pipe(block(maxPooling2d(2), maxPooling2d(2), flatten()))', '.dense(10)'),
    },
    {
      title: 'An argument that is left out',
      cause: 'TypeScript counts the arguments itself.',
      wrong: chain('[28, 28, 1]', '.conv2d(32)', '.flatten()', '.dense(10)'),
      line: 2,
      mended: chain('[28, 28, 1]', '.conv2d(32, 3)', '.flatten()', '.dense(10)'),
      throws: 'conv2d: kernelSize must be a positive integer, got undefined',
    },
    {
      title: 'A layer that is not called',
      cause: 'A layer is what dense(…) gives, not dense itself.',
      wrong: chain('[8]', '.pipe(flatten)', '.dense(10)'),
      line: 2,
      mended: chain('[8]', '.pipe(flatten())', '.dense(10)'),
    },
    {
      title: 'An operation in a chain',
      cause: 'A chain is of layers; operations make tensors of tensors.',
      wrong: chain('[8]', '.dense(10)', '.pipe(softmax)'),
      line: 3,
      mended: chain('[8]', '.dense(10)', ".activation('softmax')"),
    },
    {
      title: 'A layer as an operand',
      cause: 'Operations take tensors, which a layer gives when it is called on one.',
      wrong: `const x = input([8])
const sum = add(x, dense(8))
const network = model({ inputs: x, outputs: dense(4)(sum) })`,
      line: 2,
      mended: `const x = input([8])
const sum = add(x, dense(8)(x))
const network = model({ inputs: x, outputs: dense(4)(sum) })`,
    },
    {
      title: 'A layer in place of what makes layers',
      cause: 'Each of the layers that repeat joins has weights of its own, so that it needs to make them.',
      wrong: 'const deep = repeat(3, dense(8))',
      line: 1,
      mended: 'const deep = repeat(3, () => dense(8))',
    },
    {
      title: 'A loss that is not called',
      cause: 'A loss is what losses.huber(…) gives, not losses.huber itself.',
      wrong: trained('.dense(1)', 'loss: losses.huber'),
      line: 2,
      mended: trained('.dense(1)', 'loss: losses.huber()'),
      throws: 'loss: got a function that makes one; call it, as in huber()',
      typescript7: `Type '(options?: HuberOptions) => Loss<'sameShape'>' is not assignable to type '"loss: got a function that makes one; call it"'.`,
    },
    {
      title: 'A metric that is not called',
      cause: 'A metric is what metrics.r2Score(…) gives, not metrics.r2Score itself.',
      wrong: trained('.dense(1)', "loss: 'mse', metrics: ['mae', metrics.r2Score]"),
      line: 2,
      mended: trained('.dense(1)', "loss: 'mse', metrics: ['mae', metrics.r2Score()]"),
      throws: 'metric: got a function that makes one; call it, as in r2Score()',
      typescript7: `Type '(options?: R2ScoreOptions) => StreamingMetric<'sameShape', 'r2Score'>' is not assignable to type '"metric: got a function that makes one; call it"'.`,
    },
    {
      title: 'A loss that is left out',
      cause: 'A trainer needs to know what to make small.',
      wrong: trained('.dense(1)', "optimizer: 'adam'"),
      line: 2,
      mended: trained('.dense(1)', "optimizer: 'adam', loss: 'mse'"),
      throws: 'unknown loss undefined; expected one of ',
      typescript7:
        "Property 'loss' is missing in type '{ optimizer: \"adam\"; }' but required in type 'CompileOptions<LossLike, [\"batch\", 1], unknown, unknown>'.",
    },
  ],
}
