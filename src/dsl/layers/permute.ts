import * as ops from '../../codegen/ops/index.js'
import type { Guard } from '../../shapes/dim.js'
import { type PermuteShape, permuteShape } from '../../shapes/permute.js'
import { type Fluent, type Layer, layer, type Method, type NamedOptions, namedOptions, type Rule } from '../layer.js'
import type { Appended } from '../sequential.js'

interface PermuteRule<Dims extends readonly number[]> extends Rule {
  readonly output: PermuteShape<this['input'], Dims>
  readonly parameters: 0
}

interface PermuteMethod extends Method {
  readonly call: <const Dims extends readonly number[]>(
    dims: Guard<PermuteShape<this['model']['shape'], Dims>, Dims>,
    options?: NamedOptions,
  ) => Appended<this['model'], PermuteRule<Dims>>
}

const make = <const Dims extends readonly number[]>(dims: Dims, options: NamedOptions = {}): Layer<PermuteRule<Dims>> =>
  layer('permute', options, namedOptions, {
    takes: 'anything',
    outputShape: (shape) => permuteShape(shape, dims),
    weights: () => [],
    call: (x) => ops.transpose(x, [0, ...dims]),
  })

/** The axes beside the batch in another order; they count from 1: [batch, a, b] to [batch, b, a] by [2, 1]. Keras's `Permute`. */
export const permute: typeof make & Fluent<PermuteMethod> = make
