import type { Shape } from '../../shapes/dim.js'
import { type ConvTransposeMethod, convTranspose } from './conv-transpose.js'

declare module '../methods.js' {
  interface Methods<In extends Shape, Out extends Shape, Count extends number> {
    readonly conv3dTranspose: ConvTransposeMethod<3, 'conv3dTranspose', In, Out, Count>
  }
}

const make = convTranspose('conv3dTranspose', 3)

/**
 * What a three-dimensional convolution does to its gradient: [batch, depth, height, width, channels] to [batch, depth′, height′, width′,
 * filters]. Keras's `Conv3DTranspose`: kernel [depth, height, width, filters, channels], bias [filters].
 */
export const conv3dTranspose = make
