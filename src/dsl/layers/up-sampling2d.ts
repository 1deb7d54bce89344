import type { Value } from '../../codegen/ir/value.js'
import type { GuardArgument, GuardMethod, Shape } from '../../shapes/dim.js'
import { requireOneOf } from '../../shapes/sentence.js'
import { alongEach, firstSpatialAxis, type SpatialSentence } from '../../shapes/spatial.js'
import { type UpSamplingFault, type UpSamplingShape, upSamplingShape } from '../../shapes/up-sampling.js'
import type { DataFormat, OrDefault, Pair } from '../../shapes/window-dim.js'
import { type Layer, layer, type Rule } from '../layer.js'
import type { Appended } from '../sequential.js'
import { type DataFormatOptions, dataFormatOptions } from './data-format-options.js'
import { kernels, resampleAlong } from './resample.js'
import { interpolateAlong, repeatAlong } from './up-sample.js'

const interpolations = ['nearest', 'bilinear', 'bicubic', 'lanczos3', 'lanczos5'] as const
type Interpolation = (typeof interpolations)[number]

export interface UpSampling2dOptions<Format extends DataFormat, I extends Interpolation>
  extends DataFormatOptions<Format> {
  /** 'nearest' (default) repeats rows and columns; the others interpolate between them. */
  readonly interpolation?: I | undefined
}

export interface UpSampling2dRule<Size extends Pair, Format extends DataFormat, I extends Interpolation> extends Rule {
  readonly output: UpSamplingShape<2, 'upSampling2d', this['input'], Size, Format>
  readonly parameters: 0
  readonly keepsDType: I extends 'nearest' ? true : false
}

type UpSampling2dMethod<In extends Shape, Out extends Shape, Count extends number> = GuardMethod<
  SpatialSentence<2, 'upSampling2d', Out>,
  <
    const Size extends Pair | null = null,
    const Format extends DataFormat = 'channelsLast',
    const I extends Interpolation = 'nearest',
  >(
    size?: GuardArgument<UpSamplingFault<2, 'upSampling2d', OrDefault<Size, 2>>, 'size', Size>,
    options?: UpSampling2dOptions<Format, I>,
  ) => Appended<In, Out, Count, UpSampling2dRule<OrDefault<Size, 2>, Format, I>>
>

declare module '../methods.js' {
  interface Methods<In extends Shape, Out extends Shape, Count extends number> {
    readonly upSampling2d: UpSampling2dMethod<In, Out, Count>
  }
}

const make = <
  const Size extends Pair | null = null,
  const Format extends DataFormat = 'channelsLast',
  const I extends Interpolation = 'nearest',
>(
  size?: Size,
  options: UpSampling2dOptions<Format, I> = {},
): Layer<UpSampling2dRule<OrDefault<Size, 2>, Format, I>> => {
  const times: Pair = size ?? 2
  const format = options.dataFormat ?? 'channelsLast'
  const interpolation = options.interpolation ?? 'nearest'
  return layer(
    'upSampling2d',
    options,
    { ...dataFormatOptions, interpolation: true },
    {
      takes: interpolation === 'nearest' ? 'anything' : 'floats',
      outputShape: (shape) => {
        requireOneOf('upSampling2d', 'interpolation', interpolations, interpolation)
        return upSamplingShape(2, 'upSampling2d', shape, times, format)
      },
      weights: () => [],
      call: (x) =>
        alongEach(2, times).reduce((y, by, axis) => enlarged(y, firstSpatialAxis(format) + axis, by, interpolation), x),
    },
  )
}

const enlarged = (x: Value, axis: number, times: number, interpolation: Interpolation): Value => {
  if (interpolation === 'nearest') return repeatAlong(x, axis, times)
  if (interpolation === 'bilinear') return interpolateAlong(x, axis, times)
  return resampleAlong(x, axis, times, kernels[interpolation])
}

/**
 * Makes images larger: [batch, height, width, channels] to [batch, height · rows, width · columns, channels]. `size` is one number
 * (default 2) or [rows, columns]. Keras's `UpSampling2D`.
 */
export const upSampling2d = make
