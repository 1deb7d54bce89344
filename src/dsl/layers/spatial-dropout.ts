import type { Value } from '../../codegen/ir/value.js'
import * as ops from '../../codegen/ops/index.js'
import type { Guard, GuardMethod, Shape } from '../../shapes/dim.js'
import { checkRate, type RateSentence } from '../../shapes/dropout-rate.js'
import { firstSpatialAxis, type Rank, type SpatialSentence } from '../../shapes/spatial.js'
import { type SpatialDropoutShape, spatialDropoutShape } from '../../shapes/spatial-dropout.js'
import type { DataFormat } from '../../shapes/window-dim.js'
import { type Layer, layer, type Rule } from '../layer.js'
import { eachStep, type LayerDefinition } from '../layer-definition.js'
import type { Extended } from '../sequential.js'
import { type DataFormatOptions, dataFormatOptions } from './data-format-options.js'
import { dropoutMask } from './dropout-mask.js'

export interface SpatialDropoutRule<
  N extends Rank,
  Kind extends string,
  R extends number,
  Format extends DataFormat = 'channelsLast',
> extends Rule {
  readonly output: SpatialDropoutShape<N, Kind, this['input'], R, Format>
  readonly parameters: 0
}

/** The fluent method of a layer that drops channels of images or volumes. */
export type SpatialDropoutMethod<
  N extends 2 | 3,
  Kind extends string,
  In extends Shape,
  Out extends Shape,
  Count extends number,
> = GuardMethod<
  SpatialSentence<N, Kind, Out>,
  <const R extends number, const Format extends DataFormat = 'channelsLast'>(
    rate: Guard<RateSentence<Kind, 'rate', R>, R>,
    options?: DataFormatOptions<Format>,
  ) => [R] extends [number] ? Extended<In, SpatialDropoutShape<N, Kind, Out, R, Format>, Count> : never
>

/** What a layer does that drops whole channels, over so many spatial axes. Throws ShapeError for a rate that is not in [0, 1). */
export const droppingChannels = (
  rank: Rank,
  kind: string,
  rate: number,
  format: DataFormat,
): Omit<LayerDefinition, 'kind' | 'name'> => {
  checkRate(kind, 'rate', rate)
  return {
    outputShape: (shape) => spatialDropoutShape(rank, kind, shape, format),
    ...eachStep,
    weights: () => [],
    call: (x, context) =>
      context.training && rate > 0 ? ops.mul(x, dropoutMask(context, onePlace(x, rank, format), rate)) : x,
  }
}

/** The first element along each spatial axis, which stays as an axis of length 1. */
const onePlace = (x: Value, rank: Rank, format: DataFormat): Value => {
  const axes = Array.from({ length: rank }, (_, axis) => firstSpatialAxis(format) + axis)
  return ops.slice(x, {
    axes,
    starts: axes.map(() => 0),
    ends: axes.map(() => 1),
    steps: axes.map(() => 1),
  })
}

/** A layer that drops channels of images or volumes. */
export const spatialDropout =
  <const Kind extends string, const N extends 2 | 3>(kind: Kind, rank: N) =>
  <const R extends number, const Format extends DataFormat = 'channelsLast'>(
    rate: R,
    options: DataFormatOptions<Format> = {},
  ): Layer<SpatialDropoutRule<N, Kind, R, Format>> =>
    layer(kind, options, dataFormatOptions, droppingChannels(rank, kind, rate, options.dataFormat ?? 'channelsLast'))
