import * as ops from '../../codegen/ops/index.js'
import type { Guard, Shape } from '../../shapes/dim.js'
import { type PermuteShape, permuteShape } from '../../shapes/permute.js'
import { type KeepsDType, type Layer, layer, type NamedOptions, namedOptions, type Rule } from '../layer.js'
import type { Appended } from '../sequential.js'

export interface PermuteRule<Dims extends readonly number[]> extends Rule, KeepsDType {
  readonly output: PermuteShape<this['input'], Dims>
  readonly parameters: 0
}

type PermuteMethod<In extends Shape, Out extends Shape, Count extends number> = <const Dims extends readonly number[]>(
  dims: Guard<PermuteShape<Out, Dims>, Dims>,
  options?: NamedOptions,
) => Appended<In, Out, Count, PermuteRule<Dims>>

declare module '../methods.js' {
  interface Methods<In extends Shape, Out extends Shape, Count extends number> {
    readonly permute: PermuteMethod<In, Out, Count>
  }
}

const make = <const Dims extends readonly number[]>(dims: Dims, options: NamedOptions = {}): Layer<PermuteRule<Dims>> =>
  layer('permute', options, namedOptions, {
    takes: 'anything',
    outputShape: (shape) => permuteShape(shape, dims),
    weights: () => [],
    call: (x) => ops.transpose(x, [0, ...dims]),
  })

/** The axes beside the batch in another order; they count from 1: [batch, a, b] to [batch, b, a] by [2, 1]. Keras's `Permute`. */
export const permute = make
