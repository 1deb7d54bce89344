import * as ops from '../../codegen/ops/index.js'
import type { Shape } from '../../shapes/dim.js'
import { type Pooling1dMethod, pooling1d } from './pooling1d.js'

declare module '../methods.js' {
  interface Methods<In extends Shape, Out extends Shape, Count extends number> {
    readonly maxPooling1d: Pooling1dMethod<'maxPooling1d', In, Out, Count>
  }
}

const make = pooling1d('maxPooling1d', ops.maxPool)

/**
 * The largest element of each window: [batch, time, features] to [batch, time', features]. Keras's `MaxPooling1D`; a tie sends
 * its gradient to one element only.
 */
export const maxPooling1d = make
