import type { Shape } from '../../shapes/dim.js'
import { type ZeroPaddingMethod, zeroPadding } from './zero-padding.js'

declare module '../methods.js' {
  interface Methods<In extends Shape, Out extends Shape, Count extends number> {
    readonly zeroPadding2d: ZeroPaddingMethod<2, 'zeroPadding2d', In, Out, Count>
  }
}

const make = zeroPadding('zeroPadding2d', 2)

/**
 * Adds zeros around: [batch, height, width, channels] to [batch, height′, width′, channels]. `padding` is one number for all sides
 * (default 1), [height, width], or [[top, bottom], [left, right]]. Keras's `ZeroPadding2D`.
 */
export const zeroPadding2d = make
