import * as ops from '../../codegen/ops/index.js'
import type { Guard } from '../../shapes/dim.js'
import { type ReshapeShape, reshapeShape } from '../../shapes/reshape.js'
import { type Fluent, type Layer, layer, type Method, type NamedOptions, namedOptions, type Rule } from '../layer.js'
import type { Appended } from '../sequential.js'

interface ReshapeRule<T extends readonly number[]> extends Rule {
  readonly output: ReshapeShape<this['input'], T>
  readonly parameters: 0
}

interface ReshapeMethod extends Method {
  readonly call: <const T extends readonly number[]>(
    targetShape: Guard<ReshapeShape<this['model']['shape'], T>, T>,
    options?: NamedOptions,
  ) => Appended<this['model'], ReshapeRule<T>>
}

const make = <const T extends readonly number[]>(targetShape: T, options: NamedOptions = {}): Layer<ReshapeRule<T>> =>
  layer('reshape', options, namedOptions, {
    outputShape: (shape) => reshapeShape(shape, targetShape),
    takes: 'anything',
    weights: () => [],
    call: (x) => ops.reshape(x, reshapeShape(x.shape, targetShape)),
  })

/** [batch, …] to [batch, ...targetShape]; one -1 stands for what is left over. Keras's `Reshape`. */
export const reshape: typeof make & Fluent<ReshapeMethod> = make
