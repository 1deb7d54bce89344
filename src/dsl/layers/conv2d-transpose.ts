import type { Shape } from '../../shapes/dim.js'
import { type ConvTransposeMethod, convTranspose } from './conv-transpose.js'

declare module '../methods.js' {
  interface Methods<In extends Shape, Out extends Shape, Count extends number> {
    readonly conv2dTranspose: ConvTransposeMethod<2, 'conv2dTranspose', In, Out, Count>
  }
}

const make = convTranspose('conv2dTranspose', 2)

/**
 * What a two-dimensional convolution does to its gradient: [batch, height, width, channels] to [batch, height′, width′, filters].
 * Keras's `Conv2DTranspose`: kernel [height, width, filters, channels], bias [filters].
 */
export const conv2dTranspose = make
