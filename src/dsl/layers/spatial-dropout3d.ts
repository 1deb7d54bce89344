import type { Shape } from '../../shapes/dim.js'
import { type SpatialDropoutMethod, spatialDropout } from './spatial-dropout.js'

declare module '../methods.js' {
  interface Methods<In extends Shape, Out extends Shape, Count extends number> {
    readonly spatialDropout3d: SpatialDropoutMethod<3, 'spatialDropout3d', In, Out, Count>
  }
}

const make = spatialDropout('spatialDropout3d', 3)

/**
 * In training sets each channel of [batch, depth, height, width, channels] to 0 everywhere with probability `rate` and scales the others
 * by 1 / (1 - rate); else does nothing (Tompson et al., 2015). Keras's `SpatialDropout3D`.
 */
export const spatialDropout3d = make
