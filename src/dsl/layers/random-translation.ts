import * as ops from '../../codegen/ops/index.js'
import type { GuardMethod, Shape } from '../../shapes/dim.js'
import type { ImageSentence } from '../../shapes/image.js'
import type { DataFormat } from '../../shapes/window-dim.js'
import type { Layer } from '../layer.js'
import type { Appended } from '../sequential.js'
import { around, drawForEach, type Factor } from './draw.js'
import type { ImageRule } from './image-layer.js'
import { type RandomAffineOptions, randomAffine } from './random-affine.js'
import { lengthOf } from './sampling-nodes.js'

type RandomTranslationMethod<In extends Shape, Out extends Shape, Count extends number> = GuardMethod<
  ImageSentence<'randomTranslation', Out>,
  <const Format extends DataFormat = 'channelsLast'>(
    heightFactor: Factor,
    widthFactor: Factor,
    options?: RandomAffineOptions<Format>,
  ) => Appended<In, Out, Count, ImageRule<'randomTranslation', Format>>
>

declare module '../methods.js' {
  interface Methods<In extends Shape, Out extends Shape, Count extends number> {
    readonly randomTranslation: RandomTranslationMethod<In, Out, Count>
  }
}

const make = <const Format extends DataFormat = 'channelsLast'>(
  heightFactor: Factor,
  widthFactor: Factor,
  options: RandomAffineOptions<Format> = {},
): Layer<ImageRule<'randomTranslation', Format>> => {
  const down = around('randomTranslation', 'heightFactor', heightFactor, '[-1, 1]')
  const right = around('randomTranslation', 'widthFactor', widthFactor, '[-1, 1]')
  return randomAffine('randomTranslation', options, ({ rows, columns }, { images, context }) => {
    const dy = ops.mul(drawForEach(images, context, down), lengthOf(images, 1).size)
    const dx = ops.mul(drawForEach(images, context, right), lengthOf(images, 2).size)
    return { rows: ops.sub(rows, dy), columns: ops.sub(columns, dx) }
  })
}

/**
 * In training moves each image [batch, height, width, channels] down and to the right by fractions of its height and width, drawn from
 * [-factor, factor] or from [lower, upper], in [-1, 1]; else does nothing. Keras's `RandomTranslation`.
 */
export const randomTranslation = make
