import { noPlace } from './axes.js'
import { notAnAxis, type OperationCases, one, refused, right, wrong } from './operation-cases.js'

const unequal = (a: string, b: string, axis: number) =>
  `concatenate: shapes ${a} and ${b} must be equal in every axis but axis ${axis}`

const oneAlone = (op: string) =>
  `${op}: expected a list of tensors, got one tensor; give them in a list, as in ${op}([a, b])`

const concatenate: OperationCases = {
  right: [
    right(["['batch', 3]", "['batch', 5]"], 'concatenate([a, b])', '["batch", 8], "float32"'),
    right(
      ["['batch', 3, 4]", "['batch', 5, 4], 'int32'"],
      'concatenate([a, b, a], { axis: 1 })',
      '["batch", 11, 4], "float32"',
    ),
    right(["['batch', 'time', 4]"], 'concatenate([a, a])', '["batch", "time", 8], "float32"'),
    right(["['batch', 'time', 4]"], 'concatenate([a, a], { axis: -2 })', '["batch", number, 4], "float32"', {
      runs: '["batch", null, 4], "float32"',
    }),
    right(["['batch', null, 4]", "['batch', 7, 4]"], 'concatenate([a, b])', '["batch", 7, 8], "float32"'),
    right(["['batch', 3]"], 'concatenate([a])', '["batch", 3], "float32"'),
    right(["['batch', 3]"], 'concatenate([a, a], { axis: one })', '[number, number], "float32"', {
      setup: one,
      runs: '["batch", 6], "float32"',
    }),
    right(["['batch', 3]"], 'concatenate(Array(4).fill(a) as (typeof a)[])', '["batch", number], "float32"', {
      runs: '["batch", 12], "float32"',
    }),
  ],
  wrong: [
    wrong(
      ["['batch', 3, 4]", "['batch', 5, 3]"],
      'concatenate(«[a, b]»)',
      unequal('[batch, 3, 4]', '[batch, 5, 3]', 2),
    ),
    wrong(["['batch', 3]", "['batch', null, 3]"], 'concatenate(«[a, b]»)', unequal('[batch, 3]', '[batch, ?, 3]', 1)),
    wrong(["['batch', 3]", "['time', 3]"], 'concatenate(«[a, a, b]»)', unequal('[batch, 3]', '[time, 3]', 1)),
    wrong(["['batch', 3]"], 'concatenate([a, a], {« axis: 2 »})', notAnAxis('concatenate', 2, '[batch, 3]')),
    wrong(['[]'], 'concatenate(«[a, a]»)', notAnAxis('concatenate', -1, '[]')),
    wrong(["['batch', 3]"], 'concatenate(«a», a)', oneAlone('concatenate')),
    wrong([], 'concatenate(«[]»)', 'concatenate: expected at least one tensor, got none'),
  ],
  refused: [
    refused(
      ["['batch', 3]"],
      'concatenate([a, a], {« axes: 1 »})',
      "Object literal may only specify known properties, and 'axes' does not exist in type '{ readonly axis?: -1 | undefined; }'.",
      "concatenate: unknown option axes; expected one of axis; did you mean 'axis'?",
    ),
  ],
}

const stack: OperationCases = {
  right: [
    right(["['batch', 3]"], 'stack([a, a])', '[2, "batch", 3], "float32"'),
    right(["['batch', 3]", "['batch', 3], 'int32'"], 'stack([a, b, a], { axis: 1 })', '["batch", 3, 3], "float32"'),
    right(["['batch', 3]", "['batch', null]"], 'stack([b, a], { axis: -1 })', '["batch", 3, 2], "float32"'),
    right(["['batch', 3]"], 'stack(Array(4).fill(a) as (typeof a)[])', '[number, "batch", 3], "float32"', {
      runs: '[4, "batch", 3], "float32"',
    }),
  ],
  wrong: [
    wrong(["['batch', 3]"], 'stack(«a», a)', oneAlone('stack')),
    wrong(["['batch', 3]", "['batch', 1]"], 'stack(«[a, b]»)', 'stack: shapes [batch, 3] and [batch, 1] must be equal'),
    wrong(["['batch', 3]", "['batch']"], 'stack(«[a, b]»)', 'stack: shapes [batch, 3] and [batch] must be equal'),
    wrong(["['batch', 3]"], 'stack([a, a], {« axis: 3 »})', noPlace('stack', 3, '[batch, 3]')),
    wrong([], 'stack(«[]»)', 'stack: expected at least one tensor, got none'),
  ],
  refused: [
    refused(
      ["['batch', 3]"],
      'stack([a, a], {« axes: 1 »})',
      "Object literal may only specify known properties, and 'axes' does not exist in type '{ readonly axis?: 0 | undefined; }'.",
      "stack: unknown option axes; expected one of axis; did you mean 'axis'?",
    ),
  ],
}

const split: OperationCases = {
  right: [
    right(
      ["['batch', 6]"],
      'split(a, 3)',
      '[["batch", 2], "float32", ["batch", 2], "float32", ["batch", 2], "float32"]',
    ),
    right(["['batch', 6]"], 'split(a, [1, 5])', '[["batch", 1], "float32", ["batch", 5], "float32"]'),
    right(
      ["['batch', 6, 2], 'int32'"],
      'split(a, 2, { axis: 1 })',
      '[["batch", 3, 2], "int32", ["batch", 3, 2], "int32"]',
    ),
    right(["['batch', 3]"], 'split(a, [one, 2])', '[["batch", number], "float32", ["batch", 2], "float32"]', {
      setup: one,
      runs: '[["batch", 1], "float32", ["batch", 2], "float32"]',
    }),
  ],
  wrong: [
    wrong(
      ["['batch', 6]"],
      'split(a, «4»)',
      "split: axis 1 of [batch, 6] cannot be split into 4 equal parts; give the parts' sizes in a list",
    ),
    wrong(
      ["['batch', 6]"],
      'split(a, «[1, 4]»)',
      'split: parts of [1, 4] do not make up axis 1 of [batch, 6]; together they must be its length',
    ),
    wrong(["['batch', 6]"], 'split(a, «0»)', 'split: parts must be a positive integer, or a list of such sizes, got 0'),
    wrong(
      ["['batch', 6]"],
      'split(a, «[8, -2]»)',
      'split: parts must be a positive integer, or a list of such sizes, got [8, -2]',
    ),
    wrong(['[]'], 'split(a, «2»)', notAnAxis('split', -1, '[]')),
    wrong(["['batch', 6]"], 'split(a, 2, {« axis: 2 »})', notAnAxis('split', 2, '[batch, 6]')),
    wrong(
      ["['batch', 6]"],
      'split(a, 2, {« axis: 0 »})',
      'split: the axis must be a known number, got batch; give it in input(…) or reshape first',
    ),
  ],
  refused: [
    refused(
      ["['batch', 3]"],
      "split(a, «'3'»)",
      "Argument of type 'string' is not assignable to parameter of type 'Parts'.",
      'split: parts must be a positive integer, or a list of such sizes, got "3"',
    ),
  ],
}

const series = "['batch', 10, 6]"
const badRange = (axis: number) =>
  `slice: the range of axis ${axis} must be null, a whole number or [start, end, step] of whole numbers, its step not 0`
const slice: OperationCases = {
  right: [
    right([series], 'slice(a, [null, -1])', '["batch", 6], "float32"'),
    right([series], 'slice(a, [null, [0, 3], 5])', '["batch", 3], "float32"'),
    right([series], 'slice(a, [null, [2, null, 3], [null, null, -1]])', '["batch", 3, 6], "float32"'),
    right([series], 'slice(a, [null, [8, 2, -2], [-2, null]])', '["batch", 3, 2], "float32"'),
    right([series], 'slice(a, [null, [20, null], [-20, 3]])', '["batch", 0, 3], "float32"'),
    right([series], 'slice(a, [])', '["batch", 10, 6], "float32"'),
    right(["['batch', 'time', null], 'int32'"], 'slice(a, [0, [null, null, -1], -1])', '["time"], "int32"'),
    right(["['batch', 'time']"], 'slice(a, [null, [1, null]])', '["batch", number], "float32"', {
      runs: '["batch", null], "float32"',
    }),
    right([series], 'slice(a, [null, one, [one, 3]])', '["batch", number], "float32"', {
      setup: one,
      runs: '["batch", 2], "float32"',
    }),
  ],
  wrong: [
    wrong([series], 'slice(a, «[null, 10]»)', 'slice: index 10 is outside of axis 1 of [batch, 10, 6]'),
    wrong([series], 'slice(a, «[null, 0, -7]»)', 'slice: index -7 is outside of axis 2 of [batch, 10, 6]'),
    wrong(
      [series],
      'slice(a, «[null, 0, 0, 0]»)',
      'slice: expected one range at most for each axis of [batch, 10, 6], got 4',
    ),
    wrong([series], 'slice(a, «[null, [0, 3, 0]]»)', badRange(1)),
    wrong([series], 'slice(a, «[null, 1.5]»)', badRange(1)),
    wrong([series], 'slice(a, «[null, null, [0.5, 2]]»)', badRange(2)),
  ],
  refused: [
    refused(
      [series],
      'slice(a, «3»)',
      "Argument of type 'number' is not assignable to parameter of type 'readonly Range[]'.",
      'slice: expected a list of ranges, got 3',
    ),
  ],
}

export const partCases = { concatenate, slice, split, stack } satisfies Record<string, OperationCases>
