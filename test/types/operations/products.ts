import { notAnAxis, type OperationCases, one, refused, right, wrong } from './operation-cases.js'

const noTensor = "Argument of type 'number' is not assignable to parameter of type 'SymbolicTensor<Shape, DType>'."
const noTensorThrows = (op: string) => `${op}: expected a tensor of a model, such as input([28, 28, 1]), got 2`

const notMultiplied = (a: string, b: string, x: string, y: string) =>
  `matmul: shapes ${a} and ${b} do not fit: the last axis of the first is ${x}, the second-last of the second ${y}; make them equal, as by transpose`

const matmul: OperationCases = {
  right: [
    right(["['batch', 3, 4]", "['batch', 4, 5]"], 'matmul(a, b)', '["batch", 3, 5], "float32"'),
    right(["['batch', 3, 4]", "[4, 5], 'int32'"], 'matmul(a, b)', '["batch", 3, 5], "float32"'),
    right(["['batch', 'time', 4]"], 'matmul(a, transpose(a, [0, 2, 1]))', '["batch", "time", "time"], "float32"'),
    right(["['batch', 1, null, 4]", "['batch', 2, 4, 5]"], 'matmul(a, b)', '["batch", 2, number, 5], "float32"', {
      runs: '["batch", 2, null, 5], "float32"',
    }),
    right(["['batch', 3, null]", "['batch', 4, 5]"], 'matmul(a, b)', '["batch", 3, 5], "float32"'),
  ],
  wrong: [
    wrong(
      ["['batch', 3, 4]", "['batch', 3, 4]"],
      'matmul(a, «b»)',
      notMultiplied('[batch, 3, 4]', '[batch, 3, 4]', '4', '3'),
    ),
    wrong(["['batch', 'time']", '[4, 5]'], 'matmul(a, «b»)', notMultiplied('[batch, time]', '[4, 5]', 'time', '4')),
    wrong(
      ['[2, 3, 4]', '[3, 4, 5]'],
      'matmul(a, «b»)',
      'matmul: shapes [2] and [3] cannot be broadcast: axis 0 is 2 vs 3; make them equal, or insert an axis of 1 with expandDims',
    ),
    wrong(
      ["['batch', 3, 4]", '[4]'],
      'matmul(a, «b»)',
      'matmul: expected two tensors of rank 2 or more, got [batch, 3, 4] and [4]; add an axis with expandDims',
    ),
    wrong(
      ["['batch', 3], 'bool'", "[3, 4], 'bool'"],
      'matmul(a, «b»)',
      'matmul: expected tensors of float32, float64, int32 or int64, got bool; use cast',
    ),
  ],
  refused: [refused(["['batch', 3]"], 'matmul(a, «2»)', noTensor, noTensorThrows('matmul'))],
}

const queries = "['batch', 10, 64]"
const einsum: OperationCases = {
  right: [
    right([queries, "['batch', 64, 7]"], "einsum('bij,bjk->bik', a, b)", '["batch", 10, 7], "float32"'),
    right([queries], "einsum('bij->bji', a)", '["batch", 64, 10], "float32"'),
    right([queries], "einsum('bij->', a)", '[], "float32"'),
    right([queries, "[64, 5], 'int32'", '[5]'], "einsum('bij,jk,k->bi', a, b, c)", '["batch", 10], "float32"'),
    right(["['batch', null, 64]", queries], "einsum('bij,bij->bi', a, b)", '["batch", 10], "float32"'),
    right(
      ["['batch', 'time', 8]"],
      "einsum('bqd,bkd->bqk', a, slice(a, [null, [1, null]]))",
      '["batch", "time", number], "float32"',
      { runs: '["batch", "time", null], "float32"' },
    ),
    right([queries], 'einsum(equation, a)', 'Shape, "float32"', {
      setup: "const equation: string = 'bij->b'",
      runs: '["batch"], "float32"',
    }),
  ],
  wrong: [
    wrong(
      [queries, "['batch', 10, 64]"],
      "einsum('bij,bjk->bik', a, «b»)",
      "einsum: j is 64 in the tensors before, but 10 in 'bjk'; give it another letter, or make the two equal",
    ),
    wrong(
      [queries, '[64, 7]'],
      "einsum('bij,bjk->bik', a, «b»)",
      "einsum: 'bjk' does not name the axes of [64, 7]; it needs one letter for each",
    ),
    wrong([queries], "einsum(«'bij,bjk->bik'», a)", "einsum: 'bij,bjk->bik' is an equation of 2 tensors, got 1"),
    wrong([queries], "einsum(«'bij'», a)", "einsum: expected an equation of letters such as 'bij,bjk->bik', got 'bij'"),
    wrong(
      [queries],
      "einsum(«'b...->b'», a)",
      "einsum: expected an equation of letters such as 'bij,bjk->bik', got 'b...->b'",
    ),
    wrong([queries], "einsum(«'bii->bi'», a)", "einsum: i is twice in 'bii'; each axis needs a letter of its own"),
    wrong([queries], "einsum(«'bij->bb'», a)", "einsum: b is twice in 'bb'; each axis needs a letter of its own"),
    wrong(
      [queries],
      "einsum(«'bij->bk'», a)",
      "einsum: k of the output of 'bij->bk' is an axis of no tensor; use letters of the tensors",
    ),
    wrong(
      ["['batch', 3], 'bool'"],
      "einsum('bi->b', «a»)",
      'einsum: expected tensors of float32, float64, int32 or int64, got bool; use cast',
    ),
  ],
  refused: [refused([queries], "einsum('bij,b->bi', a, «2»)", noTensor, noTensorThrows('einsum'))],
}

const unfit = (a: string, b: string, i: number, x: string, j: number, y: string) =>
  `dot: shapes ${a} and ${b} do not fit: axis ${i} of the first is ${x}, axis ${j} of the second ${y}; axes must name two of one length, beside equal batches`

const dot: OperationCases = {
  right: [
    right(["['batch', 3]", "['batch', 3]"], 'dot(a, b, { axes: 1 })', '["batch", 1], "float32"'),
    right(["['batch', 3, 5]", "['batch', 4, 3], 'int32'"], 'dot(a, b, { axes: [1, 2] })', '["batch", 5, 4], "float32"'),
    right(
      ["['batch', 3, 5]", "['batch', 4, 5]"],
      'dot(a, b, { axes: -1, normalize: true })',
      '["batch", 3, 4], "float32"',
    ),
    right(['[null, 3]', "['batch', 3]"], 'dot(a, b, { axes: 1 })', '["batch", 1], "float32"'),
    right(["['batch', 3]", "['batch', 3, 5]"], 'dot(a, b, { axes: one })', 'Shape, "float32"', {
      setup: one,
      runs: '["batch", 5], "float32"',
    }),
  ],
  wrong: [
    wrong(
      ["['batch', 3]", "['batch', 4]"],
      'dot(a, «b», { axes: 1 })',
      unfit('[batch, 3]', '[batch, 4]', 1, '3', 1, '4'),
    ),
    wrong(["['batch', 3]", '[7, 3]'], 'dot(a, «b», { axes: 1 })', unfit('[batch, 3]', '[7, 3]', 0, 'batch', 0, '7')),
    wrong(
      ["['batch', 3]", '[3]'],
      'dot(a, «b», { axes: 0 })',
      'dot: expected two tensors [batch, …, features], got [batch, 3] and [3]',
    ),
    wrong(
      ["['batch', 3]"],
      'dot(a, a, {« axes: [1, 0] »})',
      'dot: axes must be axes beside the batch, one for both tensors or two, got [1, 0]',
    ),
    wrong(["['batch', 3]"], 'dot(a, a, {« axes: 2 »})', notAnAxis('dot', 2, '[batch, 3]')),
  ],
  refused: [
    refused(
      ["['batch', 3]"],
      'dot(a, a, { axes: 1,« normalise: true »})',
      "Object literal may only specify known properties, but 'normalise' does not exist in type 'DotOptions<1, [\"batch\", 1]>'. Did you mean to write 'normalize'?",
      "dot: unknown option normalise; expected one of axes, normalize; did you mean 'normalize'?",
    ),
  ],
}

export const productCases = { dot, einsum, matmul } satisfies Record<string, OperationCases>
