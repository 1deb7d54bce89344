import type { ShapeValue } from './dim.js'
import type { End, Start } from './edges.js'
import { type Rank, type Spatial, type SpatialSentence, type SpatialShape, spatialOf, spatialShape } from './spatial.js'
import {
  type EdgesAlong,
  edgesAlong,
  requireSpatialEdges,
  type SpatialEdges,
  type SpatialEdgesFault,
} from './spatial-edges.js'
import type { DataFormat } from './window-dim.js'
import type { Padded } from './zero-padding1d.js'

/** The fault of `padding`, if any. */
export type ZeroPaddingFault<N extends Rank, Layer extends string, E> = SpatialEdgesFault<N, Layer, 'padding', E>

/** Each axis with what is added at its ends. */
export type ZeroPaddingShape<N extends Rank, Layer extends string, S, E, Format> =
  SpatialSentence<N, Layer, S, Format> extends infer M extends string
    ? M
    : ZeroPaddingFault<N, Layer, E> extends readonly [string, infer M]
      ? M
      : Spatial<N, S, Format> extends { batch: infer B; sizes: infer Sizes extends unknown[]; channels: infer C }
        ? SpatialShape<B, PaddedSizes<Sizes, E>, C, Format>
        : never

type PaddedSizes<Sizes extends readonly unknown[], E> = {
  [K in keyof Sizes]: Padded<Sizes[K], Start<EdgesAlong<E, K>>, End<EdgesAlong<E, K>>>
}

export const zeroPaddingShape = (
  rank: Rank,
  layer: string,
  shape: ShapeValue,
  edges: SpatialEdges,
  format: DataFormat,
): ShapeValue => {
  const spatial = spatialOf(rank, layer, shape, format)
  requireSpatialEdges(rank, layer, 'padding', edges)
  const along = edgesAlong(rank, edges)
  const sizes = spatial.sizes.map((size, axis) => {
    const [start, end] = along[axis] as [number, number]
    return start + end === 0 ? size : typeof size === 'number' ? start + size + end : null
  })
  return spatialShape({ ...spatial, sizes }, format)
}
