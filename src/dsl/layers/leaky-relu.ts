import type { Shape } from '../../shapes/dim.js'
import { activations } from '../activations.js'
import { type IdentityRule, type Layer, type NamedOptions, namedOptions } from '../layer.js'
import type { Sequential } from '../sequential.js'
import { activationLayer } from './activation-layer.js'

export interface LeakyReluOptions extends NamedOptions {
  /** Of the result below 0; default 0.3, where that of the activation of this name is 0.2. */
  readonly negativeSlope?: number | undefined
}

type LeakyReluMethod<In extends Shape, Out extends Shape, Count extends number> = (
  options?: LeakyReluOptions,
) => Sequential<In, Out, Count>

declare module '../methods.js' {
  interface Methods<In extends Shape, Out extends Shape, Count extends number> {
    readonly leakyRelu: LeakyReluMethod<In, Out, Count>
  }
}

const make = (options: LeakyReluOptions = {}): Layer<IdentityRule> =>
  activationLayer('leakyRelu', options, { ...namedOptions, negativeSlope: true }, ({ negativeSlope = 0.3 }) =>
    activations.leakyRelu({ negativeSlope }),
  )

/** x, or negativeSlope · x below 0. Keras's `LeakyReLU`. */
export const leakyRelu = make
