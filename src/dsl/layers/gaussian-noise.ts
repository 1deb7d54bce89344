import * as ops from '../../codegen/ops/index.js'
import { describeValue } from '../../shapes/describe-value.js'
import type { Shape } from '../../shapes/dim.js'
import { type IdentityRule, type Layer, layer, type NamedOptions, namedOptions } from '../layer.js'
import { eachStep } from '../layer-definition.js'
import type { Sequential } from '../sequential.js'
import { normalLike } from './noise.js'

type GaussianNoiseMethod<In extends Shape, Out extends Shape, Count extends number> = (
  stddev: number,
  options?: NamedOptions,
) => Sequential<In, Out, Count>

declare module '../methods.js' {
  interface Methods<In extends Shape, Out extends Shape, Count extends number> {
    readonly gaussianNoise: GaussianNoiseMethod<In, Out, Count>
  }
}

const make = (stddev: number, options: NamedOptions = {}): Layer<IdentityRule> => {
  if (!(typeof stddev === 'number' && stddev >= 0 && stddev <= 1))
    throw new RangeError(`gaussianNoise: stddev must be in [0, 1], got ${describeValue(stddev)}`)
  return layer('gaussianNoise', options, namedOptions, {
    outputShape: (shape) => shape,
    ...eachStep,
    weights: () => [],
    call: (x, context) => (context.training && stddev > 0 ? ops.add(x, ops.mul(normalLike(context, x), stddev)) : x),
  })
}

/** In training adds noise of mean 0 and this standard deviation, 0 to 1; else does nothing. Keras's `GaussianNoise`. */
export const gaussianNoise = make
