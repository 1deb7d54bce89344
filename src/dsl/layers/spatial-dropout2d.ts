import type { Shape } from '../../shapes/dim.js'
import { type SpatialDropoutMethod, spatialDropout } from './spatial-dropout.js'

declare module '../methods.js' {
  interface Methods<In extends Shape, Out extends Shape, Count extends number> {
    readonly spatialDropout2d: SpatialDropoutMethod<2, 'spatialDropout2d', In, Out, Count>
  }
}

const make = spatialDropout('spatialDropout2d', 2)

/**
 * In training sets each channel of [batch, height, width, channels] to 0 everywhere with probability `rate` and scales the others
 * by 1 / (1 - rate); else does nothing (Tompson et al., 2015). Keras's `SpatialDropout2D`.
 */
export const spatialDropout2d = make
