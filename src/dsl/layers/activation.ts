import type { Shape } from '../../shapes/dim.js'
import type { ActivationLike } from '../activations.js'
import { type IdentityRule, type Layer, layer, type NamedOptions, namedOptions } from '../layer.js'
import { eachStep } from '../layer-definition.js'
import type { Sequential } from '../sequential.js'
import { type ActivatedOptions, activated } from './kernel.js'

export interface ActivationOptions extends NamedOptions, Pick<ActivatedOptions, 'activityRegularizer'> {}

type ActivationMethod<In extends Shape, Out extends Shape, Count extends number> = (
  activation: ActivationLike,
  options?: ActivationOptions,
) => Sequential<In, Out, Count>

declare module '../methods.js' {
  interface Methods<In extends Shape, Out extends Shape, Count extends number> {
    readonly activation: ActivationMethod<In, Out, Count>
  }
}

const make = (activation: ActivationLike, options: ActivationOptions = {}): Layer<IdentityRule> =>
  layer(
    'activation',
    options,
    { ...namedOptions, activityRegularizer: true },
    {
      outputShape: (shape) => shape,
      ...eachStep,
      weights: () => [],
      call: activated({ ...options, activation }),
    },
  )

/** An activation by Keras's name, element by element; softmax over the last axis. Keras's `Activation`. */
export const activation = make
