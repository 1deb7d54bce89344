import { describe, expect, test } from 'vitest'
import { input, scalar, type TensorData, type Value } from '../../src/codegen/ir/value.js'
import type { CallContext, LayerDefinition } from '../../src/dsl/layer-definition.js'
import { bidirectional, dense, dropout, gru, lstm, simpleRnn } from '../../src/dsl/layers/index.js'
import { weightsOf } from '../../src/dsl/weights.js'
import { createRandom } from '../../src/runtime/random.js'
import { distance, floats, numbers, runGraph } from '../support/evaluate.js'
import { definitionOf, layerGraph, runLayers } from '../support/layer-graph.js'
import { checkSnippets } from '../support/snippets.js'

const [rows, time, features, units] = [3, 6, 2, 4]

const wave = (shape: readonly number[]): TensorData =>
  floats(
    shape,
    Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => Math.sin(1.3 * i + 0.4)),
  )

/** The weights of a layer, made from a seed, as feeds. */
const weightsFor = (definition: LayerDefinition) => {
  const weights = weightsOf(layerGraph({ layer: definition }, { dtype: 'float32', shape: [rows, time, features] }))
  const feeds = Object.fromEntries(
    weights.map(({ name, spec: { shape, initializer } }) => [
      name,
      { dtype: 'float32', shape, data: initializer.fill(shape, createRandom(1, name)) } as TensorData,
    ]),
  )
  return { weights, feeds }
}

describe.each([
  ['lstm', lstm(units, { returnSequences: true, returnState: true })],
  ['gru', gru(units, { returnSequences: true, returnState: true })],
  ['gru that resets before', gru(units, { returnSequences: true, returnState: true, resetAfter: false })],
  ['simpleRnn', simpleRnn(units, { returnSequences: true, returnState: true })],
])('%s goes on from the states that it gave', (_, layer) => {
  test.each([
    ['in training', true],
    ['in prediction', false],
  ])('%s', async (_how, training) => {
    const definition = definitionOf(layer)
    const { weights, feeds } = weightsFor(definition)
    const byName = new Map(weights.map(({ spec, value }) => [spec.name, value]))
    const context = { training, mask: undefined, weight: (name: string) => byName.get(name) } as unknown as CallContext
    const { recurrence } = definition
    if (!recurrence) throw new Error('not recurrent')
    const part = (x: Value, initial?: readonly Value[]) =>
      recurrence.run(x, context, { reverse: false, ...(initial && { initial }) })
    const x = ['whole', 'first', 'second'].map((name, i) =>
      input(name, 'float32', ['batch', i === 0 ? time : time / 2, features]),
    ) as [Value, Value, Value]
    const whole = part(x[0])
    const first = part(x[1])
    const second = part(x[2], first.states)
    const data = numbers(wave([rows, time, features]))
    const half = (from: number) =>
      floats(
        [rows, time / 2, features],
        Array.from({ length: rows }, (_row, row) =>
          data.slice((row * time + from) * features, (row * time + from + time / 2) * features),
        ).flat(),
      )
    const got = await runGraph(
      {
        inputs: [...x, ...weights.map(({ value }) => value)],
        outputs: new Map([
          ['all', whole.output],
          ['later', second.output],
          ...whole.states.map((state, i) => [`whole ${i}`, state] as const),
          ...second.states.map((state, i) => [`parts ${i}`, state] as const),
        ]),
      },
      { whole: wave([rows, time, features]), first: half(0), second: half(time / 2), ...feeds },
    )
    const of = (name: string) => numbers(got.get(name) as TensorData)
    const lastHalf = Array.from({ length: rows }, (_row, row) =>
      of('all').slice((row * time + time / 2) * units, (row + 1) * time * units),
    ).flat()
    expect(distance(of('later'), lastHalf)).toBeLessThan(1e-6)
    for (const i of whole.states.keys()) expect(distance(of(`parts ${i}`), of(`whole ${i}`))).toBeLessThan(1e-6)
  })
})

/** What a layer makes of x in training, with kernels as given. */
const train = async (layer: unknown, x: TensorData, kernels: Readonly<Record<string, number>>) => {
  const size = x.shape.at(-1) as number
  const value = input('x', 'float32', ['batch', x.shape[1] as number, size])
  const graph = layerGraph({ layer: definitionOf(layer) }, value)
  const weights = weightsOf(graph)
  const feeds = Object.fromEntries(
    weights.map(({ name, spec }) => {
      const diagonal = kernels[spec.name.split('/').at(-1) as string] ?? 0
      const data = Float32Array.from({ length: spec.shape.reduce((a, b) => a * b, 1) }, (_, i) =>
        spec.shape.length === 2 && i % (size + 1) === 0 ? diagonal : 0,
      )
      return [name, { dtype: 'float32', shape: spec.shape, data } as TensorData]
    }),
  )
  const random = { seed: scalar(5, 'int32'), step: scalar(2, 'int32') }
  const { output } = runLayers(graph, weights, value, { random })
  const got = await runGraph(
    { inputs: [value, ...weights.map((weight) => weight.value)], outputs: new Map([['y', output]]) },
    { x, ...feeds },
  )
  return numbers(got.get('y') as TensorData)
}

describe('dropout over time', () => {
  const [many, size] = [200, 4]
  const ones = floats([many, 3, size], Array(many * 3 * size).fill(1))
  const linear = { activation: 'linear', returnSequences: true } as const
  const row = (all: readonly number[], r: number, t: number) => all.slice((r * 3 + t) * size, (r * 3 + t + 1) * size)

  test('drops the same features of the input at every time, and scales the others', async () => {
    const y = await train(simpleRnn(size, { ...linear, dropout: 0.25 }), ones, { kernel: 1, recurrentKernel: 0 })
    expect(new Set(y.map((value) => Math.round(value * 1e4)))).toEqual(new Set([0, 13333]))
    for (let r = 0; r < many; r++) {
      expect(row(y, r, 1)).toEqual(row(y, r, 0))
      expect(row(y, r, 2)).toEqual(row(y, r, 0))
    }
    const kept = y.filter((value) => value > 0).length / y.length
    expect(Math.abs(kept - 0.75)).toBeLessThan(0.05)
  })

  test('drops the same part of the state at every time', async () => {
    const y = await train(simpleRnn(size, { ...linear, recurrentDropout: 0.5 }), ones, {
      kernel: 1,
      recurrentKernel: 1,
    })
    for (let r = 0; r < many; r++) {
      expect(row(y, r, 0)).toEqual([1, 1, 1, 1])
      // kept parts double: 1 + 2 · 1, then 1 + 2 · 3; dropped ones start anew
      for (const [i, value] of row(y, r, 1).entries())
        expect([value, row(y, r, 2)[i]]).toEqual(value === 3 ? [3, 7] : [1, 1])
    }
    const kept = y.filter((value) => value === 7).length / (many * size)
    expect(Math.abs(kept - 0.5)).toBeLessThan(0.06)
  })

  test.each([
    ['lstm', lstm(size, { dropout: 0.5, recurrentDropout: 0.5 })],
    ['gru', gru(size, { dropout: 0.5, recurrentDropout: 0.5 })],
    ['gru that resets before', gru(size, { dropout: 0.5, recurrentDropout: 0.5, resetAfter: false })],
    ['both ways', bidirectional(lstm(size, { dropout: 0.2, recurrentDropout: 0.2 }))],
  ])('each gate of %s has masks of its own', async (_, layer) => {
    const y = await train(layer, ones, { kernel: 0.7, recurrentKernel: 0.3 })
    expect(y.every(Number.isFinite)).toBe(true)
    expect(new Set(y).size).toBeGreaterThan(4)
  })
})

describe('what does not fit at run time', () => {
  const withBackward = (backwardLayer: unknown, options = {}) =>
    bidirectional(lstm(3), { backwardLayer: backwardLayer as never, ...options })
  test.each([
    [() => lstm(3, { dropout: 1 }), 'lstm: dropout must be in [0, 1), got 1'],
    [() => gru(3, { recurrentDropout: -0.5 }), 'gru: recurrentDropout must be in [0, 1), got -0.5'],
    [() => lstm(3, { dropout: '0.5' as never }), 'lstm: dropout must be in [0, 1), got "0.5"'],
    [() => dropout('0.5' as never), 'dropout: rate must be in [0, 1), got "0.5"'],
    [() => lstm(3, { recurrentActivation: 'sigmod' as never }), 'unknown activation "sigmod"'],
    [() => gru(3, { returnSequences: 'yes' as never }), 'gru: returnSequences must be true or false, got "yes"'],
    [() => simpleRnn(3, { returnState: 1 as never }), 'simpleRnn: returnState must be true or false, got 1'],
    [() => lstm(3, { useBias: null as never }), 'lstm: useBias must be true or false, got null'],
    [() => bidirectional(dense(3)), 'bidirectional: expected a recurrent layer, such as lstm(64), got another one'],
    [
      () => bidirectional(undefined as never),
      'bidirectional: expected a recurrent layer, such as lstm(64), got undefined',
    ],
    [() => bidirectional(3 as never), 'bidirectional: expected a recurrent layer, such as lstm(64), got 3'],
    [
      () => bidirectional(lstm as never),
      'bidirectional: expected a recurrent layer, such as lstm(64), got a function; call it',
    ],
    [() => bidirectional(lstm(3, { goBackwards: true })), 'bidirectional: the layer itself must go forwards'],
    [() => withBackward(dense(3)), 'bidirectional: expected backwardLayer to be a recurrent layer'],
    [
      () => withBackward(null),
      'bidirectional: expected backwardLayer to be a recurrent layer, such as lstm(64, { goBackwards: true }), got null',
    ],
    [
      () => withBackward(lstm(3)),
      'bidirectional: one of the layer and backwardLayer must have goBackwards, got false in both',
    ],
    [
      () => withBackward(lstm(3, { goBackwards: true, returnSequences: true })),
      'bidirectional: returnSequences must be the same in the layer and backwardLayer, got false and true',
    ],
    [
      () => withBackward(gru(2, { goBackwards: true }), { mergeMode: 'mul' }),
      "bidirectional: mergeMode 'mul' needs as many units in the layer as in backwardLayer, got 3 and 2",
    ],
  ])('%s', (make, sentence) => {
    expect(make).toThrow(sentence)
  })
})

test('the number of outputs is known to the compiler', () => {
  const snippet = (call: string) => `const either = Date.now() > 0
const mode = either ? null : 'sum'
const model = sequential(input([5, 4]))
  ${call}`
  const state = 'since it decides how many tensors there are'
  const cases = [
    ['.lstm(3, { returnState: either })', `lstm: returnState must be known to be true or false here, ${state}`],
    ['.pipe(lstm(3, { returnState: either }))', `lstm: returnState must be known to be true or false here, ${state}`],
    [
      '.bidirectional(lstm(3), { mergeMode: mode })',
      `bidirectional: mergeMode must be known to be null or not here, ${state}`,
    ],
    [
      '.pipe(bidirectional(lstm(3), { mergeMode: mode }))',
      `bidirectional: mergeMode must be known to be null or not here, ${state}`,
    ],
  ] as const
  const checked = checkSnippets(cases.map(([call]) => snippet(call)))
  for (const [call, sentence] of cases) {
    expect(checked.get(snippet(call))?.diagnostics, call).toEqual([
      { line: 4, text: expect.stringContaining(`"${sentence}"`) },
    ])
  }
})
