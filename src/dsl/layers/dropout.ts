import * as ops from '../../codegen/ops/index.js'
import type { Guard } from '../../shapes/dim.js'
import { checkRate, type RateSentence } from '../../shapes/dropout-rate.js'
import {
  eachStep,
  type Fluent,
  type Layer,
  layer,
  type Method,
  type NamedOptions,
  namedOptions,
  type Rule,
} from '../layer.js'
import type { Appended } from '../sequential.js'
import { dropoutMask } from './dropout-mask.js'

interface DropoutRule<R extends number> extends Rule {
  readonly output: RateSentence<'dropout', 'rate', R> extends infer E extends string ? E : this['input']
  readonly parameters: 0
}

interface DropoutMethod extends Method {
  readonly call: <const R extends number>(
    rate: Guard<RateSentence<'dropout', 'rate', R>, R>,
    options?: NamedOptions,
  ) => Appended<this['model'], DropoutRule<R>>
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
export const dropout: typeof make & Fluent<DropoutMethod> = make
