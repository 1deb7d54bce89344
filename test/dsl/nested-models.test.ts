import { expect, test } from 'vitest'
import { block } from '../../src/dsl/block.js'
import { model } from '../../src/dsl/functional.js'
import { input } from '../../src/dsl/input.js'
import { dense, lstm } from '../../src/dsl/layers/index.js'
import { add } from '../../src/dsl/operations/index.js'
import { repeat } from '../../src/dsl/repeat.js'
import { sequential } from '../../src/dsl/sequential.js'

/* Models that are layers of others: in blocks, in chains and in models. */

test('a block of one model is that model', () => {
  const chain = sequential(input([4])).dense(3)
  expect(block(chain)).toBe(chain)
  const repeated = repeat(1, () => sequential(input([4])).dense(3))
  expect(
    sequential(input([4]))
      .pipe(repeated)
      .pipe(block(dense(2)))
      .countParams(),
  ).toBe(23)
})

const x = input([4])

test('a functional model in a chain may share its layers', () => {
  const shared = dense(4)
  const twice = model({ inputs: x, outputs: shared(shared(x)) })
  expect(sequential(x).pipe(twice).countParams()).toBe(20)
  expect(sequential(x).pipe(twice).dense(2).pipe(dense(3)).countParams()).toBe(39)
})

test.each([
  ['a chain, twice', () => sequential(x).pipe(chain).pipe(chain)],
  ['a chain, twice in a block', () => sequential(x).pipe(block(chain, chain))],
  ['a chain, in itself', () => chain.pipe(chain)],
  ['a layer, twice in a block', () => sequential(x).pipe(block(same, same))],
  [
    'a layer of a model that is there',
    () =>
      sequential(x)
        .pipe(model({ inputs: x, outputs: same(x) }))
        .pipe(same),
  ],
])('%s is an error, as the type would count its weights twice', (_, make) => {
  expect(make).toThrow('pipe: this dense layer is in the model already')
})

const chain = sequential(x).dense(4)
const same = dense(4)

test('a named model in a shared one keeps its name', () => {
  const inner = model({ inputs: x, outputs: dense(4)(x), name: 'inner' })
  const outer = model({ inputs: x, outputs: add(inner(x), x), name: 'outer' })
  const [p, q] = [input([4], { name: 'p' }), input([4], { name: 'q' })]
  const names = model({ inputs: [p, q], outputs: add(outer(p), outer(q)) }).layers.map(({ name }) => name)
  expect(names).toEqual(['outer/inner/dense', 'outer/add', 'outer/inner/dense/call_2', 'outer/add_1', 'add'])
  const both = model({ inputs: [p, q], outputs: add(inner(p), outer(q)) }).layers.map(({ name }) => name)
  expect(both).toEqual(['inner/dense', 'inner/dense/call_2', 'outer/add', 'add'])
})

test('names of operations go round those that users gave to layers and models', () => {
  const named = dense(4, { name: 'add' })
  const nameOf = (outputs: typeof x) => model({ inputs: x, outputs }).layers.map(({ name }) => name)
  expect(nameOf(named(add(x, 1)))).toEqual(['add_1', 'add'])
  expect(nameOf(add(named(add(add(x, 1), 2)), 3))).toEqual(['add_1', 'add_2', 'add', 'add_3'])
  const inner = model({ inputs: x, outputs: add(x, 1), name: 'add' })
  expect(nameOf(inner(add(x, 2)))).toEqual(['add_1', 'add/add'])
})

test('an input at which a model is cut is called as no layer is', async () => {
  const h = dense(4)(x)
  const decoder = model({ inputs: h, outputs: dense(2)(h) })
  expect(decoder.inputs.map(({ name }) => name)).toEqual(['dense_1'])
  await (await decoder.compile({ loss: 'mse' })).release()
  const [y, state] = lstm(3, { returnState: true })(input([5, 4]))
  const rest = model({ inputs: [y, state], outputs: dense(2)(add(y, state)) })
  expect(rest.inputs.map(({ name }) => name)).toEqual(['lstm', 'lstm/h'])
})

test('naming many operations takes time in proportion', () => {
  let sum = add(x, 1)
  for (let i = 1; i < 20_000; i++) sum = add(sum, 1)
  const start = performance.now()
  expect(model({ inputs: x, outputs: sum }).layers.at(-1)?.name).toBe('add_19999')
  expect(performance.now() - start).toBeLessThan(5000)
})
