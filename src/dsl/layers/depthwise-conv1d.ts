import type { Shape } from '../../shapes/dim.js'
import { type DepthwiseConvMethod, depthwiseConv } from './depthwise-conv.js'

declare module '../methods.js' {
  interface Methods<In extends Shape, Out extends Shape, Count extends number> {
    readonly depthwiseConv1d: DepthwiseConvMethod<1, 'depthwiseConv1d', In, Out, Count>
  }
}

const make = depthwiseConv('depthwiseConv1d', 1)

/**
 * Convolves each feature by itself: [batch, time, features] to [batch, time′, features · depthMultiplier]. Keras's
 * `DepthwiseConv1D`: kernel [size, features, depthMultiplier], bias [features · depthMultiplier].
 */
export const depthwiseConv1d = make
