import { notAnAxis, type OperationCases, one, refused, right, wrong } from './operation-cases.js'

const image = "['batch', 4, 5, 6]"
const misspelt = (type: string) =>
  `Object literal may only specify known properties, and 'axes' does not exist in type '${type}'.`

/** @param whole the dtype of what is made of int32 */
const reduction = (op: string, whole: string, bool: string): OperationCases => ({
  right: [
    right([image], `${op}(a)`, '[], "float32"'),
    right([image], `${op}(a, { axis: 1 })`, '["batch", 5, 6], "float32"'),
    right([image], `${op}(a, { axis: -1, keepDims: true })`, '["batch", 4, 5, 1], "float32"'),
    right([image], `${op}(a, { axis: [1, -2] })`, '["batch", 6], "float32"'),
    right([image], `${op}(a, { axis: [-1, 0], keepDims: true })`, '[1, 4, 5, 1], "float32"'),
    right([image], `${op}(a, { keepDims: true })`, '[1, 1, 1, 1], "float32"'),
    right([image], `${op}(a, { axis: [] })`, '["batch", 4, 5, 6], "float32"'),
    right(["['batch', null, 6]"], `${op}(a, { axis: 2 })`, '["batch", number], "float32"', {
      runs: '["batch", null], "float32"',
    }),
    right([image], `${op}(a, { axis: one })`, '[number, number, number], "float32"', {
      setup: one,
      runs: '["batch", 5, 6], "float32"',
    }),
    right([image], `${op}(a, { axis: one, keepDims: true })`, '[number, number, number, number], "float32"', {
      setup: one,
      runs: '["batch", 1, 5, 6], "float32"',
    }),
    right(["['batch', 3], 'int32'"], `${op}(a, { axis: 1 })`, `["batch"], "${whole}"`),
    right(["['batch', 3], 'bool'"], `${op}(a, { axis: 1 })`, `["batch"], "${bool}"`),
  ],
  wrong: [
    wrong([image], `${op}(a, {« axis: 4 »})`, notAnAxis(op, 4, '[batch, 4, 5, 6]')),
    wrong([image], `${op}(a, {« axis: -5, »keepDims: true })`, notAnAxis(op, -5, '[batch, 4, 5, 6]')),
    wrong(["['batch', null]"], `${op}(a, {« axis: [1, 2] »})`, notAnAxis(op, 2, '[batch, ?]')),
    wrong(['[]'], `${op}(a, {« axis: 0 »})`, notAnAxis(op, 0, '[]')),
  ],
  refused: [
    refused(
      [image],
      `${op}(a, {« axes: 1 »})`,
      misspelt('ReduceOptions<undefined, false, []>'),
      `${op}: unknown option axes; expected one of axis, keepDims; did you mean 'axis'?`,
    ),
  ],
})

const argMax: OperationCases = {
  right: [
    right([image], 'argMax(a)', '[], "int32"'),
    right([image], 'argMax(a, { axis: 1 })', '["batch", 5, 6], "int32"'),
    right([image], 'argMax(a, { axis: -1, keepDims: true })', '["batch", 4, 5, 1], "int32"'),
    right([image], 'argMax(a, { keepDims: true })', '[1, 1, 1, 1], "int32"'),
  ],
  wrong: [wrong([image], 'argMax(a, {« axis: 4 »})', notAnAxis('argMax', 4, '[batch, 4, 5, 6]'))],
  refused: [
    refused(
      [image],
      'argMax(a, {« axes: 1 »})',
      misspelt('ReduceOptions<undefined, false, []>'),
      "argMax: unknown option axes; expected one of axis, keepDims; did you mean 'axis'?",
    ),
  ],
}

const alongAxis = (op: string): OperationCases => ({
  right: [
    right([image], `${op}(a)`, '["batch", 4, 5, 6], "float32"'),
    right([image], `${op}(a, { axis: 1 })`, '["batch", 4, 5, 6], "float32"'),
    right(["['batch', 'time'], 'int32'"], `${op}(a, { axis: one })`, '["batch", "time"], "float32"', { setup: one }),
  ],
  wrong: [
    wrong([image], `${op}(a, {« axis: 4 »})`, notAnAxis(op, 4, '[batch, 4, 5, 6]')),
    wrong(['[]'], `${op}(«a»)`, notAnAxis(op, -1, '[]')),
    wrong(["['batch', 2]"], `${op}(a, {« axis: -3 »})`, notAnAxis(op, -3, '[batch, 2]')),
  ],
  refused: [
    refused(
      [image],
      `${op}(a, {« axes: 1 »})`,
      misspelt('{ readonly axis?: -1 | undefined; }'),
      `${op}: unknown option axes; expected one of axis; did you mean 'axis'?`,
    ),
  ],
})

const permutation = (axes: string, shape: string) => `transpose: axes must name each axis of ${shape} once, got ${axes}`
const transpose: OperationCases = {
  right: [
    right([image], 'transpose(a)', '[6, 5, 4, "batch"], "float32"'),
    right([image], 'transpose(a, [0, 3, 1, 2])', '["batch", 6, 4, 5], "float32"'),
    right([image], 'transpose(a, [0, -1, -2, 1])', '["batch", 6, 5, 4], "float32"'),
    right([image], 'transpose(a, [0, one, 2, 3])', '[number, number, number, number], "float32"', {
      setup: one,
      runs: '["batch", 4, 5, 6], "float32"',
    }),
    right(["['batch', null], 'int32'"], 'transpose(a)', '[number, "batch"], "int32"', {
      runs: '[null, "batch"], "int32"',
    }),
  ],
  wrong: [
    wrong([image], 'transpose(a, «[0, 1, 2]»)', permutation('[0, 1, 2]', '[batch, 4, 5, 6]')),
    wrong([image], 'transpose(a, «[0, 1, 2, 2]»)', permutation('[0, 1, 2, 2]', '[batch, 4, 5, 6]')),
    wrong([image], 'transpose(a, «[0, 1, 2, 4]»)', permutation('[0, 1, 2, 4]', '[batch, 4, 5, 6]')),
    wrong([image], 'transpose(a, «[0, 1, 3, -1]»)', permutation('[0, 1, 3, -1]', '[batch, 4, 5, 6]')),
  ],
  refused: [
    refused(
      [image],
      'transpose(a, «1»)',
      "Argument of type 'number' is not assignable to parameter of type 'readonly number[]'.",
      permutation('1', '[batch, 4, 5, 6]'),
    ),
  ],
}

const squeeze: OperationCases = {
  right: [
    right(["['batch', 1, 3]"], 'squeeze(a, 1)', '["batch", 3], "float32"'),
    right(["['batch', 1, 3, 1]"], 'squeeze(a, [1, -1])', '["batch", 3], "float32"'),
    right(["['batch', null, 3]"], 'squeeze(a, 1)', '["batch", 3], "float32"'),
    right(["['batch', 1, 3]"], 'squeeze(a, one)', '[number, number], "float32"', {
      setup: one,
      runs: '["batch", 3], "float32"',
    }),
  ],
  wrong: [
    wrong(["['batch', 1, 3]"], 'squeeze(a, «2»)', 'squeeze: axis 2 of [batch, 1, 3] must have length 1, got 3'),
    wrong(
      ["['batch', 1, 3]"],
      'squeeze(a, «[1, -3]»)',
      'squeeze: axis 0 of [batch, 1, 3] must have length 1, got batch',
    ),
    wrong(["['batch', 1, 3]"], 'squeeze(a, «3»)', notAnAxis('squeeze', 3, '[batch, 1, 3]')),
  ],
  refused: [
    refused(
      ["['batch', 1]"],
      "squeeze(a, «'1'»)",
      "Argument of type 'string' is not assignable to parameter of type 'number | readonly number[]'.",
      'squeeze: axis must be a number or a list of numbers, got "1"',
    ),
  ],
}

const noPlace = (op: string, axis: number, shape: string) =>
  `${op}: axis ${axis} is no place for a new axis in ${shape}; axes of the result count from 0, or from -1 at the end`

const expandDims: OperationCases = {
  right: [
    right(["['batch', 3]"], 'expandDims(a, 0)', '[1, "batch", 3], "float32"'),
    right(["['batch', 3]"], 'expandDims(a, 1)', '["batch", 1, 3], "float32"'),
    right(["['batch', 3]"], 'expandDims(a, -1)', '["batch", 3, 1], "float32"'),
    right(["['batch', 3]"], 'expandDims(a, one)', '[number, number, number], "float32"', {
      setup: one,
      runs: '["batch", 1, 3], "float32"',
    }),
  ],
  wrong: [
    wrong(["['batch', 3]"], 'expandDims(a, «3»)', noPlace('expandDims', 3, '[batch, 3]')),
    wrong(["['batch', null]"], 'expandDims(a, «-4»)', noPlace('expandDims', -4, '[batch, ?]')),
  ],
  refused: [
    refused(
      ["['batch', 1]"],
      "expandDims(a, «'1'»)",
      "Argument of type 'string' is not assignable to parameter of type 'number'.",
      noPlace('expandDims', 1, '[batch, 1]'),
    ),
  ],
}

export const axisCases = {
  argMax,
  expandDims,
  logSoftmax: alongAxis('logSoftmax'),
  max: reduction('max', 'int32', 'bool'),
  mean: reduction('mean', 'float32', 'float32'),
  min: reduction('min', 'int32', 'bool'),
  softmax: alongAxis('softmax'),
  squeeze,
  sum: reduction('sum', 'int32', 'int32'),
  transpose,
} satisfies Record<string, OperationCases>

export { noPlace }
