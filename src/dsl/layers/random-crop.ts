import { constant, type Value } from '../../codegen/ir/value.js'
import * as ops from '../../codegen/ops/index.js'
import type { GuardArgument, GuardMethod, Shape } from '../../shapes/dim.js'
import { type ImageSentence, imageOf } from '../../shapes/image.js'
import { type RandomCropFault, type RandomCropShape, randomCropShape } from '../../shapes/random-crop.js'
import type { DataFormat } from '../../shapes/window-dim.js'
import { type Layer, layer, type Rule } from '../layer.js'
import type { CallContext } from '../layer-definition.js'
import type { Appended } from '../sequential.js'
import { type DataFormatOptions, dataFormatOptions } from './data-format-options.js'
import { drawOnce } from './draw.js'
import { channelsLast } from './onnx-order.js'
import type { Places } from './random-affine.js'
import { sampleImages } from './sample-images.js'
import type { Fill } from './sampling-nodes.js'

export interface RandomCropRule<Height extends number, Width extends number, Format extends DataFormat> extends Rule {
  readonly output: RandomCropShape<this['input'], Height, Width, Format>
  readonly parameters: 0
}

type RandomCropMethod<In extends Shape, Out extends Shape, Count extends number> = GuardMethod<
  ImageSentence<'randomCrop', Out>,
  <const Height extends number, const Width extends number, const Format extends DataFormat = 'channelsLast'>(
    height: GuardArgument<RandomCropFault<Out, Height, Width, Format>, 'height', Height>,
    width: GuardArgument<RandomCropFault<Out, Height, Width, Format>, 'width', Width>,
    options?: DataFormatOptions<Format>,
  ) => Appended<In, Out, Count, RandomCropRule<Height, Width, Format>>
>

declare module '../methods.js' {
  interface Methods<In extends Shape, Out extends Shape, Count extends number> {
    readonly randomCrop: RandomCropMethod<In, Out, Count>
  }
}

/** Where pixels are read, and how. */
interface Reading extends Places {
  readonly interpolation: Fill['interpolation']
}

/** Height and width. */
type Size = readonly [height: number, width: number]

/** Everywhere within the image, the same for all of a batch. */
const somewhere = ([height, width]: Size, [rows, columns]: Size, context: CallContext): Reading => {
  const starting = (spare: number): Value => ops.floor(drawOnce(context, [0, spare + 1]))
  const [top, left] = [starting(height - rows), starting(width - columns)]
  const [down, across] = [placesDown(rows, (y) => y), placesAcross(columns, (x) => x)]
  return { rows: ops.add(top, down), columns: ops.add(left, across), interpolation: 'nearest' }
}

/** The largest part in the middle of the same proportions, resized. */
const middle = ([height, width]: Size, [rows, columns]: Size): Reading => {
  const part = (size: number, other: number) => Math.max(Math.min(size, Math.floor(other)), 1)
  const [tall, wide] = [part(height, (width * rows) / columns), part(width, (height * columns) / rows)]
  const resized = (size: number, kept: number, wanted: number) => (i: number) =>
    Math.floor((size - kept) / 2) + Math.min(Math.max(((i + 0.5) * kept) / wanted - 0.5, 0), kept - 1)
  return {
    rows: placesDown(rows, resized(height, tall, rows)),
    columns: placesAcross(columns, resized(width, wide, columns)),
    interpolation: tall === rows && wide === columns ? 'nearest' : 'bilinear',
  }
}

const places = (count: number, place: (i: number) => number) => Float32Array.from({ length: count }, (_, i) => place(i))
const placesDown = (rows: number, place: (y: number) => number): Value =>
  constant(places(rows, place), 'float32', [1, rows, 1, 1])
const placesAcross = (columns: number, place: (x: number) => number): Value =>
  constant(places(columns, place), 'float32', [1, 1, columns, 1])

const make = <
  const Height extends number,
  const Width extends number,
  const Format extends DataFormat = 'channelsLast',
>(
  height: Height,
  width: Width,
  options: DataFormatOptions<Format> = {},
): Layer<RandomCropRule<Height, Width, Format>> => {
  const format = options.dataFormat ?? 'channelsLast'
  const wanted = [height, width] as const
  return layer('randomCrop', options, dataFormatOptions, {
    outputShape: (shape) => randomCropShape(shape, height, width, format),
    weights: () => [],
    call: (x, context) => {
      const image = imageOf('randomCrop', x.shape, format)
      const size = [image.height, image.width] as Size
      if (size[0] === height && size[1] === width) return x
      const isRandom = context.training && size[0] > height && size[1] > width
      const { rows, columns, interpolation } = isRandom ? somewhere(size, wanted, context) : middle(size, wanted)
      const fill = { fillMode: 'nearest', interpolation, fillValue: 0 } as const
      return channelsLast(x, format, (images) => sampleImages(images, rows, columns, fill))
    },
  })
}

/**
 * In training takes a part of that size out of the images, at a place drawn for the whole batch: [batch, height, width, channels] to
 * [batch, height′, width′, channels]. Else, or where the images are not larger both ways, takes the largest part of the same
 * proportions in the middle, and resizes it bilinearly. Keras's `RandomCrop`, as its description has it.
 */
export const randomCrop = make
