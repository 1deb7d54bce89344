import { type OperationCases, one, refused, right, wrong } from './operation-cases.js'

const cannot = (op: string, a: string, b: string, where: string) =>
  `${op}: shapes ${a} and ${b} cannot be broadcast: axis ${where}; make them equal, or insert an axis of 1 with expandDims`

const tensor = `SymbolicTensor<["batch", 4], "float32">`

/** What the compiler says of an argument of some type: a sentence. */
const inPlace = (type: string, sentence: string) =>
  `Argument of type '${type}' is not assignable to parameter of type '"${sentence}"'.`

const oneOnly = (op: string, text: string) => refused(["['batch', 4]"], `«${op}(a)»`, text, noOperand(op, 'undefined'))

const noOperand = (op: string, got: string) => `${op}: expected a tensor of a model or a number, got ${got}`

const notATensor = (op: string) =>
  refused(
    ["['batch', 4]"],
    `${op}(a, «'1'»)`,
    "Argument of type 'string' is not assignable to parameter of type 'Operand'.",
    noOperand(op, '"1"'),
  )

/** In place of the second operand. */
const noSecond = (op: string): OperationCases['refused'] => {
  const layer = noOperand(op, 'a layer, which gives one when it is called')
  const made = noOperand(op, 'a function')
  const list = noOperand(op, 'a list; give them one by one')
  return [
    refused(["['batch', 4]"], `${op}(a, «dense(4)»)`, inPlace('Layer<DenseRule<4, true>>', layer), layer),
    refused(
      ["['batch', 4]"],
      `${op}(a, «flatten»)`,
      inPlace('(options?: NamedOptions) => Layer<FlattenRule>', made),
      made,
    ),
    refused(["['batch', 4]"], `${op}(a, «[a]»)`, inPlace(`${tensor}[]`, list), list),
    refused(["['batch', 4]"], `${op}(a, «'1'»)`, inPlace('"1"', noOperand(op, 'another value')), noOperand(op, '"1"')),
  ]
}

/** Of every operation on two operands; `made` is the dtype of two of int32. */
const pairs = (op: string, made: string): OperationCases => ({
  right: [
    right(["['batch', 64]", "['batch', 64]"], `${op}(a, b)`, '["batch", 64], "float32"'),
    right(["['batch', 5, 64]", "['batch', 1, 64], 'int32'"], `${op}(a, b)`, '["batch", 5, 64], "float32"'),
    right(["['batch', 1, 64]", '[5, 1]'], `${op}(a, b)`, '["batch", 5, 64], "float32"'),
    right(["['batch', 'time', 64]", "['time', 1]"], `${op}(a, b)`, '["batch", "time", 64], "float32"'),
    right(['[null, 3]', "['batch', 3]"], `${op}(a, b)`, '[number, 3], "float32"', { runs: '[null, 3], "float32"' }),
    right(["['batch', null]", "['batch', 3]"], `${op}(b, a)`, '["batch", 3], "float32"'),
    right(['[]', "['batch', 3]"], `${op}(a, b)`, '["batch", 3], "float32"'),
    right(["['batch', 3]"], `${op}(a, 2)`, '["batch", 3], "float32"'),
    right(["['batch', 3], 'int32'"], `${op}(0.5, a)`, '["batch", 3], "float32"'),
    right(["['batch', 3], 'int32'"], `${op}(a, 2)`, `["batch", 3], "${made}"`),
    right(
      ["['batch', 3], 'bool'", "['batch', 1], 'int64'"],
      `${op}(a, b)`,
      `["batch", 3], "${made === 'int32' ? 'int64' : made}"`,
    ),
    right(["['batch', 3], 'float64'", "['batch', 3]"], `${op}(a, b)`, '["batch", 3], "float64"'),
    right(["['batch', 3]", 'dims'], `${op}(a, b)`, 'Shape, "float32"', {
      setup: 'const dims = ["batch", 3].filter((x) => x !== 0)',
      runs: '["batch", 3], "float32"',
    }),
    right(["['batch', wide]"], `${op}(a, a)`, '["batch", number], "float32"', {
      setup: 'const wide = Number(3)',
      runs: '["batch", 3], "float32"',
    }),
    right(["['batch', either]", "['batch', 3]"], `${op}(a, b)`, '["batch", 3], "float32"', {
      setup: 'const either = Date.now() > 0 ? 3 : 4',
    }),
  ],
  wrong: [
    wrong(
      ["['batch', 64]", "['batch', 128]"],
      `${op}(a, «b»)`,
      cannot(op, '[batch, 64]', '[batch, 128]', '1 is 64 vs 128'),
    ),
    wrong(["['batch', 64]", '[8, 64]'], `${op}(a, «b»)`, cannot(op, '[batch, 64]', '[8, 64]', '0 is batch vs 8')),
    wrong(
      ["['batch', 'rows', 2]", "['time', 2]"],
      `${op}(a, «b»)`,
      cannot(op, '[batch, rows, 2]', '[time, 2]', '1 is rows vs time'),
    ),
    wrong(['[5, 4, 3]', '[5, 4]'], `${op}(a, «b»)`, cannot(op, '[5, 4, 3]', '[5, 4]', '1 is 4 vs 5')),
    wrong(['[null, 4]', '[null, 5]'], `${op}(a, «b»)`, cannot(op, '[?, 4]', '[?, 5]', '1 is 4 vs 5')),
    wrong([], `${op}(1, «2»)`, `${op}: expected a tensor among its operands, got numbers only`),
  ],
  refused: [notATensor(op), oneOnly(op, 'Expected 2 arguments, but got 1.')],
})

const notNumbers = (op: string, dtype: string) =>
  wrong(
    [`['batch', 3], '${dtype}'`, `['batch', 3], '${dtype}'`],
    `${op}(a, «b»)`,
    `${op}: expected tensors of float32, float64, int32 or int64, got ${dtype}; use cast`,
  )

const arithmetic = (op: string, made: string): OperationCases => {
  const { right, wrong } = pairs(op, made)
  return {
    right,
    wrong: [...wrong, notNumbers(op, 'bool'), notNumbers(op, 'uint8')],
    refused: [...noSecond(op), oneOnly(op, 'Expected 2 arguments, but got 1.')],
  }
}

const merging = (op: string, made: string): OperationCases => {
  const cases = arithmetic(op, made)
  return {
    right: [
      ...cases.right,
      right(["['batch', 3]", "[3], 'int32'", "['batch', 1]"], `${op}(a, b, c)`, '["batch", 3], "float32"'),
      right(["['batch', 1]", '[3]', '[7, 1, 1]'], `${op}(a, 1, b, a, c)`, '[7, "batch", 3], "float32"'),
      right(["['batch', 3]"], `${op}(a, a, ...[a, a])`, '["batch", 3], "float32"'),
    ],
    wrong: [
      ...cases.wrong,
      wrong(["['batch', 3]"], `${op}(1, «2», a)`, `${op}: expected a tensor among its operands, got numbers only`),
      wrong(["['batch', 3]", '[4]'], `${op}(a, a, «b»)`, cannot(op, '[batch, 3]', '[4]', '1 is 3 vs 4')),
      wrong(["['batch', 1]", '[3]', '[4]'], `${op}(a, b, 2, «c»)`, cannot(op, '[batch, 3]', '[4]', '1 is 3 vs 4')),
    ],
    refused: [
      ...noSecond(op),
      oneOnly(op, 'Expected at least 2 arguments, but got 1.'),
      refused(
        ["['batch', 4]"],
        `${op}(a, a, «null»)`,
        inPlace('null', noOperand(op, 'another value')),
        noOperand(op, 'null'),
      ),
      refused(
        ["['batch', 4]"],
        `${op}(a, 2, «dense(4)», a)`,
        inPlace('Layer<DenseRule<4, true>>', noOperand(op, 'a layer, which gives one when it is called')),
        noOperand(op, 'a layer, which gives one when it is called'),
      ),
    ],
  }
}

const bools = ({ right, ...rest }: OperationCases): OperationCases => ({
  ...rest,
  right: right.map((use) => ({
    ...use,
    result: use.result.replace(/"(float|int)\d+"/, '"bool"'),
    runs: use.runs.replace(/"(float|int)\d+"/, '"bool"'),
  })),
})

/** Wide numbers may make whole numbers float. */
const wideNumbers: OperationCases['right'] = [
  right(["['batch', 3], 'int32'"], 'add(a, one)', '["batch", 3], "float32" | "int32"', {
    setup: one,
    runs: '["batch", 3], "int32"',
  }),
  right(["['batch', 3]"], 'add(a, one)', '["batch", 3], "float32"', { setup: one }),
]

const add = merging('add', 'int32')

export const arithmeticCases = {
  add: { ...add, right: [...add.right, ...wideNumbers] },
  average: merging('average', 'float32'),
  divide: arithmetic('divide', 'float32'),
  maximum: merging('maximum', 'int32'),
  minimum: merging('minimum', 'int32'),
  multiply: merging('multiply', 'int32'),
  power: arithmetic('power', 'int32'),
  subtract: arithmetic('subtract', 'int32'),
  equal: bools(pairs('equal', 'bool')),
  greater: bools(pairs('greater', 'bool')),
  greaterEqual: bools(pairs('greaterEqual', 'bool')),
  less: bools(pairs('less', 'bool')),
  lessEqual: bools(pairs('lessEqual', 'bool')),
  notEqual: bools(pairs('notEqual', 'bool')),
} satisfies Record<string, OperationCases>
