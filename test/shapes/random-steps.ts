import fc from 'fast-check'
import { layerCalls, source } from './random-calls.js'

/*
 * What a functional model may do next, as source code: $0, $1 and $2 stand for tensors that are there already, $L for a layer or
 * a model that is.
 */

export interface Step {
  readonly code: string
  /** What the statement makes: a tensor or a list of them, a layer that is used at once, or a layer for later. */
  readonly makes: 'tensors' | 'layer'
}

const small = fc.constantFrom(1, 2, 3, 4, 6)
const axis = fc.integer({ min: -4, max: 4 })
const text = JSON.stringify

/** Source code with its holes filled from arbitraries. */
const code = (strings: TemplateStringsArray, ...holes: readonly fc.Arbitrary<unknown>[]): fc.Arbitrary<string> =>
  fc
    .tuple(...holes)
    .map((values) => strings.reduce((all, part, i) => `${all}${i > 0 ? `${values[i - 1]}` : ''}${part}`, ''))

/** Options as source code, each of them there or not. */
const options = (model: Readonly<Record<string, fc.Arbitrary<unknown>>>): fc.Arbitrary<string> =>
  fc.record(model, { requiredKeys: [] }).map((given) => (Object.keys(given).length > 0 ? `, ${text(given)}` : ''))

const pick = (...names: readonly string[]) => fc.constantFrom(...names)

const elementwise = fc.oneof(
  code`${pick('add', 'subtract', 'multiply', 'divide', 'power', 'maximum', 'minimum', 'average')}($0, $1)`,
  code`${pick('add', 'multiply', 'maximum', 'minimum', 'average')}($0, $1, $2)`,
  code`${pick('add', 'multiply', 'divide', 'power', 'subtract')}($0, ${pick('2', '0.5', '-1')})`,
  code`${pick('equal', 'notEqual', 'greater', 'greaterEqual', 'less', 'lessEqual')}($0, ${pick('$1', '0', '0.5')})`,
  code`${pick('abs', 'exp', 'floor', 'log', 'negative', 'relu', 'sigmoid', 'sign', 'softplus', 'sqrt', 'square', 'tanh')}($0)`,
  code`clip($0, -1, ${pick('1', '0.5')})`,
  code`cast($0, ${pick("'float32'", "'float64'", "'int32'", "'int64'", "'bool'", "'uint8'")})`,
  code`where(${pick('greater($0, 0)', 'less($0, $1)', '$0')}, ${pick('$1', '1')}, ${pick('$2', '0.5')})`,
  code`${pick('logicalAnd', 'logicalOr')}(greater($0, 0), ${pick('equal($1, 1)', '$1')})`,
  code`logicalNot(${pick('$0', 'greater($0, 0)')})`,
)

const axes = fc.oneof(axis, fc.array(axis, { minLength: 1, maxLength: 3 }))

const reducing = fc.oneof(
  code`${pick('sum', 'mean', 'max', 'min')}($0${options({ axis: axes, keepDims: fc.boolean() })})`,
  code`argMax($0${options({ axis, keepDims: fc.boolean() })})`,
  code`${pick('softmax', 'logSoftmax')}($0${options({ axis })})`,
)

const place = fc.integer({ min: -4, max: 4 })
const open = fc.oneof(place, fc.constant(null))
const range = fc.oneof(
  fc.constant(null),
  place,
  fc.tuple(open, open),
  fc.tuple(open, open, fc.constantFrom(1, 2, -1, -2, 3)),
)
const ranges = fc
  .tuple(fc.constantFrom(null, null, null, [1, 2]), fc.array(range, { maxLength: 3 }))
  .map(([first, rest]) => text([first, ...rest]))

const orders = fc.constantFrom([0, 1], [1, 0], [0, 2, 1], [1, 0, 2], [2, 0, 1], [0, 2, 3, 1], [0, 3, 1, 2], [0, 1, 2])
const equations = [
  ['bi,bj->bij', '$0, $1'],
  ['bi,bi->b', '$0, $1'],
  ['bij,bjk->bik', '$0, $1'],
  ['bij,bkj->bik', '$0, $1'],
  ['bij,bj->bi', '$0, $1'],
  ['bij->bji', '$0'],
  ['bij->b', '$0'],
  ['bi->i', '$0'],
  ['bhwc,bhwd->bcd', '$0, $1'],
  ['bi,bj,bk->bijk', '$0, $1, $2'],
] as const
const einsum = fc.constantFrom(...equations).map(([equation, tensors]) => `einsum('${equation}', ${tensors})`)

const moving = fc.oneof(
  code`transpose($0${fc.oneof(
    fc.constant(''),
    orders.map((order) => `, ${text(order)}`),
  )})`,
  code`slice($0, ${ranges})`,
  code`slice($0, ${ranges})`,
  code`squeeze($0, ${fc.oneof(axis, fc.array(axis, { minLength: 1, maxLength: 2 })).map(text)})`,
  code`expandDims($0, ${axis})`,
)

const joining = fc.oneof(
  code`concatenate([${pick('$0, $1', '$0, $0', '$0, $1, $2', '$0')}]${options({ axis })})`,
  code`stack([${pick('$0, $1', '$0, $0', '$0, $1, $2', '$0')}]${options({ axis })})`,
  code`split($0, ${fc.oneof(small, fc.array(small, { minLength: 1, maxLength: 3 })).map(text)}${options({ axis })})`,
  code`matmul($0, ${pick('$1', '$1', 'transpose($0, [0, 2, 1])', 'transpose($1, [0, 2, 1])')})`,
  code`dot($0, $1, { axes: ${fc.oneof(axis, fc.tuple(axis, axis)).map(text)}${pick('', ', normalize: true')} })`,
  einsum,
)

const plain = layerCalls(small)
const layer = fc.oneof(...Object.values(plain)).map(source)
const recurrent = pick('lstm', 'gru', 'simpleRnn')
const kept = pick('activation("relu")', 'batchNormalization()', 'dropout(0.5)', 'rescaling(2)')

/** Layers of layers, and chains. */
const compound = fc.oneof(
  code`block(${layer}, ${layer})`,
  code`block(${kept}, ${layer}, ${kept})`,
  code`residual(dense(${small}))`,
  code`residual(block(${layer}, ${kept}))`,
  code`residual(dense(${small}), dense(${small}))`,
  code`residual(${kept})`,
  code`repeat(${small}, () => residual(dense(${small})))`,
  code`repeat(${small}, () => ${layer})`,
  code`bidirectional(${recurrent}(${small}${options({ returnSequences: fc.boolean() })})${options({
    mergeMode: fc.constantFrom('concat', 'sum', 'ave', 'mul', null),
  })})`,
  code`timeDistributed(${layer})`,
  code`${recurrent}(${small}, { returnState: true${pick('', ', returnSequences: true')} })`,
  code`sequential(input([${small}])).dense(${small})`,
  code`sequential(input([${pick('null', "'steps'", '3')}, ${small}])).${recurrent}(${small}).dense(${small})`,
  code`sequential(input(['steps', ${small}])).conv1d(${small}, 1).${pick('activation("tanh")', 'permute([2, 1])')}`,
)

const made = (makes: Step['makes'], arbitrary: fc.Arbitrary<string>): fc.Arbitrary<Step> =>
  arbitrary.map((text) => ({ code: text, makes }))

export const steps: fc.Arbitrary<Step> = fc.oneof(
  { arbitrary: made('tensors', elementwise), weight: 5 },
  { arbitrary: made('tensors', reducing), weight: 2 },
  { arbitrary: made('tensors', moving), weight: 4 },
  { arbitrary: made('tensors', joining), weight: 5 },
  { arbitrary: made('tensors', code`${layer}($0)`), weight: 4 },
  { arbitrary: made('tensors', code`${compound}($0)`), weight: 3 },
  { arbitrary: made('tensors', code`${recurrent}(${small})($0, { initialState: [$1] })`), weight: 1 },
  { arbitrary: made('tensors', fc.constant('$L($0)')), weight: 3 },
  { arbitrary: made('layer', fc.oneof(layer, compound)), weight: 1 },
  { arbitrary: made('layer', fc.constant('model({ inputs: $0, outputs: $1 })')), weight: 1 },
)
