import type { Shape } from '../../shapes/dim.js'
import type { ReluOptions as Bounds } from '../activations/rectifiers.js'
import { activations } from '../activations.js'
import { type IdentityRule, type Layer, type NamedOptions, namedOptions } from '../layer.js'
import type { Sequential } from '../sequential.js'
import { activationLayer } from './activation-layer.js'

export interface ReluOptions extends NamedOptions, Bounds {}

type ReluMethod<In extends Shape, Out extends Shape, Count extends number> = (
  options?: ReluOptions,
) => Sequential<In, Out, Count>

declare module '../methods.js' {
  interface Methods<In extends Shape, Out extends Shape, Count extends number> {
    readonly relu: ReluMethod<In, Out, Count>
  }
}

const make = (options: ReluOptions = {}): Layer<IdentityRule> =>
  activationLayer(
    'relu',
    options,
    { ...namedOptions, maxValue: true, negativeSlope: true, threshold: true },
    ({ maxValue, negativeSlope, threshold }) => activations.relu({ maxValue, negativeSlope, threshold }),
  )

/**
 * max(x, 0); with options x above the threshold, at most maxValue, and negativeSlope · (x - threshold) elsewhere. Keras's `ReLU`. A
 * layer; the operation on tensors is `relu`.
 */
export const relu = make
