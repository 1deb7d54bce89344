import type { Known, ShapeValue } from './dim.js'
import { type Image, type ImageSentence, type ImageShape, imageOf, imageShape } from './image.js'
import { knownDim, requirePositive, type UnknownAxis } from './sentence.js'
import type { DataFormat, PositiveFault } from './window-dim.js'

type Name = 'randomCrop'

/** [argument, sentence] of a size that is none, or of an input whose height or width is not known; or undefined. */
export type RandomCropFault<S, Height extends number, Width extends number, Format> =
  PositiveFault<Name, 'height', Height> extends infer F extends readonly [string, string]
    ? F
    : PositiveFault<Name, 'width', Width> extends infer F extends readonly [string, string]
      ? F
      : Image<S, Format> extends { height: infer H; width: infer W }
        ? H extends string
          ? readonly ['height', UnknownAxis<Name, 'height', H>]
          : W extends string
            ? readonly ['width', UnknownAxis<Name, 'width', W>]
            : undefined
        : undefined

/** Images of this height and width. */
export type RandomCropShape<S, Height extends number, Width extends number, Format> =
  ImageSentence<Name, S, Format> extends infer M extends string
    ? M
    : RandomCropFault<S, Height, Width, Format> extends readonly [string, infer M]
      ? M
      : Image<S, Format> extends { batch: infer B; channels: infer C }
        ? ImageShape<B, Known<Height>, Known<Width>, C, Format>
        : never

export const randomCropShape = (shape: ShapeValue, height: number, width: number, format: DataFormat): ShapeValue => {
  const image = imageOf('randomCrop', shape, format)
  requirePositive('randomCrop', 'height', height)
  requirePositive('randomCrop', 'width', width)
  knownDim('randomCrop', 'height', image.height)
  knownDim('randomCrop', 'width', image.width)
  return imageShape({ ...image, height, width }, format)
}
