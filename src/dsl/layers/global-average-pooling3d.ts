import * as ops from '../../codegen/ops/index.js'
import type { Shape } from '../../shapes/dim.js'
import { type GlobalPooling3dMethod, globalPooling3d } from './global-pooling3d.js'

declare module '../methods.js' {
  interface Methods<In extends Shape, Out extends Shape, Count extends number> {
    readonly globalAveragePooling3d: GlobalPooling3dMethod<'globalAveragePooling3d', In, Out, Count>
  }
}

const make = globalPooling3d('globalAveragePooling3d', (x, first, keepDims) =>
  ops.reduceMean(x, { axes: [first, first + 1, first + 2], keepDims }),
)

/**
 * The mean over depth, height and width: [batch, depth, height, width, channels] to [batch, channels]. Keras's
 * `GlobalAveragePooling3D`.
 */
export const globalAveragePooling3d = make
