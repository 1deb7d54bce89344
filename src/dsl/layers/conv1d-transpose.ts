import type { Shape } from '../../shapes/dim.js'
import { type ConvTransposeMethod, convTranspose } from './conv-transpose.js'

declare module '../methods.js' {
  interface Methods<In extends Shape, Out extends Shape, Count extends number> {
    readonly conv1dTranspose: ConvTransposeMethod<1, 'conv1dTranspose', In, Out, Count>
  }
}

const make = convTranspose('conv1dTranspose', 1)

/**
 * What a one-dimensional convolution does to its gradient: [batch, time, features] to [batch, time′, filters]. Keras's
 * `Conv1DTranspose`: kernel [size, filters, features], bias [filters].
 */
export const conv1dTranspose = make
