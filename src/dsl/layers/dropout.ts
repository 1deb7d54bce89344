import * as ops from '../../codegen/ops/index.js'
import type { Guard, Shape } from '../../shapes/dim.js'
import { checkRate, type RateSentence } from '../../shapes/dropout-rate.js'
import { type Layer, layer, type NamedOptions, namedOptions, type Rule } from '../layer.js'
import { eachStep } from '../layer-definition.js'
import type { Extended } from '../sequential.js'
import { dropoutMask } from './dropout-mask.js'

type Dropped<S, R extends number> = RateSentence<'dropout', 'rate', R> extends infer E extends string ? E : S

export interface DropoutRule<R extends number> extends Rule {
  readonly output: Dropped<this['input'], R>
  readonly parameters: 0
}

type DropoutMethod<In extends Shape, Out extends Shape, Count extends number> = <const R extends number>(
  rate: Guard<RateSentence<'dropout', 'rate', R>, R>,
  options?: NamedOptions,
) => [R] extends [number] ? Extended<In, Dropped<Out, R>, Count> : never

declare module '../methods.js' {
  interface Methods<In extends Shape, Out extends Shape, Count extends number> {
    readonly dropout: DropoutMethod<In, Out, Count>
  }
}

const make = <const R extends number>(rate: R, options: NamedOptions = {}): Layer<DropoutRule<R>> => {
  checkRate('dropout', 'rate', rate)
  return layer('dropout', options, namedOptions, {
    outputShape: (shape) => shape,
    ...eachStep,
    weights: () => [],
    call: (x, context) => (context.training && rate > 0 ? ops.mul(x, dropoutMask(context, x, rate)) : x),
  })
}

/**
 * In training sets each element to 0 with probability `rate` and scales the others by 1 / (1 - rate); else does nothing
 * (Srivastava et al., 2014). Keras's `Dropout`.
 */
export const dropout = make
