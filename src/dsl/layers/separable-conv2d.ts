import type { Shape } from '../../shapes/dim.js'
import { type SeparableConvMethod, separableConv } from './separable-conv.js'

declare module '../methods.js' {
  interface Methods<In extends Shape, Out extends Shape, Count extends number> {
    readonly separableConv2d: SeparableConvMethod<2, 'separableConv2d', In, Out, Count>
  }
}

const make = separableConv('separableConv2d', 2)

/**
 * Convolves each channel by itself, then mixes the channels: [batch, height, width, channels] to [batch, height′, width′, filters].
 * Keras's `SeparableConv2D`: depthwiseKernel [height, width, channels, depthMultiplier], pointwiseKernel [1, 1, channels ·
 * depthMultiplier, filters], bias [filters].
 */
export const separableConv2d = make
