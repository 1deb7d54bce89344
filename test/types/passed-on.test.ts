import { expect, test } from 'vitest'
import { checkSnippets } from '../support/snippets.js'

/* Options, layers and operations that come from elsewhere: right uses, none of which needs an annotation. */

const uses = [
  `const given = {} as { rate?: number; sequences?: boolean; mode?: 'sum'; backwards?: boolean }
const series = sequential(input([5, 3]))
const a = series.lstm(3, { dropout: given.rate, recurrentDropout: given.rate })
const b = series.gru(3, { goBackwards: given.backwards })
const c = series.simpleRnn(3, { returnSequences: given.sequences })
const d = series.bidirectional(lstm(3), { mergeMode: given.mode })
const make = (options: { readonly rate?: number }) => lstm(3, { dropout: options.rate })
const e = series.pipe(make({}))`,
  `let layer = lstm(3)
if (Date.now() > 0) layer = lstm(3, { dropout: 0.2 })
const series = sequential(input([5, 3]))
const a = series.pipe(Date.now() > 0 ? lstm(3, { dropout: 0.1 }) : lstm(3, { dropout: 0.2 }))
const b = series.bidirectional(Date.now() > 0 ? lstm(3) : lstm(3, { dropout: 0.2 }))
const stack = [lstm(3, { returnSequences: true, dropout: 0.1 }), lstm(3, { returnSequences: true })] as const
const c = series.pipe(stack[0]).pipe(stack[1])`,
  `const coder = <const U extends number>(units: U) => block(lstm(units, { returnSequences: true }), dropout(0.2))
const a = sequential(input([5, 3])).pipe(coder(4)).pipe(coder(8)).timeDistributed(block(dense(4), dense(2)))
const many = [dense(3), dense(4)]
const b = sequential(input([5, 3])).pipe(block(...many))
const c = sequential(input([5, 3])).timeDistributed(block(...many))`,
  `const x = input([4])
const encoder = model({ inputs: x, outputs: dense(2)(x) })
const a = block(encoder, dense(3))(x)
const b = block(dense(4), sequential(x).dense(2))(x)
const c = block(encoder)(x)
const d = repeat(1, () => sequential(x).dense(5))(x)
const any: import('tenon').Layer = dense(3)
const e = any(x)
const f = sequential(x).pipe(any)
const g = f.dense(2)
const h = block(any, dense(2))(x)`,
  `const x = input([4])
const a = (Date.now() > 0 ? add : multiply)(x, dense(4)(x))
const merges = { add, multiply, maximum }
const merge = (name: keyof typeof merges) => merges[name](x, 2)
const b = [x, dense(4)(x)].reduce((all, one) => add(all, one))`,
]

test('options that may be left out, layers of one kind, blocks, and operations that are chosen compile', () => {
  const checked = checkSnippets(uses)
  expect(uses.map((use) => checked.get(use)?.diagnostics)).toEqual(uses.map(() => []))
  const [, , blocks, models] = uses.map((use) => checked.get(use))
  expect(blocks?.typeOf('a')).toBe('Sequential<["batch", 5, 3], ["batch", 5, 2], 590>')
  expect(blocks?.typeOf('b')).toBe('Sequential<["batch", 5, 3], Shape, number>')
  expect([...'abcdefgh'].map((name) => models?.typeOf(name))).toEqual([
    'SymbolicTensor<["batch", 3], "float32">',
    'SymbolicTensor<["batch", 2], "float32">',
    'SymbolicTensor<["batch", 2], "float32">',
    'SymbolicTensor<["batch", 5], "float32">',
    'SymbolicTensor<Shape, "float32">',
    'Sequential<["batch", 4], Shape, number>',
    'Sequential<["batch", 4], Shape, number>',
    'SymbolicTensor<Shape, "float32">',
  ])
})

test.each([
  ['undefined', '["batch", 1, 1, 8], 80'],
  ['{ ...(Date.now() > 0 && { useBias: false }) }', '["batch", 1, 1, 8], 72'],
  ["JSON.parse('{}')", '["batch", 1, 1, 8], 80'],
  ["({ padding: 'same' } as const)", '["batch", 3, 3, 8], 80'],
])('options given as %s leave the model its type', (options, type) => {
  const use = `const model = sequential(input([3, 3, 1])).conv2d(8, 3, ${options})`
  const checked = checkSnippets([use]).get(use)
  expect(checked?.diagnostics).toEqual([])
  expect(checked?.typeOf('model')).toBe(`Sequential<["batch", 3, 3, 1], ${type}>`)
})
