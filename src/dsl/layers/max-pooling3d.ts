import * as ops from '../../codegen/ops/index.js'
import type { Shape } from '../../shapes/dim.js'
import { type Pooling3dMethod, pooling3d } from './pooling3d.js'

declare module '../methods.js' {
  interface Methods<In extends Shape, Out extends Shape, Count extends number> {
    readonly maxPooling3d: Pooling3dMethod<'maxPooling3d', In, Out, Count>
  }
}

const make = pooling3d('maxPooling3d', ops.maxPool)

/**
 * The largest element of each window: [batch, depth, height, width, channels] to [batch, depth′, height′, width′, channels]. Keras's
 * `MaxPooling3D`; a tie sends its gradient to one element only.
 */
export const maxPooling3d = make
