import type { Value } from '../../codegen/ir/value.js'
import { flag } from '../../codegen/ranges.js'
import type { GuardMethod, Shape } from '../../shapes/dim.js'
import { type GlobalPool1dShape, globalPool1dShape } from '../../shapes/pool1d.js'
import { type SeriesSentence, timeAxis } from '../../shapes/series.js'
import type { DataFormat } from '../../shapes/window-dim.js'
import { type Layer, layer, type NamedOptions, namedOptions, type Rule } from '../layer.js'
import type { LayerDefinition } from '../layer-definition.js'
import type { Appended } from '../sequential.js'

export interface GlobalPooling1dOptions<Format extends DataFormat, Keep extends boolean> extends NamedOptions {
  /** Where the features stand: [batch, time, features] is 'channelsLast', the default. */
  readonly dataFormat?: Format | undefined
  /** Leaves time as an axis of length 1; default false. */
  readonly keepDims?: Keep | undefined
}

export interface GlobalPooling1dRule<Kind extends string, Format, Keep> extends Rule {
  readonly output: GlobalPool1dShape<Kind, this['input'], Format, Keep>
  readonly parameters: 0
}

/** The fluent method of a global pooling layer over series. */
export type GlobalPooling1dMethod<
  Kind extends string,
  In extends Shape,
  Out extends Shape,
  Count extends number,
> = GuardMethod<
  SeriesSentence<Kind, Out>,
  <const Format extends DataFormat = 'channelsLast', const Keep extends boolean = false>(
    options?: GlobalPooling1dOptions<Format, Keep>,
  ) => Appended<In, Out, Count, GlobalPooling1dRule<Kind, Format, Keep>>
>

/** A global pooling layer from what pools the given axis of time. */
export const globalPooling1d =
  <const Kind extends string>(
    kind: Kind,
    pool: (x: Value, axis: number, keepDims: boolean, mask: Value | undefined) => Value,
    mask?: LayerDefinition['mask'],
  ) =>
  <const Format extends DataFormat = 'channelsLast', const Keep extends boolean = false>(
    options: GlobalPooling1dOptions<Format, Keep> = {},
  ): Layer<GlobalPooling1dRule<Kind, Format, Keep>> => {
    const { dataFormat = 'channelsLast', keepDims = false } = options
    return layer(
      kind,
      options,
      { ...namedOptions, dataFormat: true, keepDims: flag },
      {
        outputShape: (shape) => globalPool1dShape(kind, shape, dataFormat, keepDims),
        weights: () => [],
        ...(mask && { mask }),
        call: (x, context) => pool(x, timeAxis(dataFormat), keepDims, context.mask),
      },
    )
  }
