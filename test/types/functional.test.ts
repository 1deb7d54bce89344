import { beforeAll, describe, expect, test } from 'vitest'
import { type CheckedSnippet, checkSnippets, printedByTsc, runSnippet } from '../support/snippets.js'

/* Models in the functional form, as an editor shows them: exact types, and one error for one mistake. */

const setup = `const x = input([8])
const z = input([3])
const h = dense(4)(x)
`

/** A model of two named inputs and outputs, one of two in lists, and one from a tensor to a tensor. */
const models = `${setup}const encoder = model({ inputs: x, outputs: h })
const named = model({ inputs: { x, z }, outputs: { p: h, q: dense(3)(concatenate([h, z])) } })
const listed = model({ inputs: [x, z], outputs: [h, dense(2)(concatenate([h, z]))] })
`

const series = `const words = input(['time', 3])
const speech = input(['time', 2])
const [output, hidden, cell] = lstm(5, { returnState: true })(words)
const both = model({ inputs: { words, speech }, outputs: { all: concatenate([words, speech]), last: hidden } })
`

const data = `const xs = tensor(new Float32Array(5 * 8), [5, 8])
const zs = tensor(new Float32Array(5 * 3), [5, 3])
`

/** The constants of a program, and their types as hovers print them. */
const fitting: readonly (readonly [title: string, program: string, types: Readonly<Record<string, string>>])[] = [
  [
    'tensors',
    `${setup}const ids = input([4], { dtype: 'int32' })
const sum = add(h, dense(4)(h))
const turned = flatten()(ids)
const blocked = block(repeatVector(2), permute([2, 1]))(ids)
const mixed = block(repeatVector(2), dense(3))(ids)
const found = embedding(9, 2)(ids)
const states = lstm(5, { returnState: true, returnSequences: true })(input([null, 2]))
const [, last, cell] = states
const again = lstm(5)(input(['time', 2]), { initialState: [last, cell] })
const one = gru(5)(input(['time', 2]), { initialState: [last] })`,
    {
      x: 'SymbolicTensor<["batch", 8], "float32">',
      ids: 'SymbolicTensor<["batch", 4], "int32">',
      sum: 'SymbolicTensor<["batch", 4], "float32">',
      turned: 'SymbolicTensor<["batch", 4], "int32">',
      blocked: 'SymbolicTensor<["batch", 4, 2], "int32">',
      mixed: 'SymbolicTensor<["batch", 2, 3], "float32">',
      found: 'SymbolicTensor<["batch", 4, 2], "float32">',
      states:
        '[SymbolicTensor<["batch", number, 5], "float32">, SymbolicTensor<["batch", 5], "float32">, SymbolicTensor<["batch", 5], "float32">]',
      again: 'SymbolicTensor<["batch", 5], "float32">',
      one: 'SymbolicTensor<["batch", 5], "float32">',
    },
  ],
  [
    'layers that prepare data',
    `const x = input([4, 3])
const ids = input([3], { dtype: 'int32' })
const bins = discretization([0, 1])(x)
const hot = discretization([0, 1], { outputMode: 'oneHot' })(x)
const learnt = (await discretization(5).adapt([[1]]))(x)
const parts = [block(discretization(3), flatten())(x), block(discretization(3), dense(2))(x)] as const
const turns = repeat(2, () => discretization(3))(x)
const steps = timeDistributed(discretization(3))(x)
const vectors = embedding(3, 2)(bins)
const counts = categoryEncoding(7, { outputMode: 'count' })(ids, { countWeights: input([3]) })
const scaled = normalization({ axis: null })(ids)`,
    {
      bins: 'SymbolicTensor<["batch", 4, 3], "int32">',
      hot: 'SymbolicTensor<["batch", 4, 3, 3], "float32">',
      learnt: 'SymbolicTensor<["batch", 4, 3], "int32">',
      parts: 'readonly [SymbolicTensor<["batch", 12], "int32">, SymbolicTensor<["batch", 4, 2], "float32">]',
      turns: 'SymbolicTensor<["batch", 4, 3], "int32">',
      steps: 'SymbolicTensor<["batch", 4, 3], "int32">',
      vectors: 'SymbolicTensor<["batch", 4, 3, 2], "float32">',
      counts: 'SymbolicTensor<["batch", 7], "float32">',
      scaled: 'SymbolicTensor<["batch", 3], "float32">',
    },
  ],
  [
    'attention',
    `const query = input([5, 8])
const own = attention()(query)
const beside = additiveAttention()(query, { value: input(['steps', 8]) })
const keyed = attention()(query, { value: input([7, 6]), key: input([7, 8]) })
const open = attention()(input([null, null]), { value: input([7, 3]) })
const scored = attention()(query, { value: input([null, 8]), returnAttentionScores: true })
const heads = multiHeadAttention(2, 3)(query, { value: input([7, 6]), returnAttentionScores: true })
const groups = groupedQueryAttention(3, 4, 2)(query, { returnAttentionScores: true })
const one = multiHeadAttention(2, 3)(query, { returnAttentionScores: false })`,
    {
      own: 'SymbolicTensor<["batch", 5, 8], "float32">',
      beside: 'SymbolicTensor<["batch", 5, 8], "float32">',
      keyed: 'SymbolicTensor<["batch", 5, 6], "float32">',
      open: 'SymbolicTensor<["batch", number, 3], "float32">',
      scored: '[SymbolicTensor<["batch", 5, 8], "float32">, SymbolicTensor<["batch", 5, number], "float32">]',
      heads: '[SymbolicTensor<["batch", 5, 8], "float32">, SymbolicTensor<["batch", 2, 5, 7], "float32">]',
      groups: '[SymbolicTensor<["batch", 5, 8], "float32">, SymbolicTensor<["batch", 4, 5, 5], "float32">]',
      one: 'SymbolicTensor<["batch", 5, 8], "float32">',
    },
  ],
  [
    'models as layers',
    `${models}const coded = encoder(input([8]))
const byName = named({ z: input([3]), x: input([8]) })
const inList = listed([input([8]), input([3])])
const piped = sequential(input([8])).pipe(encoder).dense(2)
const chain = sequential(input([8])).dense(3)
const called = chain(input([8]))`,
    {
      encoder: 'Functional<["batch", 8], ["batch", 4]>',
      coded: 'SymbolicTensor<["batch", 4], "float32">',
      byName: '{ p: SymbolicTensor<["batch", 4], "float32">; q: SymbolicTensor<["batch", 3], "float32">; }',
      inList: '[SymbolicTensor<["batch", 4], "float32">, SymbolicTensor<["batch", 2], "float32">]',
      piped: 'Sequential<["batch", 8], ["batch", 2], number>',
      called: 'SymbolicTensor<["batch", 3], "float32">',
    },
  ],
  [
    'symbols stand for the dims of the outer tensors',
    `${series}const steps = model({ inputs: words, outputs: dense(2)(words) })
const seven = steps(input([7, 3]))
const other = steps(input(['steps', 3]))
const open = steps(input([null, 3]))
const sevens = both({ words: input([7, 3]), speech: input([7, 2]) }).all
const others = both({ words: input(['steps', 3]), speech: input(['steps', 2]) }).all
const pairs = input(['time', 'time'])
const doubled = model({ inputs: pairs, outputs: add(pairs, pairs) })
const four = doubled(input([4, 4]))
const half = doubled(input([null, 4]))`,
    {
      four: 'SymbolicTensor<["batch", 4, 4], "float32">',
      half: 'SymbolicTensor<["batch", number, number], "float32">',
      seven: 'SymbolicTensor<["batch", 7, 2], "float32">',
      other: 'SymbolicTensor<["batch", "steps", 2], "float32">',
      open: 'SymbolicTensor<["batch", number, 2], "float32">',
      sevens: 'SymbolicTensor<["batch", 7, 5], "float32">',
      others: 'SymbolicTensor<["batch", "steps", 5], "float32">',
    },
  ],
  [
    'trainers, and what they give',
    `${models}${data}const single = await encoder.compile({ loss: 'mse' })
const code = await single.predict(xs)
const trainer = await named.compile({
  loss: { p: 'mse', q: 'sparseCategoricalCrossentropy' },
  lossWeights: { p: 0.5 },
  metrics: { q: ['accuracy'] },
})
const all = await trainer.predict({ x: xs, z: zs })
const targets = { p: tensor(new Float32Array(20), [5, 4]), q: tensor(new Int32Array(5), [5]) }
await trainer.fit({ x: xs, z: zs }, targets, { sampleWeight: { p: tensor(new Float32Array(5), [5]) } })
await trainer.evaluate({ x: xs, z: zs }, targets)
const some = await named.compile({ loss: { p: 'mse' } })
await some.fit({ x: xs, z: zs }, { p: targets.p })
const none = await named.compile({ loss: { p: null, q: 'mse' } })
const lists = await listed.compile({ loss: 'mse', metrics: [['mae'], null] })
const pair = await lists.predict([xs, zs])
await lists.fit([xs, zs], [targets.p, tensor(new Float32Array(10), [5, 2])])`,
    {
      single: 'Trainer<["batch", 8], ["batch", 4], "sameShape">',
      code: 'Tensor<[5, 4], "float32">',
      trainer:
        'Trainer<{ x: ["batch", 8]; z: ["batch", 3]; }, { p: ["batch", 4]; q: ["batch", 3]; }, { readonly p: "sameShape"; readonly q: "classIndices"; }>',
      all: '{ p: Tensor<[5, 4], "float32">; q: Tensor<[5, 3], "float32">; }',
      some: 'Trainer<{ x: ["batch", 8]; z: ["batch", 3]; }, { p: ["batch", 4]; q: ["batch", 3]; }, { readonly p: "sameShape"; readonly q: undefined; }>',
      none: 'Trainer<{ x: ["batch", 8]; z: ["batch", 3]; }, { p: ["batch", 4]; q: ["batch", 3]; }, { readonly p: undefined; readonly q: "sameShape"; }>',
      lists: 'Trainer<[["batch", 8], ["batch", 3]], [["batch", 4], ["batch", 2]], readonly ["sameShape", "sameShape"]>',
      pair: '[Tensor<[5, 4], "float32">, Tensor<[5, 2], "float32">]',
    },
  ],
]

/** Twenty layers, of which the one on line 12 does not fit. */
const long = `const x = input([16, 16, 4])
${Array.from({ length: 9 }, (_, i) => `const h${i + 1} = add(${i === 0 ? 'x' : `h${i}`}, conv2d(4, 3, { padding: 'same' })(${i === 0 ? 'x' : `h${i}`}))`).join('\n')}
const flat = flatten()(h9)
const h10 = maxPooling2d(2)(flat)
${Array.from({ length: 9 }, (_, i) => `const h${i + 11} = add(h${i + 10}, conv2d(4, 3, { padding: 'same' })(h${i + 10}))`).join('\n')}
const network = model({ inputs: x, outputs: { class: dense(10)(flatten()(h19)), features: h19 } })
const trainer = await network.compile({ loss: { class: 'mse' } })
await trainer.predict(tensor(new Float32Array(1024), [1, 16, 16, 4]))`

/** Programs with one mistake: its line, and the sentence that the compiler prints there and that a run throws. */
const faulty: readonly (readonly [title: string, program: string, line: number, sentence: string])[] = [
  ['among twenty layers', long, 12, 'maxPooling2d: expected input [batch, height, width, channels], got [batch, 1024]'],
  [
    'an operation',
    `${setup}const wrong = add(h, x)
const after = dense(3)(wrong)`,
    4,
    'add: shapes [batch, 4] and [batch, 8] cannot be broadcast: axis 1 is 4 vs 8; make them equal, or insert an axis of 1 with expandDims',
  ],
  [
    'a sum in front of others, of which all but the wrong dim goes on',
    `const image = input([8, 8, 3])
const a = conv2d(16, 1)(image)
const sum = add(conv2d(15, 1)(a), a)
const next = add(conv2d(16, 1)(sum), sum)
const last: SymbolicTensor<['batch', 8, 8, 16], 'float32'> = add(next, a)`,
    3,
    'add: shapes [batch, 8, 8, 15] and [batch, 8, 8, 16] cannot be broadcast: axis 3 is 15 vs 16; make them equal, or insert an axis of 1 with expandDims',
  ],
  [
    'a value whose features are not those of the query',
    `const query = input([5, 8])
const seen = attention()(query, {
  value: input([7, 6]),
})`,
    3,
    'attention: value has 6 features, but the query it is compared with has 8; give both as many, or another key',
  ],
  [
    'a key of other features than the query',
    `const query = input([5, 8])
const seen = additiveAttention()(query, {
  value: input([7, 6]),
  key: input([7, 4]),
})`,
    4,
    'additiveAttention: key has 4 features, but the query it is compared with has 8; give both as many, or another key',
  ],
  [
    'a key of other steps than the value',
    `const query = input([5, 8])
const seen = attention()(query, {
  value: input([7, 6]),
  key: input([6, 8]),
})`,
    4,
    'attention: key has 6 steps, but value has 7; give both as many',
  ],
  [
    'a query whose features no scale can be made for',
    `const query = input([5, 'f'])
const seen = additiveAttention()(query)`,
    2,
    'additiveAttention: the features must be a known number, got f; give it in input(…) or reshape first',
  ],
  [
    'a model on a tensor of another size',
    `${models}const wrong = encoder(z)
const after = dense(3)(wrong)`,
    7,
    'model: expected input [batch, 8], got [batch, 3]; reshape it, or make the model for this shape',
  ],
  [
    'a model on a tensor of another rank',
    `${models}const wrong = encoder(input([4, 8]))`,
    7,
    'model: expected input [batch, 8], got [batch, 4, 8]; reshape it, or make the model for this shape',
  ],
  [
    'a model in a chain',
    `${models}const wrong = sequential(z)
  .pipe(encoder)
  .dense(3)`,
    8,
    'model: expected input [batch, 8], got [batch, 3]; reshape it, or make the model for this shape',
  ],
  [
    'one of several inputs by name',
    `${models}const wrong = named({
  x,
  z: x,
})`,
    9,
    'model: expected input z [batch, 3], got [batch, 8]; reshape it, or make the model for this shape',
  ],
  [
    'a tensor for no input',
    `${models}const wrong = named({ x, z, y: x })`,
    7,
    "model: inputs has a tensor for 'y', which no input takes",
  ],
  [
    'one of several inputs in a list',
    `${models}const wrong = listed([x, x])`,
    7,
    'model: expected input 1 [batch, 3], got [batch, 8]; reshape it, or make the model for this shape',
  ],
  [
    'one symbol of an input as two numbers, in a chain',
    `const pairs = input(['time', 'time'])
const doubled = model({ inputs: pairs, outputs: add(pairs, pairs) })
const wrong = sequential(input([3, 4])).pipe(doubled)`,
    3,
    "model: 'time' is both 3 and 4 in input; make the two equal",
  ],
  [
    'one symbol of two inputs as two numbers',
    `${series}const wrong = both({
  words: input([3, 3]),
  speech: input([4, 2]),
})
const after = dense(1)(wrong.last)`,
    6,
    "model: 'time' is 4 in inputs.speech, but 3 in inputs.words; make the two equal",
  ],
  [
    'batches of two sizes',
    `${models}const one = sum(z, { axis: 0, keepDims: true })
const wrong = listed([
  sum(x, { axis: 0, keepDims: true }),
  concatenate([one, one], { axis: 0 }),
])`,
    10,
    'model: inputs[0] has 1 rows, but inputs[1] has 2; give as many rows to both',
  ],
  [
    'too few inputs',
    `${models}const wrong = listed([x])`,
    7,
    'model: inputs is a list of 1; expected 2, a tensor for each input',
  ],
  [
    'one tensor for a list',
    `${models}const wrong = listed(x)`,
    7,
    'model: expected a list of 2 tensors, got one tensor',
  ],
  [
    'an initial state of another size',
    `${series}const wrong = lstm(4)(speech, {
  initialState: [hidden, cell],
})
const after = dense(1)(wrong)`,
    6,
    'lstm: initialState must be [h, c], each [batch, 4], got [batch, 5]',
  ],
  [
    'an initial state of another rank',
    `${series}const wrong = gru(5)(speech, { initialState: [words] })`,
    5,
    'gru: initialState must be [h], each [batch, 5], got [batch, time, 3]',
  ],
  [
    'one state for two',
    `${series}const wrong = lstm(5)(speech, { initialState: [hidden] })`,
    5,
    'lstm: initialState must be [h, c], each [batch, 5], got 1 of them',
  ],
  ...['dense(5)', 'bidirectional(gru(5))', 'block(gru(5), dense(3))', 'sequential(input([null, 2])).dense(1)'].map(
    (layer) =>
      [
        `an initial state for ${layer}`,
        `${series}const wrong = ${layer}(speech, { initialState: [hidden] })`,
        5,
        'initialState: only a recurrent layer, such as lstm(64), takes first states',
      ] as const,
  ),
  [
    'a loss for no output',
    `${models}const wrong = await named.compile({
  loss: { p: 'mse', Q: 'mse' },
})`,
    8,
    "compile: loss is for an output 'Q', which the model does not have",
  ],
  [
    'a metric that does not fit the loss of its output, by name',
    `${models}const wrong = await named.compile({
  loss: { p: 'mse', q: 'sparseCategoricalCrossentropy' },
  metrics: {
    p: ['mae'],
    q: ['accuracy', 'mae'],
  },
})`,
    11,
    "mae: the metric needs targets of the output's shape, but the loss takes class indices; use a loss such as categoricalCrossentropy",
  ],
  [
    'a metric that does not fit the loss of its output, in a list',
    `${models}const wrong = await listed.compile({
  loss: 'mse',
  weightedMetrics: [['mae'], ['accuracy', metrics.sparseCategoricalAccuracy()]],
})`,
    9,
    "sparseCategoricalAccuracy: the metric needs class indices, but the loss takes targets of the output's shape; use 'accuracy'",
  ],
  [
    'a loss of series for an output of rows',
    `${models}const wrong = await named.compile({
  loss: { p: 'mse', q: losses.ctc() },
})`,
    8,
    'compile: ctc needs an output [batch, time, classes], the logits of each step, got [batch, 3]; reshape it, or keep all steps, as lstm(…, { returnSequences: true }) does',
  ],
  [
    'class indices where another axis than the last is that of classes',
    `const trainer = await sequential(input([3, 4])).dense(4).compile({ loss: losses.sparseCategoricalCrossentropy({ axis: 1 }) })
const grid = tensor(new Float32Array(24), [2, 3, 4])
const right = await trainer.evaluate(grid, tensor(new Int32Array(8), [2, 4]))
const wrong = await trainer.evaluate(grid, tensor(new Int32Array(6), [2, 3]))`,
    4,
    'evaluate: y has samples of shape [3], expected class indices of shape [4]; for one-hot targets use categoricalCrossentropy',
  ],
  [
    'too few losses',
    `${models}const wrong = await listed.compile({ loss: ['mse'] })`,
    7,
    'compile: loss must be a list with an entry for each of the 2 outputs, got 1',
  ],
  [
    'a target for an output without a loss',
    `${models}${data}const some = await named.compile({ loss: { p: 'mse' } })
await some.fit({ x: xs, z: zs }, { p: tensor(new Float32Array(20), [5, 4]), q: zs })`,
    10,
    "fit: y has a tensor for 'q', which no loss takes",
  ],
]

/** Mistakes that the compiler has words of its own for. */
const inItsWords: readonly (readonly [program: string, text: RegExp])[] = [
  [
    "const wrong = named.compile({ loss: 'mse', lossWeights: { r: 2 } })",
    /'r' does not exist in type '\{ readonly p\?: number \| null/,
  ],
  [
    "const wrong = named.compile({ loss: 'mse', metrics: { pp: ['mae'] } })",
    /'pp' does not exist in type '\{ readonly p\?: readonly MetricLike\[\]/,
  ],
  ["const wrong = named.compile({ loss: 'mse', weightedMetrics: { Q: ['mae'] } })", /'Q' does not exist in type/],
  [
    "const wrong = named.compile({ loss: 'mse', metrics: { p: ['maee'] } })",
    /Type '"maee"' is not assignable to type 'MetricLike'\. Did you mean '"mae"'\?/,
  ],
  ["const wrong = named.compile({ loss: 'mse', lossWeight: { p: 2 } })", /Did you mean to write 'lossWeights'\?/],
  [
    "const wrong = named.compile({ loss: { p: 'mze' } })",
    /Type '"mze"' is not assignable to type 'LossLike \| null \| undefined'/,
  ],
  ["const wrong = named.compile({ loss: ['mse', 'mse'] })", /is not assignable to type '.*readonly p\?: LossLike/],
  [
    "const wrong = encoder.compile({ loss: { p: 'mse' } })",
    /'p' does not exist in type 'Loss<TargetKind> \| LossFunction'/,
  ],
  [
    'const wrong = named({ x })',
    /Property 'z' is missing in type '\{ x: SymbolicTensor<\["batch", 8\], "float32">; \}'/,
  ],
  ['const wrong = model({ inputs: x, output: h })', /Did you mean to write 'outputs'\?/],
  ['const wrong = lstm(5)(input([4, 2]), { initialStates: [h, h] })', /Did you mean to write 'initialState'\?/],
]

/** Calls of layers and models on what is no tensor. */
const noTensors: readonly (readonly [call: string, layer: string, got: string])[] = [
  ['dense(3)(3)', 'dense', '3'],
  ['dense(3)(null)', 'dense', 'null'],
  ['dense(3)(flatten)', 'dense', 'a function'],
  ['dense(3)(dense(4))', 'dense', 'a layer, which gives one when it is called'],
  ['flatten()([x])', 'flatten', '[SymbolicTensor]'],
  ['lstm(2)([x, z], { initialState: [h] })', 'lstm', '[SymbolicTensor, SymbolicTensor]'],
  ['embedding(3, 2)(tensor([[1]]))', 'embedding', 'a Tensor'],
  ["categoryEncoding(3, { outputMode: 'count' })({ x })", 'categoryEncoding', '{ x }'],
  ['multiHeadAttention(2, 3)(undefined)', 'multiHeadAttention', 'undefined'],
  ['attention()("x")', 'attention', '"x"'],
  ['block(dense(4), dense(5))([x])', 'dense', '[SymbolicTensor]'],
  ['residual(dense(8))({ x })', 'residual', '{ x }'],
  ['bidirectional(lstm(2))(null)', 'bidirectional', 'null'],
  ['encoder([x])', 'model', '[SymbolicTensor]'],
  ['sequential(x).dense(4)(x.shape)', 'model', '["batch", 8]'],
]

const ofNoTensor = (layer: string, got: string) =>
  `${layer}: expected one tensor of a model, such as input([28, 28, 1]), got ${got}; call other layers first, and join a list by add or concatenate`

const wordy = (program: string) => `${models}${program}`

/** What is given for no tensor is judged no further, nor is what follows. */
const onNone = (call: string) => wordy(`const wrong = ${call}\nconst after = add(dense(4)(wrong), h)`)

let checked: ReadonlyMap<string, CheckedSnippet>
const check = (snippet: string) => checked.get(snippet) as CheckedSnippet
beforeAll(() => {
  const programs = [...fitting.map(([, program]) => program), ...faulty.map(([, program]) => program)]
  checked = checkSnippets([
    ...programs,
    ...inItsWords.map(([program]) => wordy(program)),
    ...noTensors.map(([call]) => onNone(call)),
  ])
})

test.each(fitting)('types of %s', (_, program, types) => {
  expect(check(program).diagnostics).toEqual([])
  expect(Object.fromEntries(Object.keys(types).map((name) => [name, check(program).typeOf(name)]))).toEqual(types)
})

test('tensors are at run time what their types say', () => {
  const [, program, types] = fitting[0] as (typeof fitting)[number]
  for (const [name, type] of Object.entries(types)) {
    const shown = type
      .replaceAll('"', '')
      .replace(/<(.*?), (\w+)>/g, '($1, $2)')
      .replaceAll('number', '?')
    expect(String(runSnippet(program, name))).toBe(shown.replace(/^\[S(.*)\]$/, 'S$1').replaceAll('), S', '),S'))
  }
})

/** What a program throws as it runs. */
const thrownBy = async (program: string): Promise<unknown> => {
  try {
    await runSnippet(`return (async () => { ${program} })()`, '0')
  } catch (error) {
    return error
  }
  throw new Error('nothing was thrown')
}

describe('one mistake, one error', () => {
  test.each(faulty)('%s', async (_, program, line, sentence) => {
    expect(sentence.length).toBeLessThan(300)
    expect(check(program).diagnostics).toEqual([{ line, text: expect.stringContaining(`'"${sentence}"'`) }])
    expect(String(((await thrownBy(program)) as Error).message)).toContain(sentence)
  })

  test.each(inItsWords)('%s', (program, text) => {
    expect(check(wordy(program)).diagnostics).toEqual([{ line: 7, text: expect.stringMatching(text) }])
  })

  test.each(noTensors)('%s', async (call, layer, got) => {
    const sentence = ofNoTensor('layer', 'another value')
    expect(check(onNone(call)).diagnostics).toEqual([{ line: 7, text: expect.stringContaining(`'"${sentence}"'`) }])
    expect(((await thrownBy(onNone(call))) as Error).message).toBe(ofNoTensor(layer, got))
  })

  test("the project's own TypeScript says the same", () => {
    const printed = printedByTsc(faulty.map(([, program]) => program))
    for (const [i, [, , line, sentence]] of faulty.entries())
      expect(printed[i]).toEqual([{ line, text: expect.stringContaining(`'"${sentence}"'`) }])
  })
})
