import { beforeAll, describe, expect, test } from 'vitest'
import type { Sequential } from '../../src/dsl/sequential.js'
import { type Shape, ShapeError } from '../../src/shapes/dim.js'
import { type CheckedSnippet, checkSnippets, runSnippet } from '../support/snippets.js'
import { either } from './layer-cases.js'

/* Inputs, whole chains, blocks and trainers, as an editor shows them: exact types, and one error for one mistake. */

const stage = `const stage = <const F extends number>(filters: F) =>
  block(conv2d(filters, 3, { padding: 'same', activation: 'relu' }), batchNormalization(), maxPooling2d(2))`

/** Programs that fit: the hover over `model`, and where that is not exact, what it is at run time. */
const fitting: readonly (readonly [program: string, hover: string, runs?: string])[] = [
  ['const model = sequential(input([28, 28, 1]))', '["batch", 28, 28, 1], ["batch", 28, 28, 1], 0'],
  ['const model = sequential(input([]))', '["batch"], ["batch"], 0'],
  ["const model = sequential(input(['time', 3]))", '["batch", "time", 3], ["batch", "time", 3], 0'],
  [
    'const model = sequential(input([null, 3]))',
    '["batch", number, 3], ["batch", number, 3], 0',
    '["batch", null, 3], ["batch", null, 3], 0',
  ],
  [
    'const wide = Number(3)\nconst model = sequential(input([wide, 3]))',
    '["batch", number, 3], ["batch", number, 3], 0',
    '["batch", 3, 3], ["batch", 3, 3], 0',
  ],
  [
    `${either('size', '3', '4')}\nconst model = sequential(input([size, 3]))`,
    '["batch", number, 3], ["batch", number, 3], 0',
    '["batch", 3, 3], ["batch", 3, 3], 0',
  ],
  ['const size = 3\nconst model = sequential(input([size, size]))', '["batch", 3, 3], ["batch", 3, 3], 0'],
  [
    `const model = sequential(input([28, 28, 1]))
      .conv2d(32, 3, { padding: 'same', activation: 'relu' })
      .batchNormalization()
      .maxPooling2d(2)
      .flatten()
      .dense(10, { activation: 'softmax' })`,
    '["batch", 28, 28, 1], ["batch", 10], 63178',
  ],
  [
    `${stage}\nconst model = sequential(input([28, 28, 1])).pipe(stage(32)).pipe(stage(64)).flatten().dense(10)`,
    '["batch", 28, 28, 1], ["batch", 10], 50570',
  ],
  ['const model = sequential(input([4])).pipe(block())', '["batch", 4], ["batch", 4], 0'],
  [
    'const four = () => dense(4)\nconst model = sequential(input([4])).pipe(four()).pipe(four()).pipe(block(four(), block(four())))',
    '["batch", 4], ["batch", 4], 80',
  ],
]

/** Programs with mistakes: the lines where the compiler finds them, and the sentences it prints there. */
const faulty: readonly (readonly [title: string, program: string, ...faults: (readonly [number, string])[]])[] = [
  [
    'an option on a line of its own',
    `const model = sequential(input([28, 28, 1]))
      .conv2d(32, 3, {
        padding: 'same',
        strides: 0,
        activation: 'relu',
      })
      .flatten()`,
    [4, 'conv2d: strides must be a positive integer, got 0'],
  ],
  [
    'an argument on a line of its own',
    `const model = sequential(input([28, 28, 1]))
      .conv2d(
        32,
        29,
        { activation: 'relu' },
      )
      .flatten()`,
    [4, "conv2d: kernel 29x29 is larger than input 28x28; use padding: 'same'"],
  ],
  [
    'the first of several mistakes in a chain, and the next chain',
    `const model = sequential(input([4]))
      .dense(3)
      .dense(0)
      .dense(-1)
    const other = sequential(input([4]))
      .conv2d(2, 3)`,
    [3, 'dense: units must be a positive integer, got 0'],
    [6, 'conv2d: expected input [batch, height, width, channels], got [batch, 4]'],
  ],
  [
    'a chain that goes on from a variable',
    `const images = sequential(input([9, 9, 1]))
      .maxPooling2d(2)
      .maxPooling2d(2)
    const model = images
      .maxPooling2d(3)
      .flatten()`,
    [5, "maxPooling2d: pool 3x3 is larger than input 2x2; use padding: 'same'"],
  ],
  [
    'a block that does not fit where it is piped',
    `${stage}
    const model = sequential(input([28, 28]))
      .pipe(stage(32))
      .dense(10)`,
    [
      4,
      'conv2d: expected input [batch, height, width, channels], got [batch, 28, 28]; add the channels in input(…), or by reshape',
    ],
  ],
  [
    'a layer inside a block',
    `const model = sequential(input([3, 3, 1]))
      .pipe(block(maxPooling2d(2), maxPooling2d(2), flatten()))
      .dense(10)`,
    [2, "maxPooling2d: pool 2x2 is larger than input 1x1; use padding: 'same'"],
  ],
  [
    'the batch as a dim',
    `const model = sequential(input(['batch', 3]))
      .dense(3)`,
    [1, "input: the batch is added by itself; give the dims of one sample, without 'batch'"],
  ],
  ...(['[0]', '[-4, 3]', '[1.5]', '[1e21]'] as const).map(
    (dims) =>
      [
        `the input ${dims}`,
        `const model = sequential(input(${dims}))\n  .dense(3)`,
        [1, `input: dims must be positive integers, names or null, got ${dims.replace('e21', 'e+21')}`],
      ] as const,
  ),
]

/** Mistakes that TypeScript itself explains, and how its text begins. */
const refused: readonly (readonly [program: string, text: string])[] = [
  [
    'sequential(input(8))',
    "Argument of type 'number' is not assignable to parameter of type 'readonly (Dim | null)[]'.",
  ],
  ['sequential(input([8, undefined]))', "Type 'undefined' is not assignable to type 'Dim | null'."],
  [
    'sequential(input([4])).densee(3)',
    `Property 'densee' does not exist on type 'Sequential<["batch", 4], ["batch", 4], 0>'. Did you mean 'dense'?`,
  ],
  ["sequential(input([4])).dense(3, { activation: 'rleu' })", `Type '"rleu"' is not assignable to type '`],
  ["sequential(input([4])).activation('reluu')", `Argument of type '"reluu"' is not assignable to parameter of type '`],
  [
    "sequential(input([4])).pipe(activation('reluu'))",
    `Argument of type '"reluu"' is not assignable to parameter of type '`,
  ],
  ['sequential(input([4])).pipe()', 'Expected 1 arguments, but got 0.'],
  [
    'const model: Sequential<["batch", 4], ["batch", 5], 20> = sequential(input([4])).dense(3)',
    `Type 'Sequential<["batch", 4], ["batch", 3], 15>' is not assignable to type 'Sequential<["batch", 4], ["batch", 5], 20>'`,
  ],
  [
    "sequential(input([4])).dense(3).compile({ loss: 'sparseCategoricalCrossentrpy' })",
    `Type '"sparseCategoricalCrossentrpy"' is not assignable to type 'LossLike'. Did you mean '"sparseCategoricalCrossentropy"'?`,
  ],
]

/** What `compile` gives. */
const trainers: readonly (readonly [program: string, type: string])[] = [
  [
    "const trainer = await sequential(input([28, 28, 1])).flatten().dense(10).compile({ loss: 'mse' })",
    'Trainer<["batch", 28, 28, 1], ["batch", 10], "sameShape">',
  ],
  [
    "const trainer = await sequential(input(['time', 4])).dense(3).compile({ loss: 'sparseCategoricalCrossentropy' })",
    'Trainer<["batch", "time", 4], ["batch", "time", 3], "classIndices">',
  ],
  [
    'const trainer = await sequential(input([4])).dense(1).compile({ loss: losses.huber({ delta: 2 }) })',
    'Trainer<["batch", 4], ["batch", 1], "sameShape">',
  ],
]

let checked: ReadonlyMap<string, CheckedSnippet>
const check = (snippet: string) => checked.get(snippet) as CheckedSnippet

beforeAll(() => {
  checked = checkSnippets([
    ...fitting.map(([program]) => program),
    ...faulty.map(([, program]) => program),
    ...refused.map(([program]) => program),
    ...trainers.map(([program]) => program),
  ])
})

test.each(fitting.map(([program, hover, runs = hover]) => ({ program, hover, runs })))('$program', (use) => {
  const { program, hover, runs } = use
  expect(check(program).diagnostics).toEqual([])
  expect(check(program).hover('model')).toBe(`const model: Sequential<${hover}>`)
  const model = runSnippet(program, 'model') as Sequential<Shape, Shape, number>
  expect([model.inputs[0]?.shape, model.outputs[0]?.shape, model.countParams()]).toEqual(JSON.parse(`[${runs}]`))
})

describe('one error for one mistake, on its line', () => {
  test.each(faulty.map(([title, program, ...faults]) => ({ title, program, faults })))(
    '$title',
    ({ program, faults }) => {
      const printed = check(program).diagnostics
      expect(printed.map(({ line }) => line)).toEqual(faults.map(([line]) => line))
      for (const [i, [, sentence]] of faults.entries()) expect(printed[i]?.text).toContain(`"${sentence}"`)
      const [[, first]] = faults as [readonly [number, string]]
      const run = () => runSnippet(program, 'model')
      expect(run).toThrow(ShapeError)
      expect(run).toThrow(first)
    },
  )

  test.each(refused)('%s', (program, text) => {
    const [error, ...others] = check(program).diagnostics
    expect(others).toEqual([])
    expect(error?.text.slice(0, text.length)).toBe(text)
  })
})

test.each(trainers)('%s', (program, type) => {
  expect(check(program).diagnostics).toEqual([])
  expect(check(program).hover('trainer')).toBe(`const trainer: ${type}`)
})
