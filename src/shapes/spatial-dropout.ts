import type { ShapeValue } from './dim.js'
import type { RateSentence } from './dropout-rate.js'
import { type Rank, type SpatialSentence, spatialOf } from './spatial.js'
import type { DataFormat } from './window-dim.js'

/** The shape itself, or the sentence about its axes or about the rate. */
export type SpatialDropoutShape<N extends Rank, Layer extends string, S, Rate extends number, Format> =
  SpatialSentence<N, Layer, S, Format> extends infer M extends string
    ? M
    : RateSentence<Layer, 'rate', Rate> extends infer E extends string
      ? E
      : S

/** The shape itself. Throws ShapeError for another rank or format. */
export const spatialDropoutShape = (rank: Rank, layer: string, shape: ShapeValue, format: DataFormat): ShapeValue => {
  spatialOf(rank, layer, shape, format)
  return shape
}
