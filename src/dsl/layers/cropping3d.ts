import type { Shape } from '../../shapes/dim.js'
import { type CroppingMethod, cropping } from './cropping.js'

declare module '../methods.js' {
  interface Methods<In extends Shape, Out extends Shape, Count extends number> {
    readonly cropping3d: CroppingMethod<3, 'cropping3d', 1, In, Out, Count>
  }
}

const make = cropping('cropping3d', 3, 1)

/**
 * Takes the edges away: [batch, depth, height, width, channels] to [batch, depth′, height′, width′, channels]. `cropping` is one number for all
 * sides (default 1), [depth, height, width], or [[front, back], [top, bottom], [left, right]]. Keras's `Cropping3D`.
 */
export const cropping3d = make
