import type { Shape } from '../../shapes/dim.js'
import { type ActivationLike, resolveActivation } from '../activations.js'
import { type IdentityRule, type Layer, layer, type NamedOptions, namedOptions } from '../layer.js'
import type { Sequential } from '../sequential.js'
import { type ActivatedOptions, activated, activatedSteps } from './kernel.js'

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

const make = (activation: ActivationLike, options: ActivationOptions = {}): Layer<IdentityRule> => {
  // left out it would be linear
  resolveActivation(activation)
  return layer(
    'activation',
    options,
    { ...namedOptions, activityRegularizer: true },
    {
      outputShape: (shape) => shape,
      ...activatedSteps({ activation }),
      weights: () => [],
      call: activated({ ...options, activation }),
    },
  )
}

/** An activation by Keras's name, element by element; softmax over the last axis. Keras's `Activation`. */
export const activation = make
