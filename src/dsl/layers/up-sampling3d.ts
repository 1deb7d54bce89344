import type { GuardArgument, GuardMethod, Shape } from '../../shapes/dim.js'
import { alongEach, firstSpatialAxis, type SpatialSentence } from '../../shapes/spatial.js'
import { type UpSamplingFault, type UpSamplingShape, upSamplingShape } from '../../shapes/up-sampling.js'
import type { DataFormat, OrDefault, Pair } from '../../shapes/window-dim.js'
import { type KeepsDType, type Layer, layer, type Rule } from '../layer.js'
import type { Appended } from '../sequential.js'
import { type DataFormatOptions, dataFormatOptions } from './data-format-options.js'
import { repeatAlong } from './up-sample.js'

export interface UpSampling3dRule<Size extends Pair, Format extends DataFormat> extends Rule, KeepsDType {
  readonly output: UpSamplingShape<3, 'upSampling3d', this['input'], Size, Format>
  readonly parameters: 0
}

type UpSampling3dMethod<In extends Shape, Out extends Shape, Count extends number> = GuardMethod<
  SpatialSentence<3, 'upSampling3d', Out>,
  <const Size extends Pair | null = null, const Format extends DataFormat = 'channelsLast'>(
    size?: GuardArgument<UpSamplingFault<3, 'upSampling3d', OrDefault<Size, 2>>, 'size', Size>,
    options?: DataFormatOptions<Format>,
  ) => Appended<In, Out, Count, UpSampling3dRule<OrDefault<Size, 2>, Format>>
>

declare module '../methods.js' {
  interface Methods<In extends Shape, Out extends Shape, Count extends number> {
    readonly upSampling3d: UpSampling3dMethod<In, Out, Count>
  }
}

const make = <const Size extends Pair | null = null, const Format extends DataFormat = 'channelsLast'>(
  size?: Size,
  options: DataFormatOptions<Format> = {},
): Layer<UpSampling3dRule<OrDefault<Size, 2>, Format>> => {
  const times: Pair = size ?? 2
  const format = options.dataFormat ?? 'channelsLast'
  return layer('upSampling3d', options, dataFormatOptions, {
    takes: 'anything',
    outputShape: (shape) => upSamplingShape(3, 'upSampling3d', shape, times, format),
    weights: () => [],
    call: (x) => alongEach(3, times).reduce((y, by, axis) => repeatAlong(y, firstSpatialAxis(format) + axis, by), x),
  })
}

/**
 * Repeats depths, rows and columns `size` times, one number (default 2) or [depth, rows, columns]: [batch, depth, height, width,
 * channels] to [batch, depth′, height′, width′, channels]. Keras's `UpSampling3D`.
 */
export const upSampling3d = make
