import type { Shape } from '../../shapes/dim.js'
import { activations } from '../activations.js'
import { type IdentityRule, type Layer, type NamedOptions, namedOptions } from '../layer.js'
import type { Sequential } from '../sequential.js'
import { activationLayer } from './activation-layer.js'

export interface EluOptions extends NamedOptions {
  /** Default 1. */
  readonly alpha?: number | undefined
}

type EluMethod<In extends Shape, Out extends Shape, Count extends number> = (
  options?: EluOptions,
) => Sequential<In, Out, Count>

declare module '../methods.js' {
  interface Methods<In extends Shape, Out extends Shape, Count extends number> {
    readonly elu: EluMethod<In, Out, Count>
  }
}

const make = (options: EluOptions = {}): Layer<IdentityRule> =>
  activationLayer('elu', options, { ...namedOptions, alpha: true }, ({ alpha }) => activations.elu({ alpha }))

/** x, or alpha · (exp(x) - 1) below 0 (Clevert et al., 2016). Keras's `ELU`. */
export const elu = make
