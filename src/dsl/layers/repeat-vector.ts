import * as ops from '../../codegen/ops/index.js'
import type { Guard, GuardMethod } from '../../shapes/dim.js'
import { type RepeatVectorShape, repeatVectorShape, type VectorSentence } from '../../shapes/repeat-vector.js'
import { type Fluent, type Layer, layer, type Method, type NamedOptions, namedOptions, type Rule } from '../layer.js'
import type { Appended } from '../sequential.js'

interface RepeatVectorRule<N extends number> extends Rule {
  readonly output: RepeatVectorShape<this['input'], N>
  readonly parameters: 0
}

interface RepeatVectorMethod extends Method {
  readonly call: GuardMethod<
    VectorSentence<this['model']['shape']>,
    <const N extends number>(
      n: Guard<RepeatVectorShape<this['model']['shape'], N>, N>,
      options?: NamedOptions,
    ) => Appended<this['model'], RepeatVectorRule<N>>
  >
}

const make = <const N extends number>(n: N, options: NamedOptions = {}): Layer<RepeatVectorRule<N>> =>
  layer('repeatVector', options, namedOptions, {
    takes: 'anything',
    outputShape: (shape) => repeatVectorShape(shape, n),
    weights: () => [],
    call: (x) => ops.concat(Array(n).fill(ops.unsqueeze(x, [1])), 1),
  })

/** The same vector at each of n steps: [batch, features] to [batch, n, features]. Keras's `RepeatVector`. */
export const repeatVector: typeof make & Fluent<RepeatVectorMethod> = make
