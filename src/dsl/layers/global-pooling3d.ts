import type { Value } from '../../codegen/ir/value.js'
import { flag } from '../../codegen/ranges.js'
import type { GuardMethod, Shape } from '../../shapes/dim.js'
import { firstSpatialAxis, type SpatialSentence } from '../../shapes/spatial.js'
import { type SpatialGlobalShape, spatialGlobalShape } from '../../shapes/spatial-pool.js'
import type { DataFormat } from '../../shapes/window-dim.js'
import { type Layer, layer, type Rule } from '../layer.js'
import type { Appended } from '../sequential.js'
import { type DataFormatOptions, dataFormatOptions } from './data-format-options.js'

export interface GlobalPooling3dOptions<Format extends DataFormat, Keep extends boolean>
  extends DataFormatOptions<Format> {
  /** Leaves depth, height and width as axes of length 1; default false. */
  readonly keepDims?: Keep | undefined
}

export interface GlobalPooling3dRule<Kind extends string, Format, Keep> extends Rule {
  readonly output: SpatialGlobalShape<3, Kind, this['input'], Format, Keep>
  readonly parameters: 0
}

/** The fluent method of a global pooling layer over volumes. */
export type GlobalPooling3dMethod<
  Kind extends string,
  In extends Shape,
  Out extends Shape,
  Count extends number,
> = GuardMethod<
  SpatialSentence<3, Kind, Out>,
  <const Format extends DataFormat = 'channelsLast', const Keep extends boolean = false>(
    options?: GlobalPooling3dOptions<Format, Keep>,
  ) => Appended<In, Out, Count, GlobalPooling3dRule<Kind, Format, Keep>>
>

/** A global pooling layer from what pools three axes from the given one on. */
export const globalPooling3d =
  <const Kind extends string>(kind: Kind, pool: (x: Value, first: number, keepDims: boolean) => Value) =>
  <const Format extends DataFormat = 'channelsLast', const Keep extends boolean = false>(
    options: GlobalPooling3dOptions<Format, Keep> = {},
  ): Layer<GlobalPooling3dRule<Kind, Format, Keep>> => {
    const { dataFormat = 'channelsLast', keepDims = false } = options
    return layer(
      kind,
      options,
      { ...dataFormatOptions, keepDims: flag },
      {
        outputShape: (shape) => spatialGlobalShape(3, kind, shape, dataFormat, keepDims),
        weights: () => [],
        call: (x) => pool(x, firstSpatialAxis(dataFormat), keepDims),
      },
    )
  }
