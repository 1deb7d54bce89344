import { type OperationCases, refused, right, wrong } from './operation-cases.js'

const numbersOnly = (op: string) =>
  refused(
    [],
    `${op}(«1»)`,
    "Argument of type 'number' is not assignable to parameter of type 'SymbolicTensor<Shape, DType>'.",
    `${op}: expected a tensor of a model, such as input([28, 28, 1]), got 1`,
  )

const toFloat = (op: string): OperationCases => ({
  right: [
    right(["['batch', 3]"], `${op}(a)`, '["batch", 3], "float32"'),
    right(["['batch', null], 'float64'"], `${op}(a)`, '["batch", number], "float64"', {
      runs: '["batch", null], "float64"',
    }),
    right(["['batch', 3], 'int32'"], `${op}(a)`, '["batch", 3], "float32"'),
    right(["['batch', 3], 'bool'"], `${op}(a)`, '["batch", 3], "float32"'),
  ],
  wrong: [],
  refused: [numbersOnly(op)],
})

const same = (op: string): OperationCases => ({
  right: [
    right(["['batch', 3]"], `${op}(a)`, '["batch", 3], "float32"'),
    right(["['batch', 'time'], 'int64'"], `${op}(a)`, '["batch", "time"], "int64"'),
  ],
  wrong: [
    wrong(
      ["['batch', 3], 'bool'"],
      `${op}(«a»)`,
      `${op}: expected tensors of float32, float64, int32 or int64, got bool; use cast`,
    ),
  ],
  refused: [
    refused(
      [],
      `${op}(«1»)`,
      "Argument of type 'number' is not assignable to parameter of type 'SymbolicTensor<Shape, DType>'.",
      `${op}: expected a tensor of a model, such as input([28, 28, 1]), got 1`,
    ),
  ],
})

const cast: OperationCases = {
  right: [
    right(["['batch', 3]"], "cast(a, 'int32')", '["batch", 3], "int32"'),
    right(["['batch', 3]"], "cast(greater(a, 0), 'float32')", '["batch", 3], "float32"'),
  ],
  wrong: [],
  refused: [
    refused(
      ["['batch', 3]"],
      "cast(a, «'float16'»)",
      `Argument of type '"float16"' is not assignable to parameter of type 'DType'.`,
      'cast: dtype must be one of float32, uint8, int32, int64, bool, float64, got "float16"',
    ),
  ],
}

const clip: OperationCases = {
  right: [
    right(["['batch', 3]"], 'clip(a, 0, 1)', '["batch", 3], "float32"'),
    right(["['batch', 3], 'int32'"], 'clip(a, -1, 1)', '["batch", 3], "int32"'),
    right(["['batch', 3], 'int32'"], 'clip(a, 0, 0.5)', '["batch", 3], "float32"'),
    right(["['batch', 3], 'uint8'"], 'clip(a, 0, 0.5)', '["batch", 3], "float32"'),
  ],
  wrong: [
    wrong(
      ["['batch', 3], 'uint8'"],
      'clip(«a», 0, 1)',
      'clip: expected tensors of float32, float64, int32 or int64, got uint8; use cast',
    ),
  ],
  refused: [
    refused(
      ["['batch', 3]"],
      'clip(a, 0, «a»)',
      `Argument of type 'SymbolicTensor<["batch", 3], "float32">' is not assignable to parameter of type 'number'.`,
      'clip: min must be a number up to max, got 0 and a SymbolicTensor',
    ),
  ],
}

const notBool = (op: string, dtype: string) =>
  `${op}: expected a bool tensor, got ${dtype}; compare first, such as greater(x, 0)`

const logical = (op: string): OperationCases => ({
  right: [
    right(["['batch', 3], 'bool'", "[3], 'bool'"], `${op}(a, b)`, '["batch", 3], "bool"'),
    right(["['batch', 3]"], `${op}(greater(a, 0), less(a, 1))`, '["batch", 3], "bool"'),
  ],
  wrong: [
    wrong(["['batch', 3]", "[3], 'bool'"], `${op}(«a», b)`, notBool(op, 'float32')),
    wrong(["['batch', 3], 'int32'", "[3], 'bool'"], `${op}(b, «a»)`, notBool(op, 'int32')),
    wrong(
      ["['batch', 3], 'bool'", "[4], 'bool'"],
      `${op}(a, «b»)`,
      `${op}: shapes [batch, 3] and [4] cannot be broadcast: axis 1 is 3 vs 4; make them equal, or insert an axis of 1 with expandDims`,
    ),
  ],
  refused: [
    refused(
      ["[3], 'bool'"],
      `${op}(a, «true»)`,
      "Argument of type 'boolean' is not assignable to parameter of type 'SymbolicTensor<Shape, DType>'.",
      `${op}: expected a tensor of a model, such as input([28, 28, 1]), got true`,
    ),
  ],
})

const logicalNot: OperationCases = {
  right: [right(["['batch', 3], 'bool'"], 'logicalNot(a)', '["batch", 3], "bool"')],
  wrong: [wrong(["['batch', 3]"], 'logicalNot(«a»)', notBool('logicalNot', 'float32'))],
  refused: [numbersOnly('logicalNot')],
}

const flag = "['batch', 3], 'bool'"
const where: OperationCases = {
  right: [
    right([flag, "['batch', 3]", '[3]'], 'where(a, b, c)', '["batch", 3], "float32"'),
    right([flag, "['batch', 1, 3]"], 'where(a, b, 0)', '["batch", "batch", 3], "float32"'),
    right([flag, "['batch', 3], 'int32'"], 'where(a, 0.5, b)', '["batch", 3], "float32"'),
    right([flag], 'where(a, 1, 0)', '["batch", 3], "float32"'),
    right([flag], 'where(a, logicalNot(a), a)', '["batch", 3], "bool"'),
  ],
  wrong: [
    wrong(["['batch', 3]"], 'where(«a», a, 0)', notBool('where', 'float32')),
    wrong(
      [flag, '[4]'],
      'where(a, «b», 0)',
      'where: shapes [batch, 3] and [4] cannot be broadcast: axis 1 is 3 vs 4; make them equal, or insert an axis of 1 with expandDims',
    ),
    wrong(
      [flag, '[4]'],
      'where(a, 0, «b»)',
      'where: shapes [batch, 3] and [4] cannot be broadcast: axis 1 is 3 vs 4; make them equal, or insert an axis of 1 with expandDims',
    ),
    wrong(
      ["['batch', 1], 'bool'", '[3]', '[4]'],
      'where(a, b, «c»)',
      'where: shapes [batch, 3] and [4] cannot be broadcast: axis 1 is 3 vs 4; make them equal, or insert an axis of 1 with expandDims',
    ),
  ],
  refused: [
    refused(
      [flag],
      'where(a, «true», 0)',
      "Argument of type 'boolean' is not assignable to parameter of type 'Operand'.",
      'where: expected a tensor of a model or a number, got true',
    ),
  ],
}

export const elementCases = {
  abs: same('abs'),
  cast,
  clip,
  exp: toFloat('exp'),
  floor: toFloat('floor'),
  log: toFloat('log'),
  logicalAnd: logical('logicalAnd'),
  logicalNot,
  logicalOr: logical('logicalOr'),
  negative: same('negative'),
  relu: same('relu'),
  sigmoid: toFloat('sigmoid'),
  sign: same('sign'),
  softplus: toFloat('softplus'),
  sqrt: toFloat('sqrt'),
  square: same('square'),
  tanh: toFloat('tanh'),
  where,
} satisfies Record<string, OperationCases>
