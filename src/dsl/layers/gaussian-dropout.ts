import * as ops from '../../codegen/ops/index.js'
import type { Guard, Shape } from '../../shapes/dim.js'
import { checkRate, type RateSentence } from '../../shapes/dropout-rate.js'
import { type Layer, layer, type NamedOptions, namedOptions, type Rule } from '../layer.js'
import { eachStep } from '../layer-definition.js'
import type { Extended } from '../sequential.js'
import { normalLike } from './noise.js'

type Dropped<S, R extends number> = RateSentence<'gaussianDropout', 'rate', R> extends infer E extends string ? E : S

export interface GaussianDropoutRule<R extends number> extends Rule {
  readonly output: Dropped<this['input'], R>
  readonly parameters: 0
}

type GaussianDropoutMethod<In extends Shape, Out extends Shape, Count extends number> = <const R extends number>(
  rate: Guard<RateSentence<'gaussianDropout', 'rate', R>, R>,
  options?: NamedOptions,
) => [R] extends [number] ? Extended<In, Dropped<Out, R>, Count> : never

declare module '../methods.js' {
  interface Methods<In extends Shape, Out extends Shape, Count extends number> {
    readonly gaussianDropout: GaussianDropoutMethod<In, Out, Count>
  }
}

const make = <const R extends number>(rate: R, options: NamedOptions = {}): Layer<GaussianDropoutRule<R>> => {
  checkRate('gaussianDropout', 'rate', rate)
  const deviation = Math.sqrt(rate / (1 - rate))
  return layer('gaussianDropout', options, namedOptions, {
    outputShape: (shape) => shape,
    ...eachStep,
    weights: () => [],
    call: (x, context) =>
      context.training && rate > 0 ? ops.mul(x, ops.add(ops.mul(normalLike(context, x), deviation), 1)) : x,
  })
}

/**
 * In training multiplies each element by noise of mean 1 and standard deviation √(rate / (1 - rate)); else does nothing (Srivastava et
 * al., 2014). Keras's `GaussianDropout`.
 */
export const gaussianDropout = make
