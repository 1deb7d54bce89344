import type { ActivationName } from '../activations.js'
import {
  eachStep,
  type Fluent,
  type IdentityRule,
  type Layer,
  layer,
  type Method,
  type NamedOptions,
  namedOptions,
} from '../layer.js'
import type { Appended } from '../sequential.js'
import { type ActivatedOptions, activated } from './kernel.js'

export interface ActivationOptions extends NamedOptions, Pick<ActivatedOptions, 'activityRegularizer'> {}

interface ActivationMethod extends Method {
  readonly call: (activation: ActivationName, options?: ActivationOptions) => Appended<this['model'], IdentityRule>
}

const make = (activation: ActivationName, options: ActivationOptions = {}): Layer<IdentityRule> =>
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
export const activation: typeof make & Fluent<ActivationMethod> = make
