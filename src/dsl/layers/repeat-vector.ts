import * as ops from '../../codegen/ops/index.js'
import type { Guard, GuardMethod, Shape } from '../../shapes/dim.js'
import { type RepeatVectorShape, repeatVectorShape, type VectorSentence } from '../../shapes/repeat-vector.js'
import { type KeepsDType, type Layer, layer, type NamedOptions, namedOptions, type Rule } from '../layer.js'
import type { Appended } from '../sequential.js'

export interface RepeatVectorRule<N extends number> extends Rule, KeepsDType {
  readonly output: RepeatVectorShape<this['input'], N>
  readonly parameters: 0
}

type RepeatVectorMethod<In extends Shape, Out extends Shape, Count extends number> = GuardMethod<
  VectorSentence<Out>,
  <const N extends number>(
    n: Guard<RepeatVectorShape<Out, N>, N>,
    options?: NamedOptions,
  ) => Appended<In, Out, Count, RepeatVectorRule<N>>
>

declare module '../methods.js' {
  interface Methods<In extends Shape, Out extends Shape, Count extends number> {
    readonly repeatVector: RepeatVectorMethod<In, Out, Count>
  }
}

const make = <const N extends number>(n: N, options: NamedOptions = {}): Layer<RepeatVectorRule<N>> =>
  layer('repeatVector', options, namedOptions, {
    takes: 'anything',
    outputShape: (shape) => repeatVectorShape(shape, n),
    weights: () => [],
    call: (x) => ops.concat(Array(n).fill(ops.unsqueeze(x, [1])), 1),
  })

/** The same vector at each of n steps: [batch, features] to [batch, n, features]. Keras's `RepeatVector`. */
export const repeatVector = make
