import { describe, expect, test } from 'vitest'
import type { LossLike } from '../../src/dsl/losses/resolve.js'
import { makeProgram } from '../../src/dsl/program.js'
import {
  activation,
  adam,
  add,
  batchNormalization,
  block,
  conv2d,
  dense,
  dropout,
  embedding,
  globalAveragePooling1d,
  gru,
  input,
  type Layer,
  l2,
  layerNormalization,
  lstm,
  type Model,
  model,
  multiHeadAttention,
  multiply,
  type Rule,
  remat,
  repeat,
  residual,
  sequential,
  sgd,
  type Tensor,
  tensor,
} from '../../src/index.js'
import { createRandom } from '../../src/runtime/random.js'
import { Trainer } from '../../src/runtime/trainer.js'
import { ShapeError } from '../../src/shapes/dim.js'
import { distance, numbers } from '../support/evaluate.js'
import { onnx } from '../support/onnx-model.js'
import { checkSnippets } from '../support/snippets.js'

/** `remat`, or nothing. */
type Wrap = <R extends Rule>(layer: Layer<R>) => Layer<R>
const plain: Wrap = (layer) => layer

const rows = 21
const random = createRandom(0, 'remat')
const floats = (...shape: number[]) =>
  tensor(
    Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => random() - 0.5),
    shape,
  )
const ids = tensor(
  Int32Array.from({ length: rows * 6 }, (_, i) => (i % 6 > i % 4 ? 0 : 1 + ((i * 7) % 8))),
  [rows, 6],
)
const labels = tensor(Int32Array.from({ length: rows }, (_, i) => i % 3))

const transformer = (wrap: Wrap) =>
  sequential(input([6], { dtype: 'int32' }))
    .embedding(9, 8)
    .pipe(
      repeat(3, () =>
        wrap(
          block(
            residual(block(layerNormalization(), multiHeadAttention(2, 4), dropout(0.2))),
            residual(
              block(
                layerNormalization(),
                dense(16, { activation: 'gelu', kernelRegularizer: l2(0.01), activityRegularizer: l2(0.02) }),
                dense(8),
              ),
            ),
          ),
        ),
      ),
    )
    .globalAveragePooling1d()
    .dense(3, { activation: 'softmax' })

const texts = (wrap: Wrap) =>
  sequential(input([6], { dtype: 'int32' }))
    .embedding(9, 4, { maskZero: true })
    .pipe(wrap(block(lstm(4, { returnSequences: true, dropout: 0.1 }), gru(4, { returnSequences: true }))))
    .pipe(wrap(batchNormalization()))
    .pipe(wrap(lstm(3)))
    .dense(3, { activation: 'softmax' })

/** A layer twice in one part and once in another, parts within parts and models, states, and a frozen layer. */
const branches = (wrap: Wrap) => {
  const x = input([4])
  const turned = dense(4, { activation: 'tanh', activityRegularizer: l2(0.02) })
  const norm = batchNormalization()
  const code = sequential(input([4]))
    .pipe(wrap(block(dense(4, { activation: 'tanh' }), dropout(0.3))))
    .batchNormalization()
  const a = wrap(block(turned, norm, turned))(x)
  const b = wrap(block(code, wrap(turned)))(a)
  const still = dense(4, { activation: 'tanh', trainable: false })
  const c = wrap(block(still, batchNormalization({ trainable: false }), norm))(add(code(b), a))
  return model({ inputs: x, outputs: [dense(3, { activation: 'softmax' })(multiply(b, c)), dense(2)(c)] })
}

const states = (wrap: Wrap) => {
  const x = input([6], { dtype: 'int32' })
  const [steps, h, c] = wrap(lstm(4, { returnSequences: true, returnState: true }))(embedding(9, 4)(x))
  const decoded = wrap(lstm(4, { returnSequences: true }))(steps, { initialState: [h, c] })
  return model({ inputs: x, outputs: dense(3, { activation: 'softmax' })(globalAveragePooling1d()(decoded)) })
}

const cnn = (wrap: Wrap) =>
  sequential(input([8, 8, 1]))
    .conv2d(4, 3, { padding: 'same' })
    .pipe(
      repeat(2, () =>
        wrap(
          block(
            residual(
              block(
                conv2d(4, 3, { padding: 'same' }),
                batchNormalization(),
                activation('relu'),
                conv2d(4, 3, { padding: 'same' }),
                batchNormalization(),
              ),
            ),
            activation('relu'),
          ),
        ),
      ),
    )
    .flatten()
    .dense(3, { activation: 'softmax' })

const classes = 'sparseCategoricalCrossentropy'
const cases: Readonly<
  Record<string, readonly [(wrap: Wrap) => Model, Tensor, Tensor | readonly Tensor[], loss: unknown]>
> = {
  transformer: [transformer, ids, labels, classes],
  texts: [texts, ids, labels, classes],
  branches: [branches, floats(rows, 4), [labels, floats(rows, 2)], [classes, 'mse']],
  states: [states, ids, labels, classes],
  cnn: [cnn, floats(rows, 8, 8, 1), labels, classes],
}

const made = (name: string, wrap: Wrap) => {
  const [make, x, y, loss] = cases[name] as (typeof cases)[string]
  return { model: make(wrap), x, y, loss: loss as LossLike }
}

/** History and state after two epochs by Adam; or after one step of plain descent, which tells the gradients. */
const trained = async (name: string, wrap: Wrap, stepsPerExecution: number, one = false) => {
  const { model, x, y, loss } = made(name, wrap)
  const program = makeProgram(model, { optimizer: one ? sgd({ learningRate: 1 }) : adam(), loss })
  const trainer = await Trainer.create(program, { stepsPerExecution, seed: 4 })
  const { history } = await trainer.fit(x, y, { batchSize: one ? rows : 8, epochs: one ? 1 : 2, verbose: 0 })
  const weights = trainer.weights()
  await trainer.release()
  return { history, weights }
}

describe('training with remat', () => {
  test.each(['transformer', 'states'])('%s: what it is without, bit for bit', async (name) => {
    for (const steps of [1, 4]) expect(await trained(name, remat, steps)).toEqual(await trained(name, plain, steps))
  })

  /*
   * Results differ by rounding where ONNX Runtime fuses nodes of the forward pass, as it does where nothing but the next node uses
   * them; and where three gradients or more of one tensor are added up, those of a part first.
   */
  test.each(['texts', 'branches', 'cnn'])('%s: what it is without, up to rounding', async (name) => {
    const [got, expected] = [await trained(name, remat, 1, true), await trained(name, plain, 1, true)]
    expect([...got.weights.keys()]).toEqual([...expected.weights.keys()])
    for (const [weight, value] of expected.weights)
      expect(distance(numbers(got.weights.get(weight) as typeof value), numbers(value)), weight).toBeLessThan(2e-6)
    expect(await trained(name, remat, 4)).toEqual(await trained(name, remat, 1))
  })
})

/** What the backward pass of a step reads of the activations, by the layers that made them. */
const savedBy = (name: string, wrap: Wrap): string[] => {
  const { model, loss } = made(name, wrap)
  const { graph } = onnx.ModelProto.decode(makeProgram(model, { optimizer: sgd(), loss }).step().model)
  const makers = new Map<string, string>()
  const saved = new Set<string>()
  const active = new Set(model.inputs.map(({ name }) => name))
  for (const node of graph?.node ?? []) {
    const inside = node.attribute?.flatMap(({ g }) => g?.node?.flatMap(({ input }) => input ?? []) ?? []) ?? []
    const used = [...(node.input ?? []), ...inside].filter((value) => active.has(value))
    const [, layer = ''] = /^(.*)\/\w+$/.exec(node.name ?? '') ?? []
    if (layer.startsWith('gradient/')) for (const value of used) saved.add(makers.get(value) ?? value)
    else if (used.length > 0 && !['Shape', 'Size'].includes(node.opType ?? ''))
      for (const value of node.output ?? []) {
        active.add(value)
        makers.set(value, layer)
      }
  }
  return [...saved]
}

describe('the graphs of a model with remat', () => {
  test('the backward pass reads what goes into the parts, and nothing from inside', () => {
    const [without, cnnWithout] = [savedBy('transformer', plain), savedBy('cnn', plain)]
    const outside = ['input', 'embedding', 'loss', 'global_average_pooling1d']
    expect(savedBy('transformer', remat).sort()).toEqual([...outside, 'add_1', 'add_3'].sort())
    expect(without).toEqual(expect.arrayContaining(['dense', 'layer_normalization', 'multi_head_attention/value']))
    expect(savedBy('cnn', remat).sort()).toEqual(['activation_1', 'conv2d', 'flatten', 'input', 'loss'])
    expect(cnnWithout).toEqual(expect.arrayContaining(['activation', 'batch_normalization', 'batch_normalization_1']))
  })

  test('weights have the same names and first values; evaluation and prediction are the same graphs', async () => {
    for (const name of Object.keys(cases)) {
      const [one, other] = await Promise.all(
        [remat, plain].map(async (wrap) => {
          const { model, loss } = made(name, wrap)
          const program = makeProgram(model, { optimizer: adam(), loss })
          const trainer = await Trainer.create(program, { seed: 1 })
          const weights = trainer.weights()
          await trainer.release()
          return { weights, graphs: [program.evaluation(), program.prediction(), program.inference(weights)] }
        }),
      )
      expect(one).toEqual(other)
    }
  })

  test('of a part within another only the outer counts', () => {
    const twice: Wrap = (layer) => remat(remat(layer))
    expect(savedBy('transformer', twice)).toEqual(savedBy('transformer', remat))
  })
})

describe('remat as a layer', () => {
  test('its trainable is that of what it wraps', () => {
    const inner = dense(3)
    const part = remat(block(inner, dense(3)))
    part.trainable = false
    expect([inner.trainable, part.trainable]).toEqual([false, false])
  })

  test('errors', () => {
    expect(() => remat(dense as never)).toThrow('remat: expected a layer, such as dense(3), got a function; call it')
    expect(() => remat(3 as never)).toThrow('remat: expected a layer, such as dense(3), got 3')
    expect(() => remat(add as never)).toThrow(
      'remat: expected a layer, such as dense(3), got an operation; call it on tensors, and use model({ inputs, outputs })',
    )
    const outside =
      'timeDistributed: expected a layer, such as dense(3), or layers one after the other, got remat; put it around: remat(timeDistributed(…))'
    for (const inside of [
      remat(dense(3)),
      block(remat(dense(3)), dense(2)),
      sequential(input([3]))
        .pipe(remat(dense(3)))
        .dense(2),
    ])
      expect(() => sequential(input([5, 3])).timeDistributed(inside as never)).toThrow(outside)
    for (const first of [lstm(3, { returnState: true }), remat(lstm(3, { returnState: true }))])
      expect(() => block(first, dense(2))).toThrow(ShapeError)
    expect(() => sequential(input([4])).pipe(remat(conv2d(3, 3)) as never)).toThrow(
      'conv2d: expected input [batch, height, width, channels], got [batch, 4]',
    )
  })

  test('types', () => {
    const start = 'sequential(input([8, 8, 2]))'
    const typed = {
      [`const c = ${start}.pipe(remat(block(conv2d(4, 3), batchNormalization())))`]:
        'Sequential<["batch", 8, 8, 2], ["batch", 6, 6, 4], 92>',
      [`const c = ${start}.pipe(repeat(3, () => remat(residual(conv2d(2, 3, { padding: 'same' })))))`]:
        'Sequential<["batch", 8, 8, 2], ["batch", 8, 8, 2], 114>',
      'const c = remat(dense(5))(input([4]))': 'SymbolicTensor<["batch", 5], "float32">',
      'const c = remat(sequential(input([4])).dense(5))(input([4]))': 'SymbolicTensor<["batch", 5], "float32">',
      'const c = remat(lstm(5, { returnState: true }))(input([7, 4]))':
        '[SymbolicTensor<["batch", 5], "float32">, SymbolicTensor<["batch", 5], "float32">, SymbolicTensor<["batch", 5], "float32">]',
    }
    const wrong = {
      [`const c =\n  ${start}\n    .pipe(remat(residual(conv2d(4, 3))))`]:
        "residual: the block gives [batch, 6, 6, 4], its shortcut [batch, 8, 8, 2]; give a shortcut that ends in the block's shape",
      'const x = input([4])\nconst c =\n  remat(conv2d(3, 3))(x)':
        'conv2d: expected input [batch, height, width, channels], got [batch, 4]',
      'const n = 3\nconst c =\n  remat(dense)': 'remat: expected a layer, such as dense(3), got a function; call it',
      'const n = 3\nconst c =\n  remat(add)':
        'remat: expected a layer, such as dense(3), got an operation; call it on tensors, and use model({ inputs, outputs })',
    }
    const checked = checkSnippets([...Object.keys(typed), ...Object.keys(wrong)])
    for (const [snippet, type] of Object.entries(typed)) {
      expect(checked.get(snippet)?.diagnostics, snippet).toEqual([])
      expect(checked.get(snippet)?.typeOf('c')).toBe(type)
    }
    for (const [snippet, sentence] of Object.entries(wrong)) {
      expect(checked.get(snippet)?.diagnostics, snippet).toEqual([
        expect.objectContaining({ line: 3, text: expect.stringContaining(`"${sentence}"`) }),
      ])
    }
  })
})
