import * as ops from '../../codegen/ops/index.js'
import type { GuardMethod, Shape } from '../../shapes/dim.js'
import type { ImageSentence } from '../../shapes/image.js'
import { firstSpatialAxis } from '../../shapes/spatial.js'
import type { DataFormat } from '../../shapes/window-dim.js'
import { type Layer, layer } from '../layer.js'
import type { Appended } from '../sequential.js'
import { checkFactor, drawForEach, type Factor } from './draw.js'
import { type ImageRule, inTraining } from './image-layer.js'
import { clipped, type ValueRangeOptions, valueRangeOf, valueRangeOptions } from './value-range.js'

type RandomContrastMethod<In extends Shape, Out extends Shape, Count extends number> = GuardMethod<
  ImageSentence<'randomContrast', Out>,
  <const Format extends DataFormat = 'channelsLast'>(
    factor: Factor,
    options?: ValueRangeOptions<Format>,
  ) => Appended<In, Out, Count, ImageRule<'randomContrast', Format>>
>

declare module '../methods.js' {
  interface Methods<In extends Shape, Out extends Shape, Count extends number> {
    readonly randomContrast: RandomContrastMethod<In, Out, Count>
  }
}

const make = <const Format extends DataFormat = 'channelsLast'>(
  factor: Factor,
  options: ValueRangeOptions<Format> = {},
): Layer<ImageRule<'randomContrast', Format>> => {
  checkFactor('randomContrast', 'factor', factor, '[0, 1]')
  const [lower, upper] = typeof factor === 'number' ? [factor, factor] : factor
  const range = valueRangeOf('randomContrast', options)
  const format = options.dataFormat ?? 'channelsLast'
  const first = firstSpatialAxis(format)
  return layer(
    'randomContrast',
    options,
    valueRangeOptions,
    inTraining('randomContrast', format, (x, context) => {
      const mean = ops.reduceMean(x, { axes: [first, first + 1], keepDims: true })
      const contrast = drawForEach(x, context, [1 - lower, 1 + upper])
      return clipped(ops.add(ops.mul(ops.sub(x, mean), contrast), mean), range)
    }),
  )
}

/**
 * In training multiplies how far the pixels of each image [batch, height, width, channels] are from the mean of their channel by a
 * number drawn from [1 - lower, 1 + upper], which `factor` gives as [lower, upper] or as one number for both, in [0, 1]; else does
 * nothing. Keras's `RandomContrast`.
 */
export const randomContrast = make
