import type { ActivationName } from '../activations.js'
import { type Fluent, type Layer, layer, type Method, type Rule } from '../layer.js'
import type { Appended } from '../sequential.js'
import { type ActivatedOptions, activatedOutput } from './kernel.js'

interface IdentityRule extends Rule {
  readonly output: this['input']
  readonly parameters: 0
}

type Options = Omit<ActivatedOptions, 'activation'>

interface ActivationMethod extends Method {
  readonly call: (activation: ActivationName, options?: Options) => Appended<this['model'], IdentityRule>
}

const make = (activation: ActivationName, options: Options = {}): Layer<IdentityRule> =>
  layer({
    kind: 'activation',
    name: options.name,
    outputShape: (shape) => shape,
    weights: () => [],
    call: (x, context) => activatedOutput(x, { ...options, activation }, context),
  })

/** An activation by Keras's name, element by element; softmax over the last axis. Keras's `Activation`. */
export const activation: typeof make & Fluent<ActivationMethod> = make
