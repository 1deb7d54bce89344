import type { Value } from '../../codegen/ir/value.js'
import * as ops from '../../codegen/ops/index.js'
import { checkRanges, finite, oneOf } from '../../codegen/ranges.js'
import type { DataFormat } from '../../shapes/window-dim.js'
import { type Layer, layer } from '../layer.js'
import type { CallContext } from '../layer-definition.js'
import { type DataFormatOptions, dataFormatOptions } from './data-format-options.js'
import { type ImageRule, inTraining } from './image-layer.js'
import { channelsLast } from './onnx-order.js'
import { sampleImages } from './sample-images.js'
import { type Fill, fillModes, interpolations, lengthOf } from './sampling-nodes.js'

/** Options of layers that move, turn or scale what images show. */
export interface RandomAffineOptions<Format extends DataFormat> extends DataFormatOptions<Format> {
  /**
   * What lies beyond the edges of a b c d: 'reflect' (default) d c b a | a b c d | d c b a, 'wrap' the image again, 'nearest' the pixel
   * at the edge, 'constant' the `fillValue`.
   */
  readonly fillMode?: Fill['fillMode'] | undefined
  /** What lies between pixels: 'bilinear' (default), or the 'nearest' one. */
  readonly interpolation?: Fill['interpolation'] | undefined
  /** Of fillMode 'constant'; default 0. */
  readonly fillValue?: number | undefined
}

/** Places in images, in pixels from the centre: rows [1 or batch, y, 1 or x, 1], columns [1 or batch, 1 or y, x, 1]. */
export interface Places {
  readonly rows: Value
  readonly columns: Value
}

/** Images [batch, height, width, channels], and what else decides where their pixels come from. */
export interface Moving {
  readonly images: Value
  readonly context: CallContext
}

const fillOf = (kind: string, options: RandomAffineOptions<DataFormat>): Fill => {
  const { fillMode = 'reflect', interpolation = 'bilinear', fillValue = 0 } = options
  const fill = { fillMode, interpolation, fillValue }
  checkRanges(kind, fill, { fillMode: oneOf(...fillModes), interpolation: oneOf(...interpolations), fillValue: finite })
  return fill
}

/** A layer that reads each pixel of an image from where `source` says, which is given the pixel's own place. */
export const randomAffine = <const Kind extends string, const Format extends DataFormat>(
  kind: Kind,
  options: RandomAffineOptions<Format>,
  source: (own: Places, moving: Moving) => Places,
): Layer<ImageRule<Kind, Format>> => {
  const format = options.dataFormat ?? 'channelsLast'
  const fill = fillOf(kind, options)
  const moved = (images: Value, context: CallContext): Value => {
    const [y, x] = [fromCentre(images, 1), fromCentre(images, 2)]
    const { rows, columns } = source({ rows: y.own, columns: x.own }, { images, context })
    return sampleImages(images, ops.add(rows, y.centre), ops.add(columns, x.centre), fill)
  }
  return layer(
    kind,
    options,
    { ...dataFormatOptions, fillMode: true, interpolation: true, fillValue: true },
    inTraining(kind, format, (x, context) => channelsLast(x, format, (images) => moved(images, context))),
  )
}

/** The places along an axis of images, and that of the centre. */
const fromCentre = (images: Value, axis: 1 | 2): { readonly own: Value; readonly centre: Value } => {
  const { count, size } = lengthOf(images, axis)
  const centre = ops.mul(ops.sub(size, 1), 0.5)
  const along = [1, 1, 1, 1].with(axis, -1).map((dim) => (dim === 1 ? 1 : (images.shape[axis] ?? null)))
  return { own: ops.sub(ops.reshape(ops.cast(ops.rangeOf(count), 'float32'), along), centre), centre }
}
