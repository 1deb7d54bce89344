import * as ops from '../../codegen/ops/index.js'
import { type CroppingFault, type CroppingShape, croppingShape } from '../../shapes/cropping.js'
import type { GuardArgument, GuardMethod, GuardResult, SentenceAbout, Shape } from '../../shapes/dim.js'
import { firstSpatialAxis, type SpatialSentence } from '../../shapes/spatial.js'
import { edgesAlong, type SpatialEdges } from '../../shapes/spatial-edges.js'
import type { DataFormat, OrDefault } from '../../shapes/window-dim.js'
import { type KeepsDType, type Layer, layer, type Rule } from '../layer.js'
import type { Appended } from '../sequential.js'
import { type DataFormatOptions, dataFormatOptions } from './data-format-options.js'

export interface CroppingRule<N extends 2 | 3, Kind extends string, E extends SpatialEdges, Format extends DataFormat>
  extends Rule,
    KeepsDType {
  readonly output: CroppingShape<N, Kind, this['input'], E, Format>
  readonly parameters: 0
}

/** The fluent method of a layer that crops images or volumes, by `Default` where it is not told how much. */
export type CroppingMethod<
  N extends 2 | 3,
  Kind extends string,
  Default extends number,
  In extends Shape,
  Out extends Shape,
  Count extends number,
> = GuardMethod<
  SpatialSentence<N, Kind, Out>,
  <const E extends SpatialEdges | null = null, const Format extends DataFormat = 'channelsLast'>(
    cropping?: GuardArgument<CroppingFault<N, Kind, Out, OrDefault<E, Default>, Format>, 'cropping', E>,
    options?: DataFormatOptions<Format>,
  ) => GuardResult<
    E,
    SentenceAbout<CroppingFault<N, Kind, Out, OrDefault<E, Default>, Format>, 'cropping'>,
    Appended<In, Out, Count, CroppingRule<N, Kind, OrDefault<E, Default>, Format>>
  >
>

/** A layer that crops so many spatial axes. */
export const cropping =
  <const Kind extends string, const N extends 2 | 3, const Default extends number>(
    kind: Kind,
    rank: N,
    initial: Default,
  ) =>
  <const E extends SpatialEdges | null = null, const Format extends DataFormat = 'channelsLast'>(
    amount?: E,
    options: DataFormatOptions<Format> = {},
  ): Layer<CroppingRule<N, Kind, OrDefault<E, Default>, Format>> => {
    const edges: SpatialEdges = amount ?? initial
    const format = options.dataFormat ?? 'channelsLast'
    return layer(kind, options, dataFormatOptions, {
      takes: 'anything',
      outputShape: (shape) => croppingShape(rank, kind, shape, edges, format),
      weights: () => [],
      call: (x) => {
        const first = firstSpatialAxis(format)
        const cuts = edgesAlong(rank, edges)
          .map(([start, end], axis) => ({ axis: axis + first, start, end }))
          .filter(({ start, end }) => start + end > 0)
        if (cuts.length === 0) return x
        return ops.slice(x, {
          axes: cuts.map(({ axis }) => axis),
          starts: cuts.map(({ start }) => start),
          ends: cuts.map(({ end }) => -end || Number.MAX_SAFE_INTEGER),
          steps: cuts.map(() => 1),
        })
      },
    })
  }
