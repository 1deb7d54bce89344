import type { Shape } from '../../shapes/dim.js'
import { type SeparableConvMethod, separableConv } from './separable-conv.js'

declare module '../methods.js' {
  interface Methods<In extends Shape, Out extends Shape, Count extends number> {
    readonly separableConv1d: SeparableConvMethod<1, 'separableConv1d', In, Out, Count>
  }
}

const make = separableConv('separableConv1d', 1)

/**
 * Convolves each feature by itself, then mixes the features: [batch, time, features] to [batch, time′, filters]. Keras's
 * `SeparableConv1D`: depthwiseKernel [size, features, depthMultiplier], pointwiseKernel [1, features · depthMultiplier, filters], bias
 * [filters].
 */
export const separableConv1d = make
