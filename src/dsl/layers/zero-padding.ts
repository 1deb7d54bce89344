import type { GuardArgument, GuardMethod, Shape } from '../../shapes/dim.js'
import { firstSpatialAxis, type SpatialSentence } from '../../shapes/spatial.js'
import { edgesAlong, type SpatialEdges } from '../../shapes/spatial-edges.js'
import type { DataFormat, OrDefault } from '../../shapes/window-dim.js'
import { type ZeroPaddingFault, type ZeroPaddingShape, zeroPaddingShape } from '../../shapes/zero-padding.js'
import { type KeepsDType, type Layer, layer, type Rule } from '../layer.js'
import type { Appended } from '../sequential.js'
import { type DataFormatOptions, dataFormatOptions } from './data-format-options.js'
import { padZeros } from './pad-zeros.js'

export interface ZeroPaddingRule<
  N extends 2 | 3,
  Kind extends string,
  E extends SpatialEdges,
  Format extends DataFormat,
> extends Rule,
    KeepsDType {
  readonly output: ZeroPaddingShape<N, Kind, this['input'], E, Format>
  readonly parameters: 0
}

/** The fluent method of a layer that pads images or volumes. */
export type ZeroPaddingMethod<
  N extends 2 | 3,
  Kind extends string,
  In extends Shape,
  Out extends Shape,
  Count extends number,
> = GuardMethod<
  SpatialSentence<N, Kind, Out>,
  <const E extends SpatialEdges | null = null, const Format extends DataFormat = 'channelsLast'>(
    padding?: GuardArgument<ZeroPaddingFault<N, Kind, OrDefault<E, 1>>, 'padding', E>,
    options?: DataFormatOptions<Format>,
  ) => Appended<In, Out, Count, ZeroPaddingRule<N, Kind, OrDefault<E, 1>, Format>>
>

/** A layer that pads so many spatial axes. */
export const zeroPadding =
  <const Kind extends string, const N extends 2 | 3>(kind: Kind, rank: N) =>
  <const E extends SpatialEdges | null = null, const Format extends DataFormat = 'channelsLast'>(
    padding?: E,
    options: DataFormatOptions<Format> = {},
  ): Layer<ZeroPaddingRule<N, Kind, OrDefault<E, 1>, Format>> => {
    const edges: SpatialEdges = padding ?? 1
    const format = options.dataFormat ?? 'channelsLast'
    return layer(kind, options, dataFormatOptions, {
      takes: 'anything',
      outputShape: (shape) => zeroPaddingShape(rank, kind, shape, edges, format),
      weights: () => [],
      call: (x) => padZeros(x, firstSpatialAxis(format), edgesAlong(rank, edges)),
    })
  }
