import type { Shape } from '../../shapes/dim.js'
import { type FlattenShape, flattenShape } from '../../shapes/flatten.js'
import { type KeepsDType, type Layer, layer, type NamedOptions, namedOptions, type Rule } from '../layer.js'
import type { Extended } from '../sequential.js'
import { reshapeBehindBatch } from './behind-batch.js'

export interface FlattenRule extends Rule, KeepsDType {
  readonly output: FlattenShape<this['input']>
  readonly parameters: 0
}

type FlattenMethod<In extends Shape, Out extends Shape, Count extends number> = (
  options?: NamedOptions,
) => Extended<In, FlattenShape<Out>, Count>

declare module '../methods.js' {
  interface Methods<In extends Shape, Out extends Shape, Count extends number> {
    readonly flatten: FlattenMethod<In, Out, Count>
  }
}

const make = (options: NamedOptions = {}): Layer<FlattenRule> =>
  layer('flatten', options, namedOptions, {
    outputShape: flattenShape,
    takes: 'anything',
    weights: () => [],
    call: (x) => reshapeBehindBatch(x, flattenShape(x.shape)),
  })

/** Everything but the batch in one axis: [batch, a, b, …] to [batch, a · b · …]. Keras's `Flatten`. */
export const flatten = make
