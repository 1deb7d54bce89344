import { fileURLToPath } from 'node:url'
import { Project, ts } from 'ts-morph'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { assertShape } from '../../src/runtime/assert-shape.js'
import { tensor } from '../../src/runtime/tensor.js'
import { Trainer } from '../../src/runtime/trainer.js'
import { twoPartProgram } from '../runtime/two-part-program.js'

/* Calls with several tensors: what the compiler says of literal shapes, and that the same call says it when it runs. */

const root = fileURLToPath(new URL('../../', import.meta.url))
const project = new Project({ tsConfigFilePath: `${root}tsconfig.json`, skipAddingFilesFromTsConfig: true })

const header = `import { assertShape, type Tensor, type Trainer, tensor } from 'tenon'
declare const named: Trainer<{ size: ['batch', 2]; series: ['batch', 'time', 1] }, { price: ['batch', 1]; trend: ['batch', 'time', 1]; twice: ['batch', 2] }, { price: 'sameShape'; trend: 'sameShape'; twice: undefined }>
declare const list: Trainer<[['batch', 2], ['batch', 'time', 1]], [['batch', 1], ['batch', 'time', 1], ['batch', 2]], ['sameShape', 'sameShape', undefined]>
declare const kinds: Trainer<['batch', 'rows', 'columns'], { map: ['batch', 'rows', 'columns', 5]; kind: ['batch', 4] }, { map: 'classIndices'; kind: 'classIndices' }>
declare const pair: Trainer<{ a: ['batch', 'n', 'm']; b: ['batch', 'n', 'm'] }, ['batch', 'n', 'n'], 'sameShape'>
declare const one: Trainer<['batch', 3], { a: ['batch', 4]; b: ['batch', 2]; }, { a: 'classIndices'; b: undefined }>
declare const single: Trainer<['batch', 'time', 3], ['batch', 'time', 4], 'sameShape'>, square: Trainer<['batch', 'n', 'n'], ['batch', 1], 'sameShape'>
declare const zeros: <const S extends readonly number[]>(...shape: S) => Tensor<[...S], 'float32'>
declare const bare: Tensor, wide: number, dims: number[], either: 5 | 6
`
const above = header.split('\n').length - 1

interface Found {
  readonly line: number
  readonly text: string
}

let count = 0
const caseOf = (snippet: string) => {
  const file = project.createSourceFile(`${root}test/types/several-tensors-case-${count++}.ts`, header + snippet)
  const diagnostics = (): Found[] =>
    project
      .getProgram()
      .getSemanticDiagnostics(file)
      .filter(({ compilerObject: { code } }) => code !== 6133)
      .map((diagnostic) => ({
        line: (diagnostic.getLineNumber() as number) - above,
        text: ts.flattenDiagnosticMessageText(diagnostic.compilerObject.messageText, '\n'),
      }))
  const typeOf = (name: string) =>
    file
      .getVariableDeclarationOrThrow(name)
      .getType()
      .getText(undefined, ts.TypeFormatFlags.NoTruncation | ts.TypeFormatFlags.UseAliasDefinedOutsideCurrentScope)
  return { diagnostics, typeOf }
}

const zeros = (...shape: number[]) => tensor(new Float32Array(shape.reduce((a, b) => a * b, 1)), shape)

let named: Trainer
let list: Trainer
beforeAll(async () => {
  named = await Trainer.create(twoPartProgram('named'), { threads: 1 })
  list = await Trainer.create(twoPartProgram('list'), { threads: 1 })
})
afterAll(() => Promise.all([named.release(), list.release()]))

const AsyncFunction = Object.getPrototypeOf(async () => undefined).constructor as FunctionConstructor

/** What the snippet throws. */
const run = async (snippet: string): Promise<string> => {
  const script = ts.transpile(snippet, { target: ts.ScriptTarget.ES2023, module: ts.ModuleKind.ESNext })
  const names = ['named', 'list', 'zeros', 'tensor', 'assertShape']
  try {
    await new AsyncFunction(...names, script)(named, list, zeros, tensor, assertShape)
  } catch (error) {
    return (error as Error).message
  }
  return 'nothing'
}

const x = '{ size: zeros(6, 2), series: zeros(6, 7, 1) }'
const y = '{ price: zeros(6), trend: zeros(6, 7) }'
const xs = '[zeros(6, 2), zeros(6, 7, 1)]'
const ys = '[zeros(6), zeros(6, 7, 1)]'

/** Calls, the line of their mistake, and its sentence. */
const faulty: readonly (readonly [title: string, call: string, line: number, sentence: string])[] = [
  [
    'samples, by name',
    `await named.predict({
  size: zeros(6, 3),
  series: zeros(6, 7, 1),
})`,
    2,
    "predict: x.size has samples of shape [3], but the model's input is [2]; reshape the data, or give input(…) their shape",
  ],
  [
    'samples, in a list',
    `await list.predict([
  zeros(6, 2),
  zeros(6, 7, 2),
])`,
    3,
    "predict: x[1] has samples of shape [7, 2], but the model's input is [time, 1]; reshape the data, or give input(…) their shape",
  ],
  [
    'samples in a variable',
    `const data = { size: zeros(6, 2), series: zeros(6, 7) }
await named.predict(data)`,
    2,
    "predict: x.series has samples of shape [7], but the model's input is [time, 1]; reshape the data, or give input(…) their shape",
  ],
  [
    'rows of two inputs',
    `await named.evaluate(
  {
    size: zeros(6, 2),
    series: zeros(5, 7, 1),
  },
  ${y})`,
    3,
    'evaluate: x.series has 5 rows, but x.size has 6; give as many rows to both',
  ],
  [
    'rows of two in a list',
    'await list.predict([zeros(6, 2), zeros(5, 7, 1)])',
    1,
    'predict: x[0] has 6 rows, but x[1] has 5; give as many rows to both',
  ],
  [
    'rows of a target',
    `await named.fit(${x}, {
  price: zeros(6),
  trend: zeros(5, 7),
})`,
    3,
    'fit: x has 6 rows, but y.trend has 5; give as many rows to both',
  ],
  [
    'rows of a target in a list',
    `await list.fit(${xs}, [zeros(5), zeros(6, 7)])`,
    1,
    'fit: x has 6 rows, but y[0] has 5; give as many rows to both',
  ],
  [
    'a target',
    `await named.fit(${x}, { price: zeros(6, 2), trend: zeros(6, 7) })`,
    1,
    "fit: y.price has samples of shape [2], but the model's output is [1]; reshape the data, or change the model's last layer",
  ],
  [
    'a symbol of x and y',
    `await named.fit(${x}, {
  price: zeros(6),
  trend: zeros(6, 9),
})`,
    3,
    "fit: 'time' is 7 in x, but 9 in y.trend; make the two equal",
  ],
  [
    'a symbol of x and y in a list',
    `await list.evaluate(${xs}, [zeros(6), zeros(6, 9, 1)])`,
    1,
    "evaluate: 'time' is 7 in x, but 9 in y[1]; make the two equal",
  ],
  [
    'a target in validation data',
    `await named.fit(${x}, ${y}, {
  validationData: [
    ${x},
    { price: zeros(6), trend: zeros(6, 8) },
  ],
})`,
    4,
    "fit: validationData: 'time' is 7 in x, but 8 in y.trend; make the two equal",
  ],
  [
    'weights',
    `await named.fit(${x}, ${y}, {
  sampleWeight: {
    price: zeros(6),
    trend: zeros(6, 8),
  },
})`,
    4,
    'fit: sampleWeight.trend has samples of shape [8], expected [7], one weight for each loss, or [1], one a row',
  ],
  [
    'rows of weights',
    `await list.evaluate(${xs}, ${ys}, { sampleWeight: [zeros(5), undefined] })`,
    1,
    'evaluate: x has 6 rows, but sampleWeight[0] has 5; give as many rows to both',
  ],
  [
    'weights of validation data',
    `await named.fit(${x}, ${y}, { validationData: [${x}, ${y}, { price: zeros(6, 4) }] })`,
    1,
    'fit: validationData: sampleWeight.price has samples of shape [4], expected [], one weight a row',
  ],
  [
    'one tensor of weights',
    `await named.fit(${x}, ${y}, { sampleWeight: zeros(6) })`,
    1,
    'fit: sampleWeight is one tensor; give weights for each output, as y is given: { price: weights }',
  ],
  [
    'one tensor of weights beside a list',
    `await list.fit(${xs}, ${ys}, { sampleWeight: zeros(6) })`,
    1,
    'fit: sampleWeight is one tensor; give weights for each output, as y is given: [weights, …]',
  ],
  [
    'weights of classes',
    `await named.fit(${x}, ${y}, { classWeight: { 0: 1 } })`,
    1,
    'fit: classWeight needs a model with one loss, but this one has several; give sampleWeight',
  ],
  [
    'a step on one batch',
    `await named.trainOnBatch(${x}, {
  price: zeros(6),
  trend: zeros(5, 7),
})`,
    3,
    'trainOnBatch: x has 6 rows, but y.trend has 5; give as many rows to both',
  ],
  [
    'weights of classes in a step on one batch',
    `await named.trainOnBatch(${x}, ${y}, { classWeight: { 0: 1 } })`,
    1,
    'trainOnBatch: classWeight needs a model with one loss, but this one has several; give sampleWeight',
  ],
  [
    'weights in a test on one batch',
    `await list.testOnBatch(${xs}, ${ys}, { sampleWeight: [zeros(5), undefined] })`,
    1,
    'testOnBatch: x has 6 rows, but sampleWeight[0] has 5; give as many rows to both',
  ],
  [
    'a prediction on one batch',
    'await list.predictOnBatch([zeros(6, 2), zeros(5, 7, 1)])',
    1,
    'predictOnBatch: x[0] has 6 rows, but x[1] has 5; give as many rows to both',
  ],
  [
    'an input too many',
    `await named.predict({ ...${x}, more: zeros(6) })`,
    1,
    "predict: x has a tensor for 'more', which no input takes",
  ],
  [
    'a target for an output without a loss',
    `await named.fit(${x}, {
  price: zeros(6),
  trend: zeros(6, 7),
  twice: zeros(6, 2),
})`,
    4,
    "fit: y has a tensor for 'twice', which no loss takes",
  ],
  [
    'too short a list',
    'await list.predict([zeros(6, 2)])',
    1,
    'predict: x is a list of 1; expected 2, a tensor for each input',
  ],
  [
    'too long a list',
    `await list.fit(${xs}, [zeros(6), zeros(6, 7), zeros(6, 2)])`,
    1,
    'fit: y is a list of 3; expected 2, a tensor for each loss',
  ],
  [
    'a shape that is not asserted',
    'const t = zeros(6, 2)\nassertShape(t, [null, 3])',
    2,
    'assertShape: expected a tensor of shape [?, 3], got [6, 2]',
  ],
  [
    'a rank that is not asserted',
    "const t = zeros(6, 2)\nassertShape(t, ['n'])",
    2,
    'assertShape: expected a tensor of shape [n], got [6, 2]',
  ],
]

/** Mistakes whose sentence is TypeScript's own, of a missing or misspelt name. */
const refused: readonly (readonly [call: string, line: number, text: string])[] = [
  [
    'await named.predict({ size: zeros(6, 2) })',
    1,
    "Property 'series' is missing in type '{ size: Tensor<[6, 2], \"float32\">; }'",
  ],
  ['await named.predict({\n  size: zeros(6, 2),\n  serie: zeros(6, 7, 1),\n})', 3, "Did you mean to write 'series'?"],
  [`await named.fit(${x}, { price: zeros(6) })`, 1, "Property 'trend' is missing"],
  [`await named.fit(${x}, { price: zeros(6), trnd: zeros(6, 7) })`, 1, "Did you mean to write 'trend'?"],
  [`await named.fit(${x}, ${y}, {\n  sampleWeight: { pric: zeros(6) } })`, 2, "Did you mean to write 'price'?"],
  ['await named.predict(zeros(6, 2))', 1, 'is missing the following properties'],
  ['await named.predict({ size: zeros(6, 2), series: "rows" })', 1, "Type 'string' is"],
]

/** Symbols of models that exist in types only. */
const symbols: readonly (readonly [call: string, sentence: string])[] = [
  ['await single.fit(zeros(5, 7, 3), zeros(5, 9, 4))', "fit: 'time' is 7 in x, but 9 in y; make the two equal"],
  [
    'await single.evaluate(zeros(5, 7, 3), zeros(5, 7, 4), { sampleWeight: zeros(5, 9) })',
    'evaluate: sampleWeight has samples of shape [9], expected [7], one weight for each loss, or [1], one a row',
  ],
  [
    'await single.fit(zeros(60000, 7, 3), zeros(50000, 7, 4))',
    'fit: x has 60000 rows, but y has 50000; give as many rows to both',
  ],
  ['await square.predict(zeros(5, 7, 9))', "predict: 'n' is both 7 and 9 in x; make the two equal"],
  [
    'await pair.predict({ a: zeros(5, 7, 8), b: zeros(5, 6, 8) })',
    "predict: 'n' is 7 in x.a, but 6 in x.b; make the two equal",
  ],
  [
    'await pair.predict({ b: zeros(5, 6, 8), a: zeros(5, 7, 9) })',
    "predict: 'm' is 9 in x.a, but 8 in x.b; make the two equal",
  ],
  [
    'await pair.predict({ a: zeros(4, 7, 8), b: zeros(5, 6, 9) })',
    'predict: x.a has 4 rows, but x.b has 5; give as many rows to both',
  ],
  [
    'await pair.fit({ a: zeros(5, 7, 8), b: zeros(5, 7, 8) }, zeros(5, 7, 6))',
    "fit: 'n' is 7 in x, but 6 in y; make the two equal",
  ],
  [
    'await kinds.fit(zeros(5, 7, 8), { map: zeros(5, 7, 9), kind: zeros(5) })',
    "fit: 'columns' is 8 in x, but 9 in y.map; make the two equal",
  ],
  [
    'await kinds.fit(zeros(5, 7, 8), { map: zeros(5, 7, 8), kind: zeros(5, 4) })',
    'fit: y.kind has samples of shape [4], expected class indices of shape []; for one-hot targets use categoricalCrossentropy',
  ],
]

const fitting = [
  `await named.fit(${x}, ${y}, { sampleWeight: { trend: zeros(6, 1) }, validationData: [${x}, ${y}, { price: zeros(6) }] })`,
  `await named.fit(${x}, ${y}, { sampleWeight: { price: undefined, trend: zeros(6, 7, 1) }, epochs: 2 })`,
  `const data = ${x}\nconst targets = ${y}\nawait named.evaluate(data, targets)`,
  `await list.fit(${xs}, ${ys}, { sampleWeight: [undefined, zeros(6, 7)], validationData: [${xs}, ${ys}, [zeros(6), undefined]] })`,
  'const both = [zeros(6, 2), zeros(6, 7, 1)]\nawait list.predict(both)',
  'const both = [bare, bare] as const\nawait list.evaluate(both, [bare, bare])',
  'await named.fit({ size: bare, series: bare }, { price: bare, trend: bare })',
  'await named.fit({ size: zeros(wide, 2), series: zeros(6, wide, 1) }, { price: zeros(6), trend: zeros(6, 9) })',
  'await named.predict({ size: zeros(either, 2), series: zeros(7, 3, 1) })',
  'await named.predict({ size: zeros(5, 2), series: tensor(new Float32Array(), dims) })',
  'await single.fit(zeros(5, wide, 3), zeros(5, 7, 4))',
  'await single.fit(zeros(5, either, 3), zeros(5, 7, 4))',
  'await square.predict(zeros(5, wide, 7))',
  'await named.predict({ size: wide > 1 ? zeros(6, 2) : tensor(new Int32Array(12), [6, 2]), series: zeros(6, 7, 1) })',
  'await list.predict([wide > 1 ? zeros(6, 2) : tensor(new Int32Array(12), [6, 2]), zeros(6, 7, 1)])',
  'const weights = wide > 1 ? zeros(6) : tensor(new Int32Array(6), [6])\nawait one.fit(zeros(6, 3), { a: zeros(6) }, { sampleWeight: { a: weights } })',
  'const weights = wide > 1 ? zeros(5, 7) : tensor(new Int32Array(35), [5, 7])\nawait single.fit(zeros(5, 7, 3), zeros(5, 7, 4), { sampleWeight: weights })',
  'const data = wide > 1 ? zeros(5, 7, 3) : tensor(new Int32Array(105), [5, 7, 3])\nawait single.fit(data, zeros(5, 7, 4), { validationData: [data, zeros(5, 7, 4)] })',
  'await one.fit(zeros(5, 3), { a: zeros(5) }, { classWeight: { 0: 1 } })',
  'const any: Trainer = named\nawait any.fit({ size: bare }, [bare], { sampleWeight: { a: bare }, classWeight: { 0: 1 } })',
]

/** The type of `out`. */
const given: readonly (readonly [call: string, type: string])[] = [
  [
    `const out = await named.predict(${x})`,
    '{ price: Tensor<[6, 1], "float32">; trend: Tensor<[6, 7, 1], "float32">; twice: Tensor<[6, 2], "float32">; }',
  ],
  [
    `const out = await list.predict(${xs})`,
    '[Tensor<[6, 1], "float32">, Tensor<[6, 7, 1], "float32">, Tensor<[6, 2], "float32">]',
  ],
  [`const all = await named.predict(${x})\nconst out = all.trend`, 'Tensor<[6, 7, 1], "float32">'],
  [
    'const both = [zeros(6, 2), zeros(6, 7, 1)]\nconst all = await list.predict(both)\nconst out = all[1]',
    'Tensor<[6, number, 1], "float32">',
  ],
  [
    'const all = await named.predict({ size: zeros(5, 2), series: bare })\nconst out = all.trend',
    'Tensor<[5, number, 1], "float32">',
  ],
  [
    'const all = await named.predict({ size: bare, series: zeros(5, wide, 1) })\nconst out = all.trend',
    'Tensor<[5, number, 1], "float32">',
  ],
  ['const out = await single.predict(zeros(5, 7, 3))', 'Tensor<[5, 7, 4], "float32">'],
  ['const out = await single.predict(bare)', 'Tensor<[number, number, 4], "float32">'],
  ['const out = await single.predict(zeros(5, either, 3))', 'Tensor<[5, number, 4], "float32">'],
  ['const out = await pair.predict({ a: zeros(5, 7, 8), b: bare })', 'Tensor<[5, 7, 7], "float32">'],
  ['const all = await kinds.predict(zeros(5, 7, 8))\nconst out = all.map', 'Tensor<[5, 7, 8, 5], "float32">'],
  [
    'const it: Tensor<number[], "float32"> = zeros(5, 7)\nassertShape(it, [null, 7])\nconst out = it',
    'Tensor<[number, 7], "float32">',
  ],
  ["const it: Tensor = bare\nassertShape(it, ['n', 'n', 3])\nconst out = it", 'Tensor<[number, number, 3], DType>'],
  ['const it = zeros(5, wide)\nassertShape(it, [null, 7])\nconst out = it', 'Tensor<[5, 7], "float32">'],
  ['const it = zeros(5, wide)\nassertShape(it, dims)\nconst out = it', 'Tensor<[5, number], "float32">'],
]

const cases = new Map<string, ReturnType<typeof caseOf>>()
const of = (snippet: string) => cases.get(snippet) as ReturnType<typeof caseOf>

beforeAll(() => {
  const all = [
    ...faulty.map(([, call]) => call),
    ...fitting,
    ...[...refused, ...symbols, ...given].map(([call]) => call),
  ]
  for (const snippet of new Set(all)) cases.set(snippet, caseOf(`${snippet}\nexport {}`))
})

describe('one sentence on the line of the mistake, by the compiler and at run time', () => {
  test.each(faulty)('%s', async (_, call, line, sentence) => {
    const [found, ...others] = of(call).diagnostics()
    expect(others).toEqual([])
    expect(found?.text).toContain(`"${sentence}"`)
    expect(found?.text).not.toMatch(/Several|Counted|Samples|Targets/)
    expect(found?.line).toBe(line)
    expect((await run(call)).startsWith(sentence)).toBe(true)
  })
})

test.each(refused)('%s', async (call, line, text) => {
  const [found, ...others] = of(call).diagnostics()
  expect(others).toEqual([])
  expect(found?.text).toContain(text)
  expect(found?.text).not.toMatch(/Several|Counted|Samples|Targets/)
  expect(found?.line).toBe(line)
  expect(await run(call)).toMatch(/has no tensor for|has a tensor for|must be (an object of tensors|a tensor)/)
})

test.each(symbols)('%s', (call, sentence) => {
  const [found, ...others] = of(call).diagnostics()
  expect(others).toEqual([])
  expect(found?.text).toContain(`"${sentence}"`)
})

test.each(fitting)('%s', (call) => {
  expect(of(call).diagnostics()).toEqual([])
})

test.each(given)('%s', (call, type) => {
  expect(of(call).diagnostics()).toEqual([])
  expect(of(call).typeOf('out')).toBe(type)
})
