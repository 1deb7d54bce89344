import { describe, expect, test } from 'vitest'
import { block } from '../../src/dsl/block.js'
import { model } from '../../src/dsl/functional.js'
import { input } from '../../src/dsl/input.js'
import { conv2d, dense, embedding, flatten, gru, lstm } from '../../src/dsl/layers/index.js'
import { add, argMax, concatenate } from '../../src/dsl/operations/index.js'
import { sequential } from '../../src/dsl/sequential.js'
import { tensor } from '../../src/runtime/tensor.js'
import { ShapeError } from '../../src/shapes/dim.js'

/* What models of the functional form refuse as they are made, and what they make of inputs that are outputs and of names. */

const x = input([8])
const z = input([3], { name: 'z' })
const h = dense(4)(x)
const series = input([6, 2])
const [, state, cell] = lstm(5, { returnState: true })(series)
const encoder = model({ inputs: x, outputs: h })
const named = model({ inputs: { a: x, b: z }, outputs: concatenate([h, z]) })
const listed = model({ inputs: [x, z], outputs: concatenate([h, z]) })
const two = model({ inputs: x, outputs: { p: h, q: dense(3)(h) } })
/** For what the compiler refuses. */
const wrong = (value: unknown) => value as never
const called = (layer: unknown, ...given: unknown[]) => (layer as (...given: unknown[]) => unknown)(...given)

const refused: readonly (readonly [
  title: string,
  work: () => unknown,
  error: typeof TypeError | typeof ShapeError,
  text: string,
])[] = [
  [
    'an input that is not given',
    () => model({ inputs: x, outputs: concatenate([h, z]) }),
    TypeError,
    'model: an output comes from the input "z" [batch, 3], which inputs does not hold; add it',
  ],
  [
    'an input behind the tensor where a model begins',
    () => model({ inputs: h, outputs: concatenate([h, x]) }),
    TypeError,
    'an output comes from the input "input" [batch, 8]',
  ],
  [
    'an input in a list without use',
    () => model({ inputs: [x, z], outputs: h }),
    TypeError,
    'model: no output comes from inputs[1], a tensor [batch, 3]; leave it out',
  ],
  [
    'a named input without use',
    () => model({ inputs: { x, z }, outputs: h }),
    TypeError,
    'model: no output comes from inputs.z, a tensor [batch, 3]; leave it out',
  ],
  [
    'one tensor as two inputs',
    () => model({ inputs: [x, x], outputs: h }),
    TypeError,
    'model: inputs holds one tensor twice; give each once',
  ],
  [
    'no inputs',
    () => model({ inputs: [], outputs: h }),
    TypeError,
    'model: inputs must hold one tensor or more, got []',
  ],
  [
    'no outputs',
    () => model({ inputs: x, outputs: {} }),
    TypeError,
    'model: outputs must hold one tensor or more, got {}',
  ],
  [
    'a number for inputs',
    () => model({ inputs: wrong(3), outputs: h }),
    TypeError,
    'model: inputs must be a tensor, a list of them, or an object of them by name, got 3',
  ],
  [
    'a layer for outputs',
    () => model({ inputs: x, outputs: wrong(dense(3)) }),
    TypeError,
    'got a layer, which gives one when it is called',
  ],
  [
    'a model for an output',
    () => model({ inputs: x, outputs: { y: wrong(encoder) } }),
    TypeError,
    'model: outputs.y must be a tensor of a model, got a layer, which gives one when it is called',
  ],
  [
    'a shape for outputs',
    () => model({ inputs: x, outputs: wrong([8]) }),
    TypeError,
    'model: outputs[0] must be a tensor of a model, got 8',
  ],
  ['data for inputs', () => model({ inputs: wrong(tensor([[1]])), outputs: h }), TypeError, 'got a Tensor'],
  ['no options', () => called(model), TypeError, 'model: options must be an object, got undefined'],
  [
    'a misspelt option',
    () => model(wrong({ inputs: x, output: h })),
    TypeError,
    'model: unknown option output; expected one of inputs, outputs, name',
  ],
  [
    'a name that is none',
    () => model(wrong({ inputs: x, outputs: h, name: 3 })),
    TypeError,
    'model: name must be a string that is not empty, got 3',
  ],
  [
    'a shared layer on another size',
    () => {
      const shared = dense(4)
      return model({ inputs: [x, z], outputs: add(shared(x), shared(z)) })
    },
    ShapeError,
    'dense: its kernel is [8, 4] for its first input, but would be [3, 4] for another; a shared layer takes inputs of one size',
  ],
  [
    'two layers of one name, one after the other',
    () => dense(4, { name: 'd' })(dense(4, { name: 'd' })(x)),
    TypeError,
    'dense: the model already has a layer named "d"; choose another name',
  ],
  [
    'two layers of one name, side by side',
    () => model({ inputs: x, outputs: add(dense(4, { name: 'd' })(x), dense(4, { name: 'd' })(x)) }),
    TypeError,
    'dense: the model already has a layer named "d"',
  ],
  [
    'two models of one name',
    () => {
      const [one, other] = [0, 1].map(() => model({ inputs: z, outputs: dense(3)(z), name: 'enc' }))
      return model({ inputs: z, outputs: called(one, called(other, z)) as typeof z })
    },
    TypeError,
    'Functional: the model already has a layer named "enc"; choose another name',
  ],
  [
    'a layer that is in the chain already',
    () => {
      const same = dense(8)
      return sequential(x).pipe(same).pipe(same)
    },
    TypeError,
    'pipe: this dense layer is in the model already',
  ],
  [
    'a model that is in the chain already',
    () => {
      const same = model({ inputs: x, outputs: dense(8)(x) })
      return sequential(x).pipe(same).pipe(same)
    },
    TypeError,
    'pipe: this dense layer is in the model already',
  ],
  [
    'a chain from a computed tensor',
    () => sequential(h),
    TypeError,
    'sequential: expected an input, such as input([28, 28, 1]), got the output of dense; use model({ inputs, outputs })',
  ],
  [
    'a layer on a list',
    () => called(dense(3), [x, z]),
    TypeError,
    'dense: expected one tensor of a model, such as input([28, 28, 1]), got [SymbolicTensor, SymbolicTensor]; call other layers first, and join a list by add or concatenate',
  ],
  [
    'a layer on data',
    () => called(dense(3), tensor([[1]])),
    TypeError,
    'dense: expected one tensor of a model, such as input([28, 28, 1]), got a Tensor; call other layers first',
  ],
  ['a layer on a layer', () => called(dense(3), dense(3)), TypeError, 'got a layer, which gives one when it is called'],
  ['a layer on nothing', () => called(dense(3)), TypeError, 'got undefined'],
  [
    'a layer on another rank',
    () => called(conv2d(3, 3), h),
    ShapeError,
    'conv2d: expected input [batch, height, width, channels], got [batch, 4] (layer 2, conv2d)',
  ],
  [
    'one initial state of two',
    () => lstm(5)(series, wrong({ initialState: [state] })),
    ShapeError,
    'lstm: initialState must be [h, c], each [batch, 5], got 1 of them',
  ],
  [
    'initial states of another size',
    () => lstm(4)(series, wrong({ initialState: [state, cell] })),
    ShapeError,
    'lstm: initialState must be [h, c], each [batch, 4], got [batch, 5]',
  ],
  [
    'a tensor for a list of states',
    () => gru(5)(series, wrong({ initialState: state })),
    ShapeError,
    'gru: initialState must be [h], each [batch, 5], got a SymbolicTensor',
  ],
  [
    'an initial state over time',
    () => gru(5)(series, wrong({ initialState: [series] })),
    ShapeError,
    'got [batch, 6, 2]',
  ],
  [
    'numbers as states',
    () => lstm(5)(series, wrong({ initialState: [1, 2] })),
    TypeError,
    'lstm: expected a tensor of a model, such as input([28, 28, 1]), got 1',
  ],
  [
    'an initial state of a dense layer',
    () => dense(5)(series, wrong({ initialState: [state] })),
    TypeError,
    'initialState: only a recurrent layer, such as lstm(64), takes first states',
  ],
  [
    'an initial state of a block',
    () => block(gru(5), dense(3))(series, wrong({ initialState: [state] })),
    TypeError,
    'initialState: only a recurrent layer',
  ],
  [
    'an initial state of a model',
    () => encoder(x, wrong({ initialState: [state] })),
    TypeError,
    'initialState: only a recurrent layer',
  ],
  [
    'a misspelt option of a call',
    () => lstm(5)(series, wrong({ initialStates: [state, cell] })),
    TypeError,
    'lstm: unknown option initialStates; expected one of initialState',
  ],
  ['a model on another size', () => called(encoder, z), ShapeError, 'model: expected input [batch, 8], got [batch, 3]'],
  [
    'a model on a list',
    () => called(encoder, [x]),
    TypeError,
    'model: expected one tensor of a model, such as input([28, 28, 1]), got [SymbolicTensor]; call other layers first',
  ],
  [
    'one of several inputs of another size',
    () => called(named, { a: x, b: x }),
    ShapeError,
    'model: expected input b [batch, 3], got [batch, 8]',
  ],
  [
    'one of a list of another size',
    () => called(listed, [x, x]),
    ShapeError,
    'model: expected input 1 [batch, 3], got [batch, 8]',
  ],
  ['a named input left out', () => called(named, { a: x }), TypeError, 'model: expected an object of a, b, got { a }'],
  [
    'a misspelt input',
    () => called(named, { a: x, c: z }),
    TypeError,
    "model: inputs has a tensor for 'c', which no input takes",
  ],
  [
    'a list for named inputs',
    () => called(named, [x, z]),
    TypeError,
    'model: expected an object of a, b, got [SymbolicTensor, SymbolicTensor]',
  ],
  [
    'too short a list',
    () => called(listed, [x]),
    TypeError,
    'model: inputs is a list of 1; expected 2, a tensor for each input',
  ],
]

test.each(refused)('%s', (_, work, error, text) => {
  expect(work).toThrow(error)
  expect(work).toThrow(text)
})

const uncompiled: readonly (readonly [title: string, work: () => Promise<unknown>, text: string])[] = [
  [
    'a loss for no output',
    () => two.compile(wrong({ loss: { p: 'mse', Q: 'mse' } })),
    "compile: loss is for an output 'Q', which the model does not have; the outputs are p, q",
  ],
  [
    'a loss weight for no output',
    () => two.compile(wrong({ loss: 'mse', lossWeights: { r: 1 } })),
    "compile: lossWeights is for an output 'r'",
  ],
  [
    'a list of metrics for named outputs',
    () => two.compile(wrong({ loss: 'mse', metrics: ['mae'] })),
    'compile: metrics must be an object by output, got ["mae"]; the outputs are p, q',
  ],
  [
    'one metric for a list',
    () => two.compile(wrong({ loss: 'mse', metrics: { p: 'mae' } })),
    `compile: metrics must be a list, such as ['accuracy'], got "mae"`,
  ],
  [
    'metrics of an output without a loss',
    () => two.compile({ loss: { p: 'mse' }, metrics: { q: ['mae'] } }),
    'compile: output q has metrics, but no loss; give it one in loss',
  ],
  [
    'too short a list of losses',
    () => model({ inputs: x, outputs: [h, x] }).compile(wrong({ loss: ['mse'] })),
    'compile: loss must be a list with an entry for each of the 2 outputs, got 1',
  ],
  ['no loss', () => two.compile({ loss: {} }), 'compile: no output has a loss'],
  ['an unknown loss', () => two.compile(wrong({ loss: { p: 'mze' } })), `unknown loss "mze"; did you mean 'mse'?`],
  [
    'a loss weight that is no number',
    () => two.compile(wrong({ loss: 'mse', lossWeights: { p: '1' } })),
    'compile: lossWeights must be finite numbers, got "1"',
  ],
  [
    'an output named as another input',
    () => model({ inputs: { x }, outputs: { x: h } }).compile({ loss: 'mse' }),
    'compile: the input and an output are both named "x"; choose another name',
  ],
  [
    'an input named as a layer',
    () => model({ inputs: { dense: x }, outputs: { y: h } }).compile({ loss: 'mse' }),
    'compile: the input and a layer are both named "dense"; choose another name',
  ],
  ['no layers', () => model({ inputs: x, outputs: x }).compile({ loss: 'mse' }), 'compile: the model has no layers'],
  [
    'ids that are computed',
    () => model({ inputs: x, outputs: embedding(5, 2)(h) }).compile({ loss: 'mse' }),
    'takes ids, but dense before it gives other numbers',
  ],
]

test.each(uncompiled)('compile refuses %s', async (_, work, text) => {
  await expect(work()).rejects.toThrow(text)
})

describe('outputs', () => {
  const data = tensor(
    Float32Array.from({ length: 16 }, (_, i) => i),
    [2, 8],
  )

  test('may be inputs, by name or in a list', async () => {
    const y = dense(2)(x)
    await using byName = await model({ inputs: x, outputs: { same: x, y } }).compile({ loss: { y: 'mse' } })
    const { same } = await byName.predict(data)
    expect(same.toArray()).toEqual(data.toArray())
    expect(byName.exportInference().outputs.map(({ name }) => name)).toEqual(['same', 'y'])
    await using inList = await model({ inputs: x, outputs: [x, y] }).compile({ loss: [null, 'mse'] })
    expect((await inList.predict(data))[0].toArray()).toEqual(data.toArray())
    expect(inList.exportInference().outputs.map(({ name }) => name)).toEqual(['input_1', 'dense'])
  })

  test('may be one tensor twice', async () => {
    const y = dense(2)(x)
    await using trainer = await model({ inputs: x, outputs: [y, y] }).compile({ loss: 'mse', seed: 1 })
    const [one, other] = await trainer.predict(data)
    expect(one.toArray()).toEqual(other.toArray())
    expect(trainer.exportInference().outputs.map(({ name }) => name)).toEqual(['dense', 'dense_1'])
  })

  test('are float32, whatever computes them', async () => {
    const ids = input([4], { dtype: 'int32' })
    const scores = dense(3)(flatten()(embedding(9, 2)(ids)))
    const network = model({ inputs: ids, outputs: { scores, ids: flatten()(ids), best: argMax(scores, { axis: -1 }) } })
    await using trainer = await network.compile({ loss: { scores: 'mse' } })
    const given = tensor(Int32Array.of(1, 8, 0, 3), [1, 4])
    const all = await trainer.predict(given)
    expect(Object.values(all).map(({ dtype }) => dtype)).toEqual(['float32', 'float32', 'float32'])
    expect(all.ids.toArray()).toEqual([[1, 8, 0, 3]])
    const [row] = all.scores.toArray() as [number[]]
    expect(all.best.toArray()).toEqual([row.indexOf(Math.max(...row))])
  })
})

describe('names', () => {
  test('inputs of one name in a list are told apart', () => {
    const [a, b] = [input([3]), input([3])]
    expect(model({ inputs: [a, b], outputs: add(a, b) }).inputs.map(({ name }) => name)).toEqual(['input', 'input_1'])
  })

  test('a layer that is called again, and one in a model', () => {
    const shared = dense(8)
    const inner = model({ inputs: x, outputs: shared(shared(x)), name: 'inner' })
    const outer = model({ inputs: x, outputs: inner(shared(inner(x))) })
    expect(outer.layers.map(({ name }) => name)).toEqual([
      'inner/dense',
      'inner/dense/call_2',
      'inner/dense/call_3',
      'inner/dense/call_4',
      'inner/dense/call_5',
    ])
    expect(outer.countParams()).toBe(72)
  })

  test('a block of one layer takes what the layer takes', () => {
    expect(String(block(lstm(5))(series, { initialState: [state, cell] }))).toBe('SymbolicTensor([batch, 5], float32)')
  })
})

test('slips of JavaScript users: a layer that is not called, layers in a list of arguments', () => {
  const x = input([4])
  expect(() => flatten(x as never)).toThrow(
    'flatten: got a tensor in place of options; make the layer first, then call it with the tensor',
  )
  expect(() => dense(3, x as never)).toThrow('dense: got a tensor in place of options')
  expect(() => sequential(x, ...([dense(3)] as never[]))).toThrow(
    'sequential: takes the input alone; add layers by methods, as .dense(3), or by pipe',
  )
})
