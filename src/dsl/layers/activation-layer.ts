import type { Activation } from '../activations.js'
import { type IdentityRule, type KnownOptions, type Layer, layer, type NamedOptions } from '../layer.js'
import { eachStep } from '../layer-definition.js'

/** A layer that is an activation, made with the options once they are known to be some. */
export const activationLayer = <O extends NamedOptions>(
  kind: string,
  options: O,
  known: KnownOptions<O>,
  activation: (options: O) => Activation,
): Layer<IdentityRule> => {
  const made = layer<IdentityRule, O>(kind, options, known, {
    outputShape: (shape) => shape,
    ...eachStep,
    weights: () => [],
    call: (x) => call(x),
  })
  const { call } = activation(options)
  return made
}
