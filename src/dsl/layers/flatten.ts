import * as ops from '../../codegen/ops/index.js'
import { type FlattenShape, flattenShape } from '../../shapes/flatten.js'
import { type Fluent, type Layer, layer, type Method, type NamedOptions, namedOptions, type Rule } from '../layer.js'
import type { Appended } from '../sequential.js'

interface FlattenRule extends Rule {
  readonly output: FlattenShape<this['input']>
  readonly parameters: 0
}

interface FlattenMethod extends Method {
  readonly call: (options?: NamedOptions) => Appended<this['model'], FlattenRule>
}

const make = (options: NamedOptions = {}): Layer<FlattenRule> =>
  layer('flatten', options, namedOptions, {
    outputShape: flattenShape,
    takes: 'anything',
    weights: () => [],
    call: (x) => ops.reshape(x, flattenShape(x.shape)),
  })

/** Everything but the batch in one axis: [batch, a, b, …] to [batch, a · b · …]. Keras's `Flatten`. */
export const flatten: typeof make & Fluent<FlattenMethod> = make
