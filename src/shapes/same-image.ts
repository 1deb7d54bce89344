import type { ShapeValue } from './dim.js'
import { type ImageSentence, imageOf } from './image.js'
import type { DataFormat } from './window-dim.js'

/** The shape of images itself, or the sentence for another rank. */
export type SameImageShape<Layer extends string, S, Format> =
  ImageSentence<Layer, S, Format> extends infer M extends string ? M : S

export const sameImageShape = (layer: string, shape: ShapeValue, format: DataFormat): ShapeValue => {
  imageOf(layer, shape, format)
  return shape
}
