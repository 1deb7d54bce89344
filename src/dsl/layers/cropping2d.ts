import type { Shape } from '../../shapes/dim.js'
import { type CroppingMethod, cropping } from './cropping.js'

declare module '../methods.js' {
  interface Methods<In extends Shape, Out extends Shape, Count extends number> {
    readonly cropping2d: CroppingMethod<2, 'cropping2d', 0, In, Out, Count>
  }
}

const make = cropping('cropping2d', 2, 0)

/**
 * Takes the edges away: [batch, height, width, channels] to [batch, height′, width′, channels]. `cropping` is one number for all
 * sides (default 0), [height, width], or [[top, bottom], [left, right]]. Keras's `Cropping2D`.
 */
export const cropping2d = make
