import fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'
import type { SymbolicTensor } from '../../src/dsl/symbolic.js'
import { ShapeError, type ShapeValue } from '../../src/shapes/dim.js'
import { type CheckedSnippet, checkSnippets, runSnippet } from '../support/snippets.js'

/* Operations on random shapes: the type's shape and dtype are those of the run, and so is the sentence of a mistake. */

type Shape = readonly (number | string | null)[]

const dim = fc.oneof({ arbitrary: fc.integer({ min: 1, max: 12 }), weight: 6 }, fc.constantFrom('batch', 'time', null))
const shape = fc.array(dim, { maxLength: 4 })
const dtype = fc.constantFrom('float32', 'float32', 'float32', 'int32', 'int64', 'bool')
const axis = fc.integer({ min: -5, max: 4 })

/** The shape, or one that is a little different. */
const near = (dims: Shape): fc.Arbitrary<Shape> =>
  fc.oneof(
    { arbitrary: fc.constant(dims), weight: 2 },
    fc.constant(dims.slice(1)),
    fc.tuple(
      ...dims.map((one) =>
        fc.oneof({ arbitrary: fc.constant(one), weight: 6 }, fc.constant(1), fc.constant(null), dim),
      ),
    ),
  )

const literal = (value: unknown): string => JSON.stringify(value)
const placed = (names: string, shapes: readonly Shape[], dtypes: readonly string[]): string =>
  shapes.map((dims, i) => `const ${names[i]} = place(${literal(dims)}, '${dtypes[i]}')`).join('; ')

/** Three tensors of shapes that are like each other, and a call on them. */
const onLike = (call: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  shape
    .chain((dims) => fc.tuple(near(dims), near(dims), near(dims), fc.tuple(dtype, dtype, dtype), call))
    .map(([a, b, c, dtypes, source]) => `${placed('abc', [a, b, c], dtypes)}\nconst result = ${source}`)

const merges = fc.constantFrom(
  'add',
  'subtract',
  'multiply',
  'divide',
  'average',
  'maximum',
  'minimum',
  'power',
  'less',
  'equal',
)
const operand = fc.constantFrom('b', 'b', 'b', '2', '0.5')
const elementwise = fc.oneof(
  fc.tuple(merges, operand).map(([name, b]) => `${name}(a, ${b})`),
  fc.tuple(fc.constantFrom('add', 'average', 'maximum'), operand).map(([name, b]) => `${name}(a, ${b}, c)`),
  fc.tuple(operand, fc.constantFrom('c', '0')).map(([b, c]) => `where(greater(a, 0), ${b}, ${c})`),
  fc.constantFrom('logicalAnd(a, b)', 'relu(a)', 'exp(a)', 'clip(a, -1, 0.5)'),
)

const joined = axis.chain((at) =>
  fc.constantFrom(
    `concatenate([a, b], { axis: ${at} })`,
    `concatenate([a, b, c], { axis: ${at} })`,
    'concatenate([a, b])',
    `stack([a, b, c], { axis: ${at} })`,
    'stack([a, b])',
  ),
)

const keep = fc.constantFrom('', ', keepDims: true')
const axes = fc.oneof(axis.map(String), fc.array(axis, { maxLength: 2 }).map(literal))
const reduced = fc.oneof(
  fc
    .tuple(fc.constantFrom('sum', 'mean', 'max', 'min'), axes, keep)
    .map(([name, at, kept]) => `${name}(a, { axis: ${at}${kept} })`),
  fc.tuple(axis, keep).map(([at, kept]) => `argMax(a, { axis: ${at}${kept} })`),
  axis.map((at) => `softmax(a, { axis: ${at} })`),
  axis.map((at) => `expandDims(a, ${at})`),
  axes.map((at) => `squeeze(a, ${at})`),
  fc.shuffledSubarray([0, 1, 2, 3, -1], { minLength: 2, maxLength: 4 }).map((perm) => `transpose(a, ${literal(perm)})`),
)

const place = fc.oneof(fc.constant(null), fc.integer({ min: -14, max: 14 }))
const range = fc.oneof(
  { arbitrary: fc.constant(null), weight: 2 },
  fc.integer({ min: -6, max: 6 }),
  fc.tuple(place, place),
  { arbitrary: fc.tuple(place, place, fc.integer({ min: -4, max: 5 })), weight: 3 },
)
const parts = fc.oneof(
  { arbitrary: fc.array(range, { maxLength: 4 }).map((ranges) => `slice(a, ${literal(ranges)})`), weight: 2 },
  fc
    .tuple(fc.oneof(fc.integer({ min: 0, max: 4 }), fc.array(fc.integer({ min: 1, max: 6 }), { maxLength: 3 })), axis)
    .map(([count, at]) => `split(a, ${literal(count)}, { axis: ${at} })`),
)

const products = fc.oneof(
  fc.constantFrom('matmul(a, b)', 'matmul(a, transpose(b))', 'matmul(transpose(a), b)'),
  fc.tuple(axis, axis).map(([i, j]) => `dot(a, b, { axes: [${i}, ${j}] })`),
)

/** An equation, and tensors whose shapes mostly follow it. */
const einsums = fc
  .tuple(
    fc.array(dim, { minLength: 5, maxLength: 5 }),
    fc.array(fc.shuffledSubarray([...'abcde'], { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 3 }),
    fc.shuffledSubarray([...'abcde'], { maxLength: 3 }),
    fc.array(fc.oneof({ arbitrary: fc.constant(undefined), weight: 14 }, dim), { minLength: 12, maxLength: 12 }),
  )
  .map(([dims, terms, out, changes]) => {
    const known = out.filter((letter) => terms.flat().includes(letter))
    const shapes = terms.map((term, i) =>
      term.map((letter, j) => {
        const changed = changes[4 * i + j]
        return changed === undefined ? (dims['abcde'.indexOf(letter)] as string | number | null) : changed
      }),
    )
    const equation = `${terms.map((term) => term.join('')).join(',')}->${(known.length > 0 ? known : out).join('')}`
    const floats = terms.map(() => 'float32')
    return `${placed('abc', shapes, floats)}\nconst result = einsum('${equation}', ${[...'abc'].slice(0, terms.length).join(', ')})`
  })

const seed = 20_260_103
const samples = [
  ...fc.sample(onLike(elementwise), { seed, numRuns: 160 }),
  ...fc.sample(onLike(joined), { seed, numRuns: 100 }),
  ...fc.sample(onLike(reduced), { seed, numRuns: 140 }),
  ...fc.sample(onLike(parts), { seed, numRuns: 160 }),
  ...fc.sample(onLike(products), { seed, numRuns: 100 }),
  ...fc.sample(einsums, { seed, numRuns: 140 }),
]

interface Outcome {
  readonly snippet: string
  /** The types that the results should have, or the sentence that should be said. */
  readonly told: string
}

const printedOf = ({ shape: dims, dtype: type }: SymbolicTensor): string =>
  `SymbolicTensor<${printed(dims)}, "${type}">`
const printed = (dims: ShapeValue): string =>
  `[${dims.map((one) => (one === null ? 'number' : JSON.stringify(one))).join(', ')}]`

const outcome = (snippet: string): Outcome & { readonly fits: boolean } => {
  try {
    const made = runSnippet(snippet, 'result') as SymbolicTensor | readonly SymbolicTensor[]
    const told = Array.isArray(made) ? `[${made.map(printedOf).join(', ')}]` : printedOf(made as SymbolicTensor)
    return { snippet, told, fits: true }
  } catch (error) {
    if (!(error instanceof ShapeError)) throw error
    return { snippet, told: error.message, fits: false }
  }
}

// a part of a dim that is null is a wide number to the compiler, which only the run time can refuse
const outcomes = samples.map(outcome).filter(({ told }) => !told.includes('got ?'))
const fitting = outcomes.filter(({ fits }) => fits)
const mistaken = outcomes.filter(({ fits }) => !fits)

let checked: ReadonlyMap<string, CheckedSnippet>
beforeAll(() => {
  checked = checkSnippets(outcomes.map(({ snippet }) => snippet))
})

test('shape and dtype of what fits', () => {
  const types = fitting.map(({ snippet }) => ({ snippet, told: checked.get(snippet)?.typeOf('result') }))
  expect(types).toEqual(fitting.map(({ snippet, told }) => ({ snippet, told })))
  expect(fitting.flatMap(({ snippet }) => checked.get(snippet)?.diagnostics)).toEqual([])
  expect(fitting.length).toBeGreaterThan(300)
})

test('the one sentence of what does not', () => {
  const found = mistaken.map(({ snippet }) => ({
    snippet,
    told: checked
      .get(snippet)
      ?.diagnostics.map(
        ({ text }) => /^.* is not assignable to (?:parameter of )?type '"(.+)"'\.$/s.exec(text)?.[1] ?? text,
      )
      .join('\n'),
  }))
  expect(found).toEqual(mistaken.map(({ snippet, told }) => ({ snippet, told })))
  expect(mistaken.length).toBeGreaterThan(200)
})
