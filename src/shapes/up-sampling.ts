import type { Multiply } from './arithmetic.js'
import type { ShapeValue } from './dim.js'
import {
  type Along,
  alongEach,
  type Rank,
  type Spatial,
  type SpatialSentence,
  type SpatialShape,
  spatialOf,
  spatialShape,
} from './spatial.js'
import { requireSizes, type SizesFault } from './spatial-window.js'
import type { DataFormat, Pair } from './window-dim.js'

/** The fault of `size`, if any. */
export type UpSamplingFault<N extends Rank, Layer extends string, Size> = SizesFault<N, Layer, 'size', Size>

/** Each axis times its size. */
export type UpSamplingShape<N extends Rank, Layer extends string, S, Size, Format> =
  SpatialSentence<N, Layer, S, Format> extends infer M extends string
    ? M
    : UpSamplingFault<N, Layer, Size> extends readonly [string, infer M]
      ? M
      : Spatial<N, S, Format> extends { batch: infer B; sizes: infer Sizes extends unknown[]; channels: infer C }
        ? SpatialShape<B, Repeated<Sizes, Size>, C, Format>
        : never

type Repeated<Sizes extends readonly unknown[], Size> = {
  [K in keyof Sizes]: [Along<Size, K>] extends [1] ? Sizes[K] : Multiply<Sizes[K], Along<Size, K>>
}

export const upSamplingShape = (
  rank: Rank,
  layer: string,
  shape: ShapeValue,
  size: Pair,
  format: DataFormat,
): ShapeValue => {
  const spatial = spatialOf(rank, layer, shape, format)
  requireSizes(rank, layer, 'size', size)
  const times = alongEach(rank, size)
  const sizes = spatial.sizes.map((dim, axis) => {
    const by = times[axis] as number
    return by === 1 ? dim : typeof dim === 'number' ? dim * by : null
  })
  return spatialShape({ ...spatial, sizes }, format)
}
