import * as ops from '../../codegen/ops/index.js'
import type { Shape } from '../../shapes/dim.js'
import { type GlobalPooling3dMethod, globalPooling3d } from './global-pooling3d.js'
import { joinAxes } from './join-axes.js'

declare module '../methods.js' {
  interface Methods<In extends Shape, Out extends Shape, Count extends number> {
    readonly globalMaxPooling3d: GlobalPooling3dMethod<'globalMaxPooling3d', In, Out, Count>
  }
}

const make = globalPooling3d('globalMaxPooling3d', (x, first, keepDims) => {
  const pooled = ops.reduceMax(joinAxes(joinAxes(x, first), first), { axis: first })
  return keepDims ? ops.unsqueeze(pooled, [first, first + 1, first + 2]) : pooled
})

/**
 * The largest element over depth, height and width: [batch, depth, height, width, channels] to [batch, channels]. Keras's
 * `GlobalMaxPooling3D`; a tie sends its gradient to one element only.
 */
export const globalMaxPooling3d = make
