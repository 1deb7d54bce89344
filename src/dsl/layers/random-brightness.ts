import * as ops from '../../codegen/ops/index.js'
import type { GuardMethod, Shape } from '../../shapes/dim.js'
import type { ImageSentence } from '../../shapes/image.js'
import type { DataFormat } from '../../shapes/window-dim.js'
import { type Layer, layer } from '../layer.js'
import type { Appended } from '../sequential.js'
import { around, drawForEach, type Factor } from './draw.js'
import { type ImageRule, inTraining } from './image-layer.js'
import { clipped, type ValueRangeOptions, valueRangeOf, valueRangeOptions } from './value-range.js'

type RandomBrightnessMethod<In extends Shape, Out extends Shape, Count extends number> = GuardMethod<
  ImageSentence<'randomBrightness', Out>,
  <const Format extends DataFormat = 'channelsLast'>(
    factor: Factor,
    options?: ValueRangeOptions<Format>,
  ) => Appended<In, Out, Count, ImageRule<'randomBrightness', Format>>
>

declare module '../methods.js' {
  interface Methods<In extends Shape, Out extends Shape, Count extends number> {
    readonly randomBrightness: RandomBrightnessMethod<In, Out, Count>
  }
}

const make = <const Format extends DataFormat = 'channelsLast'>(
  factor: Factor,
  options: ValueRangeOptions<Format> = {},
): Layer<ImageRule<'randomBrightness', Format>> => {
  const share = around('randomBrightness', 'factor', factor, '[-1, 1]')
  const [low, high] = valueRangeOf('randomBrightness', options)
  return layer(
    'randomBrightness',
    options,
    valueRangeOptions,
    inTraining('randomBrightness', options.dataFormat ?? 'channelsLast', (x, context) =>
      clipped(ops.add(x, ops.mul(drawForEach(x, context, share), high - low)), [low, high]),
    ),
  )
}

/**
 * In training adds to all pixels of each image [batch, height, width, channels] a part of the range of values, drawn from
 * [-factor, factor] or from [lower, upper], in [-1, 1]; else does nothing. Keras's `RandomBrightness`.
 */
export const randomBrightness = make
