import * as ops from '../../codegen/ops/index.js'
import type { GuardMethod, Shape } from '../../shapes/dim.js'
import type { ImageSentence } from '../../shapes/image.js'
import type { DataFormat } from '../../shapes/window-dim.js'
import type { Layer } from '../layer.js'
import type { Appended } from '../sequential.js'
import { around, drawForEach, type Factor } from './draw.js'
import type { ImageRule } from './image-layer.js'
import { type RandomAffineOptions, randomAffine } from './random-affine.js'

type RandomRotationMethod<In extends Shape, Out extends Shape, Count extends number> = GuardMethod<
  ImageSentence<'randomRotation', Out>,
  <const Format extends DataFormat = 'channelsLast'>(
    factor: Factor,
    options?: RandomAffineOptions<Format>,
  ) => Appended<In, Out, Count, ImageRule<'randomRotation', Format>>
>

declare module '../methods.js' {
  interface Methods<In extends Shape, Out extends Shape, Count extends number> {
    readonly randomRotation: RandomRotationMethod<In, Out, Count>
  }
}

const make = <const Format extends DataFormat = 'channelsLast'>(
  factor: Factor,
  options: RandomAffineOptions<Format> = {},
): Layer<ImageRule<'randomRotation', Format>> => {
  const turns = around('randomRotation', 'factor', factor, '[-1, 1]')
  return randomAffine('randomRotation', options, ({ rows, columns }, { images, context }) => {
    const angle = ops.mul(drawForEach(images, context, turns), 2 * Math.PI)
    const [cos, sin] = [ops.cos(angle), ops.sin(angle)]
    return {
      rows: ops.add(ops.mul(columns, sin), ops.mul(rows, cos)),
      columns: ops.sub(ops.mul(columns, cos), ops.mul(rows, sin)),
    }
  })
}

/**
 * In training turns each image [batch, height, width, channels] about its centre by a part of a full turn, counter-clockwise where that
 * is positive, drawn from [-factor, factor] or from [lower, upper], in [-1, 1]; else does nothing. Keras's `RandomRotation`.
 */
export const randomRotation = make
