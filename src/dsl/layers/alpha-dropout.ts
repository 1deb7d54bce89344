import * as ops from '../../codegen/ops/index.js'
import type { Guard, Shape } from '../../shapes/dim.js'
import { checkRate, type RateSentence } from '../../shapes/dropout-rate.js'
import { type Layer, layer, type NamedOptions, namedOptions, type Rule } from '../layer.js'
import { eachStep } from '../layer-definition.js'
import type { Extended } from '../sequential.js'
import { keptAtRandom } from './dropout-mask.js'

type Dropped<S, R extends number> = RateSentence<'alphaDropout', 'rate', R> extends infer E extends string ? E : S

export interface AlphaDropoutRule<R extends number> extends Rule {
  readonly output: Dropped<this['input'], R>
  readonly parameters: 0
}

type AlphaDropoutMethod<In extends Shape, Out extends Shape, Count extends number> = <const R extends number>(
  rate: Guard<RateSentence<'alphaDropout', 'rate', R>, R>,
  options?: NamedOptions,
) => [R] extends [number] ? Extended<In, Dropped<Out, R>, Count> : never

declare module '../methods.js' {
  interface Methods<In extends Shape, Out extends Shape, Count extends number> {
    readonly alphaDropout: AlphaDropoutMethod<In, Out, Count>
  }
}

/** What selu goes towards below 0. */
const floor = -1.6732632423543772 * 1.0507009873554805

const make = <const R extends number>(rate: R, options: NamedOptions = {}): Layer<AlphaDropoutRule<R>> => {
  checkRate('alphaDropout', 'rate', rate)
  const scale = ((1 - rate) * (1 + rate * floor ** 2)) ** -0.5
  const shift = -scale * floor * rate
  return layer('alphaDropout', options, namedOptions, {
    outputShape: (shape) => shape,
    ...eachStep,
    weights: () => [],
    call: (x, context) => {
      if (!context.training || rate === 0) return x
      const kept = keptAtRandom(context, x, rate)
      return ops.add(ops.mul(ops.add(ops.mul(x, kept), ops.mul(ops.sub(1, kept), floor)), scale), shift)
    },
  })
}

/**
 * In training sets each element to -1.758, what selu goes towards below 0, with probability `rate`, then scales and shifts all, so that
 * what has mean 0 and variance 1 keeps them; else does nothing. It goes with the activation 'selu' and lecunNormal (Klambauer et al.,
 * 2017). Keras's `AlphaDropout`.
 */
export const alphaDropout = make
