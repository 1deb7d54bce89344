import type { Cropped } from './cropping1d.js'
import type { ShapeValue } from './dim.js'
import type { End, Start } from './edges.js'
import { type CroppedAway, croppedAway } from './nothing-left.js'
import {
  type FormatSizes,
  formatSizes,
  type Rank,
  type Spatial,
  type SpatialSentence,
  type SpatialShape,
  spatialOf,
  spatialShape,
} from './spatial.js'
import {
  type EdgesAlong,
  edgesAlong,
  type FormatEdges,
  formatEdges,
  requireSpatialEdges,
  type SpatialEdges,
  type SpatialEdgesFault,
} from './spatial-edges.js'
import type { Member } from './spatial-window.js'
import type { DataFormat } from './window-dim.js'

/** Each axis without what is taken at its ends. */
export type CroppingShape<N extends Rank, Layer extends string, S, E, Format> =
  SpatialSentence<N, Layer, S, Format> extends infer M extends string
    ? M
    : CroppingFault<N, Layer, S, E, Format> extends readonly [string, infer M]
      ? M
      : Spatial<N, S, Format> extends { batch: infer B; sizes: infer Sizes extends unknown[]; channels: infer C }
        ? SpatialShape<B, CroppedSizes<Sizes, E>, C, Format>
        : never

/** [argument, sentence] where the cropping is none, or takes all there is. */
export type CroppingFault<N extends Rank, Layer extends string, S, E, Format> =
  SpatialEdgesFault<N, Layer, 'cropping', E> extends infer F extends readonly [string, string]
    ? F
    : Spatial<N, S, Format> extends { sizes: infer Sizes extends unknown[] }
      ? 'nothing' extends Member<CroppedSizes<Sizes, E>>
        ? readonly ['cropping', CroppedAway<Layer, FormatEdges<E>, FormatSizes<Sizes>>]
        : undefined
      : undefined

type CroppedSizes<Sizes extends readonly unknown[], E> = {
  [K in keyof Sizes]: Cropped<Sizes[K], Start<EdgesAlong<E, K>>, End<EdgesAlong<E, K>>>
}

export const croppingShape = (
  rank: Rank,
  layer: string,
  shape: ShapeValue,
  edges: SpatialEdges,
  format: DataFormat,
): ShapeValue => {
  const spatial = spatialOf(rank, layer, shape, format)
  requireSpatialEdges(rank, layer, 'cropping', edges)
  const along = edgesAlong(rank, edges)
  const sizes = spatial.sizes.map((size, axis) => {
    const [start, end] = along[axis] as [number, number]
    if (start + end === 0) return size
    if (typeof size !== 'number') return null
    if (size <= start + end) throw croppedAway(layer, formatEdges(edges), formatSizes(spatial.sizes))
    return size - start - end
  })
  return spatialShape({ ...spatial, sizes }, format)
}
