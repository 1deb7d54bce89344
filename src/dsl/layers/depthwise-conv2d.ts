import type { Shape } from '../../shapes/dim.js'
import { type DepthwiseConvMethod, depthwiseConv } from './depthwise-conv.js'

declare module '../methods.js' {
  interface Methods<In extends Shape, Out extends Shape, Count extends number> {
    readonly depthwiseConv2d: DepthwiseConvMethod<2, 'depthwiseConv2d', In, Out, Count>
  }
}

const make = depthwiseConv('depthwiseConv2d', 2)

/**
 * Convolves each channel by itself: [batch, height, width, channels] to [batch, height′, width′, channels · depthMultiplier].
 * Keras's `DepthwiseConv2D`: kernel [height, width, channels, depthMultiplier], bias [channels · depthMultiplier].
 */
export const depthwiseConv2d = make
