import * as ops from '../../codegen/ops/index.js'
import type { Shape } from '../../shapes/dim.js'
import { type GlobalPooling1dMethod, globalPooling1d } from './global-pooling1d.js'

declare module '../methods.js' {
  interface Methods<In extends Shape, Out extends Shape, Count extends number> {
    readonly globalMaxPooling1d: GlobalPooling1dMethod<'globalMaxPooling1d', In, Out, Count>
  }
}

const make = globalPooling1d('globalMaxPooling1d', (x, axis, keepDims) => ops.reduceMax(x, { axis, keepDims }))

/**
 * The largest element over time: [batch, time, features] to [batch, features]. Keras's `GlobalMaxPooling1D`, which knows no
 * masks; a tie sends its gradient to one element only.
 */
export const globalMaxPooling1d = make
