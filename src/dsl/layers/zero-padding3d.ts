import type { Shape } from '../../shapes/dim.js'
import { type ZeroPaddingMethod, zeroPadding } from './zero-padding.js'

declare module '../methods.js' {
  interface Methods<In extends Shape, Out extends Shape, Count extends number> {
    readonly zeroPadding3d: ZeroPaddingMethod<3, 'zeroPadding3d', In, Out, Count>
  }
}

const make = zeroPadding('zeroPadding3d', 3)

/**
 * Adds zeros around: [batch, depth, height, width, channels] to [batch, depth′, height′, width′, channels]. `padding` is one number for all sides
 * (default 1), [depth, height, width], or [[front, back], [top, bottom], [left, right]]. Keras's `ZeroPadding3D`.
 */
export const zeroPadding3d = make
