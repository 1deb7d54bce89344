import * as ops from '../../codegen/ops/index.js'
import type { GuardMethod, Shape } from '../../shapes/dim.js'
import type { ImageSentence } from '../../shapes/image.js'
import type { DataFormat } from '../../shapes/window-dim.js'
import type { Layer } from '../layer.js'
import type { Appended } from '../sequential.js'
import { around, drawForEach, type Factor } from './draw.js'
import type { ImageRule } from './image-layer.js'
import { type RandomAffineOptions, randomAffine } from './random-affine.js'

type RandomZoomMethod<In extends Shape, Out extends Shape, Count extends number> = GuardMethod<
  ImageSentence<'randomZoom', Out>,
  <const Format extends DataFormat = 'channelsLast'>(
    heightFactor: Factor,
    widthFactor?: Factor | null,
    options?: RandomAffineOptions<Format>,
  ) => Appended<In, Out, Count, ImageRule<'randomZoom', Format>>
>

declare module '../methods.js' {
  interface Methods<In extends Shape, Out extends Shape, Count extends number> {
    readonly randomZoom: RandomZoomMethod<In, Out, Count>
  }
}

const make = <const Format extends DataFormat = 'channelsLast'>(
  heightFactor: Factor,
  widthFactor: Factor | null = null,
  options: RandomAffineOptions<Format> = {},
): Layer<ImageRule<'randomZoom', Format>> => {
  const tall = around('randomZoom', 'heightFactor', heightFactor, '(-1, 1]')
  const wide = widthFactor === null ? null : around('randomZoom', 'widthFactor', widthFactor, '(-1, 1]')
  return randomAffine('randomZoom', options, ({ rows, columns }, { images, context }) => {
    const height = ops.add(drawForEach(images, context, tall), 1)
    const width = wide === null ? height : ops.add(drawForEach(images, context, wide), 1)
    return { rows: ops.mul(rows, height), columns: ops.mul(columns, width) }
  })
}

/**
 * In training shows 1 + factor of each image [batch, height, width, channels] about its centre: more of it where the factor, drawn from
 * [-factor, factor] or from [lower, upper], in (-1, 1], is positive, less of it where it is negative; else does nothing. Without
 * `widthFactor`, or with null, the height's serves for both. Keras's `RandomZoom`.
 */
export const randomZoom = make
