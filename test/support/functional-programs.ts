import { adam, sgd } from '../../src/codegen/optimizers/index.js'
import { model } from '../../src/dsl/functional.js'
import { input } from '../../src/dsl/input.js'
import {
  activation,
  batchNormalization,
  conv2d,
  dense,
  embedding,
  globalAveragePooling1d,
  globalAveragePooling2d,
  lstm,
} from '../../src/dsl/layers/index.js'
import { add, concatenate, multiply, square, subtract } from '../../src/dsl/operations/index.js'
import { l2 } from '../../src/dsl/regularizers.js'
import { sequential } from '../../src/dsl/sequential.js'
import type { SymbolicTensor } from '../../src/dsl/symbolic.js'
import { Tensor } from '../../src/runtime/tensor.js'
import type { Trainer } from '../../src/runtime/trainer.js'

/** One tensor, a list, or by name. */
export type Arranged<T> = T | readonly T[] | { readonly [name: string]: T }

/** What trains the whole, and for some what holds its parts, with the inputs of those. */
export interface Program {
  readonly whole: Promise<Trainer>
  readonly parts?: readonly (readonly [Promise<Trainer>, x: Arranged<Tensor>])[]
}

const wave = (...shape: number[]) =>
  new Tensor(
    Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => Math.sin(0.7 * i)),
    shape,
    'float32',
  )

/** The programs of test/golden/functional_keras.py. */
export const programs: Readonly<Record<string, () => Program>> = {
  residual: () => {
    const x = input([6, 6, 2])
    const same = { padding: 'same', useBias: false } as const
    const stem = conv2d(4, 3, { padding: 'same', activation: 'relu', name: 'stem' })(x)
    const first = batchNormalization({ name: 'norm' })(conv2d(4, 3, { ...same, name: 'first' })(stem))
    const second = batchNormalization({ name: 'norm2' })(
      conv2d(4, 3, { ...same, name: 'second' })(activation('relu')(first)),
    )
    const pooled = globalAveragePooling2d()(activation('relu')(add(stem, second)))
    const outputs = dense(3, { activation: 'softmax', name: 'scores' })(pooled)
    const optimizer = sgd({ learningRate: 0.1, momentum: 0.9 })
    const loss = 'sparseCategoricalCrossentropy'
    return { whole: model({ inputs: x, outputs }).compile({ optimizer, loss, metrics: ['accuracy'] }) }
  },
  resnet20: () => {
    const x = input([8, 8, 3])
    const normalized = (h: SymbolicTensor, filters: number, kernelSize: number, strides: number, name: string) => {
      const convolved = conv2d(filters, kernelSize, { strides, padding: 'same', useBias: false, name })(h)
      return batchNormalization({ name: `${name}_norm` })(convolved) as SymbolicTensor
    }
    const relu = (h: SymbolicTensor) => activation('relu')(h) as SymbolicTensor
    const units = [2, 4, 8].flatMap((filters, stage) => [0, 1, 2].map((unit) => ({ filters, stage, unit })))
    const last = units.reduce(
      (h, { filters, stage, unit }) => {
        const [name, strides] = [`unit${stage}${unit}`, stage > 0 && unit === 0 ? 2 : 1]
        const inner = relu(normalized(h, filters, 3, strides, `${name}_first`))
        const shortcut = strides === 1 ? h : normalized(h, filters, 1, 2, `${name}_shortcut`)
        return relu(add(normalized(inner, filters, 3, 1, `${name}_second`), shortcut) as SymbolicTensor)
      },
      relu(normalized(x, 2, 3, 1, 'stem')),
    )
    const outputs = dense(4, { activation: 'softmax', name: 'scores' })(globalAveragePooling2d()(last))
    const optimizer = sgd({ learningRate: 0.002, momentum: 0.9 })
    const loss = 'sparseCategoricalCrossentropy'
    return { whole: model({ inputs: x, outputs }).compile({ optimizer, loss, metrics: ['accuracy'] }) }
  },
  connected: () => {
    const x = input([5])
    const a = concatenate([x, dense(4, { activation: 'tanh', name: 'a' })(x)])
    const b = concatenate([a, dense(4, { activation: 'tanh', name: 'b' })(a)])
    const c = concatenate([b, dense(4, { activation: 'tanh', name: 'c' })(b)])
    const network = model({ inputs: x, outputs: dense(1, { name: 'out' })(c) })
    return { whole: network.compile({ optimizer: adam(), loss: 'mse', metrics: ['mae'] }) }
  },
  siamese: () => {
    const [a, b] = [input([6], { name: 'left' }), input([6], { name: 'right' })]
    const shared = dense(4, { activation: 'tanh', name: 'shared' })
    const norm = batchNormalization({ momentum: 0.9, name: 'norm' })
    const [left, right] = [norm(shared(a)), norm(shared(b))]
    const same = dense(1, { activation: 'sigmoid', name: 'same' })(square(subtract(left, right)))
    const optimizer = sgd({ learningRate: 0.2 })
    const network = model({ inputs: [a, b], outputs: same })
    return { whole: network.compile({ optimizer, loss: 'binaryCrossentropy', metrics: ['accuracy'] }) }
  },
  named: () => {
    const [text, values] = [input([6], { dtype: 'int32' }), input([3])]
    const words = globalAveragePooling1d()(embedding(9, 4, { maskZero: true, name: 'words' })(text))
    const joint = dense(6, { activation: 'tanh', name: 'joint' })(concatenate([words, values]))
    const p = dense(2, { name: 'regression' })(joint)
    const q = dense(3, { activation: 'softmax', name: 'classes' })(joint)
    const whole = model({ inputs: { text, numbers: values }, outputs: { p, q } }).compile({
      optimizer: sgd({ learningRate: 0.3 }),
      loss: { p: 'mse', q: 'sparseCategoricalCrossentropy' },
      lossWeights: { p: 0.5, q: 2 },
      metrics: { p: ['mae'], q: ['accuracy'] },
    })
    return { whole }
  },
  listed: () => {
    const [a, b] = [input([4], { name: 'a' }), input([3], { name: 'b' })]
    const both = dense(5, { activation: 'tanh', name: 'both' })(concatenate([a, b]))
    const outputs = [dense(2, { name: 'two' })(both), dense(1, { name: 'one' })(both)] as const
    return { whole: model({ inputs: [a, b], outputs }).compile({ optimizer: 'adam', loss: 'mse' }) }
  },
  unjudged: () => {
    const x = input([4])
    const features = dense(5, { activation: 'tanh', name: 'hidden' })(x)
    const network = model({ inputs: x, outputs: { p: dense(2, { name: 'dense_p' })(features), features } })
    return { whole: network.compile({ optimizer: 'adam', loss: { p: 'mse' } }) }
  },
  nested: () => {
    const encoder = sequential(input([4]))
      .dense(6, { activation: 'tanh', kernelRegularizer: l2(0.01), name: 'code' })
      .batchNormalization({ name: 'norm' })
    const m = input([6])
    const mixer = model({ inputs: m, outputs: add(m, dense(6, { activation: 'tanh', name: 'mix' })(m)) })
    const [a, b] = [input([4], { name: 'a' }), input([4], { name: 'b' })]
    const outputs = dense(1, { name: 'out' })(multiply(mixer(mixer(encoder(a))), mixer(encoder(b))))
    const optimizer = sgd({ learningRate: 0.02 })
    return { whole: model({ inputs: [a, b], outputs }).compile({ optimizer, loss: 'mse' }) }
  },
  translated: () => {
    const source = input([5], { dtype: 'int32', name: 'source' })
    const target = input([6], { dtype: 'int32', name: 'target_ids' })
    const [, h, c] = lstm(5, { returnState: true, name: 'encoder' })(
      embedding(9, 4, { maskZero: true, name: 'from' })(source),
    )
    const decoder = lstm(5, { returnSequences: true, name: 'decoder' })
    const decoded = decoder(embedding(9, 4, { maskZero: true, name: 'to' })(target), { initialState: [h, c] })
    const outputs = dense(9, { activation: 'softmax', name: 'next' })(decoded)
    const [optimizer, loss] = [sgd({ learningRate: 0.5 }), 'sparseCategoricalCrossentropy'] as const
    return { whole: model({ inputs: [source, target], outputs }).compile({ optimizer, loss, metrics: ['accuracy'] }) }
  },
  weighted: () => {
    const x = input([5, 2])
    const steps = lstm(4, { returnSequences: true, name: 'steps' })(x)
    const each = dense(2, { name: 'dense_each' })(steps)
    const last = dense(3, { activation: 'softmax', name: 'dense_last' })(lstm(4, { name: 'ends' })(steps))
    const whole = model({ inputs: x, outputs: { each, last } }).compile({
      optimizer: 'adam',
      loss: { each: 'mse', last: 'sparseCategoricalCrossentropy' },
      lossWeights: { each: 3 },
      metrics: { each: ['mae'], last: ['accuracy'] },
      weightedMetrics: { each: ['mse'], last: ['accuracy'] },
    })
    return { whole }
  },
  cut: () => {
    const x = input([4])
    const hidden = dense(5, { activation: 'tanh', name: 'hidden' })(x)
    const middle = dense(3, { activation: 'tanh', name: 'middle' })(hidden)
    const y = dense(2, { name: 'out' })(concatenate([hidden, middle]))
    const head = model({ inputs: x, outputs: hidden }).compile({ loss: 'mse' })
    const tail = model({ inputs: [hidden], outputs: [middle, y] }).compile({ loss: 'mse' })
    const whole = model({ inputs: x, outputs: y }).compile({ optimizer: 'adam', loss: 'mse' })
    return {
      whole,
      parts: [
        [head, wave(4, 4)],
        [tail, [wave(4, 5)]],
      ],
    }
  },
}
