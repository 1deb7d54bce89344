import type { Guard, GuardMethod, Shape } from '../../shapes/dim.js'
import type { RateSentence } from '../../shapes/dropout-rate.js'
import type { SeriesSentence } from '../../shapes/series.js'
import type { SpatialDropoutShape } from '../../shapes/spatial-dropout.js'
import { type Layer, layer, type NamedOptions, namedOptions } from '../layer.js'
import type { Extended } from '../sequential.js'
import { droppingChannels, type SpatialDropoutRule } from './spatial-dropout.js'

type SpatialDropout1dMethod<In extends Shape, Out extends Shape, Count extends number> = GuardMethod<
  SeriesSentence<'spatialDropout1d', Out>,
  <const R extends number>(
    rate: Guard<RateSentence<'spatialDropout1d', 'rate', R>, R>,
    options?: NamedOptions,
  ) => [R] extends [number]
    ? Extended<In, SpatialDropoutShape<1, 'spatialDropout1d', Out, R, 'channelsLast'>, Count>
    : never
>

declare module '../methods.js' {
  interface Methods<In extends Shape, Out extends Shape, Count extends number> {
    readonly spatialDropout1d: SpatialDropout1dMethod<In, Out, Count>
  }
}

const make = <const R extends number>(
  rate: R,
  options: NamedOptions = {},
): Layer<SpatialDropoutRule<1, 'spatialDropout1d', R>> =>
  layer('spatialDropout1d', options, namedOptions, droppingChannels(1, 'spatialDropout1d', rate, 'channelsLast'))

/**
 * In training sets each feature of [batch, time, features] to 0 over all of time with probability `rate` and scales the others by
 * 1 / (1 - rate); else does nothing (Tompson et al., 2015). Keras's `SpatialDropout1D`.
 */
export const spatialDropout1d = make
