import * as ops from '../../codegen/ops/index.js'
import { checkRanges, oneOf } from '../../codegen/ranges.js'
import type { GuardMethod, Shape } from '../../shapes/dim.js'
import type { ImageSentence } from '../../shapes/image.js'
import { firstSpatialAxis } from '../../shapes/spatial.js'
import type { DataFormat } from '../../shapes/window-dim.js'
import { type Layer, layer } from '../layer.js'
import type { Appended } from '../sequential.js'
import { type DataFormatOptions, dataFormatOptions } from './data-format-options.js'
import { drawForEach } from './draw.js'
import { type ImageRule, inTraining } from './image-layer.js'

const modes = ['horizontal', 'vertical', 'horizontalAndVertical'] as const
type FlipMode = (typeof modes)[number]

type RandomFlipMethod<In extends Shape, Out extends Shape, Count extends number> = GuardMethod<
  ImageSentence<'randomFlip', Out>,
  <const Format extends DataFormat = 'channelsLast'>(
    mode?: FlipMode,
    options?: DataFormatOptions<Format>,
  ) => Appended<In, Out, Count, ImageRule<'randomFlip', Format>>
>

declare module '../methods.js' {
  interface Methods<In extends Shape, Out extends Shape, Count extends number> {
    readonly randomFlip: RandomFlipMethod<In, Out, Count>
  }
}

const make = <const Format extends DataFormat = 'channelsLast'>(
  mode: FlipMode = 'horizontalAndVertical',
  options: DataFormatOptions<Format> = {},
): Layer<ImageRule<'randomFlip', Format>> => {
  checkRanges('randomFlip', { mode }, { mode: oneOf(...modes) })
  const format = options.dataFormat ?? 'channelsLast'
  const height = firstSpatialAxis(format)
  const axes = [...(mode === 'horizontal' ? [] : [height]), ...(mode === 'vertical' ? [] : [height + 1])]
  return layer(
    'randomFlip',
    options,
    dataFormatOptions,
    inTraining('randomFlip', format, (x, context) => {
      const flipped = ops.reverse(x, ...axes)
      return ops.where(ops.lessOrEqual(drawForEach(x, context, [0, 1]), 0.5), flipped, x)
    }),
  )
}

/**
 * In training mirrors half of the images [batch, height, width, channels], drawn anew each time: left and right with 'horizontal', top
 * and bottom with 'vertical', both of an image at once with 'horizontalAndVertical' (default); else does nothing. Keras's `RandomFlip`.
 */
export const randomFlip = make
