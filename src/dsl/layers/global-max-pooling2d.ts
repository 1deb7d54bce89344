import * as ops from '../../codegen/ops/index.js'
import type { Shape } from '../../shapes/dim.js'
import { type GlobalPooling2dMethod, globalPooling2d } from './global-pooling2d.js'
import { joinAxes } from './join-axes.js'

declare module '../methods.js' {
  interface Methods<In extends Shape, Out extends Shape, Count extends number> {
    readonly globalMaxPooling2d: GlobalPooling2dMethod<'globalMaxPooling2d', In, Out, Count>
  }
}

const make = globalPooling2d('globalMaxPooling2d', (x, [first, second], keepDims) => {
  const pooled = ops.reduceMax(joinAxes(x, first), { axis: first })
  return keepDims ? ops.unsqueeze(pooled, [first, second]) : pooled
})

/**
 * The largest element over height and width: [batch, height, width, channels] to [batch, channels]. Keras's
 * `GlobalMaxPooling2D`; a tie sends its gradient to one element only.
 */
export const globalMaxPooling2d = make
