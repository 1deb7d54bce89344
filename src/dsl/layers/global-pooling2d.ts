import type { Value } from '../../codegen/ir/value.js'
import { flag } from '../../codegen/ranges.js'
import type { GuardMethod, Shape } from '../../shapes/dim.js'
import type { ImageSentence } from '../../shapes/image.js'
import { type GlobalPool2dShape, globalPool2dShape } from '../../shapes/pool2d.js'
import type { DataFormat } from '../../shapes/window-dim.js'
import { type Layer, layer, type NamedOptions, namedOptions, type Rule } from '../layer.js'
import type { Extended } from '../sequential.js'

export interface GlobalPooling2dOptions<Format extends DataFormat, Keep extends boolean> extends NamedOptions {
  /** Where the channels stand; default 'channelsLast'. */
  readonly dataFormat?: Format | undefined
  /** Leaves height and width as axes of length 1; default false. */
  readonly keepDims?: Keep | undefined
}

export interface GlobalPooling2dRule<Kind extends string, Format, Keep> extends Rule {
  readonly output: GlobalPool2dShape<Kind, this['input'], Format, Keep>
  readonly parameters: 0
}

/** The fluent method of a global pooling layer over images. */
export type GlobalPooling2dMethod<
  Kind extends string,
  In extends Shape,
  Out extends Shape,
  Count extends number,
> = GuardMethod<
  ImageSentence<Kind, Out>,
  <const Format extends DataFormat = 'channelsLast', const Keep extends boolean = false>(
    options?: GlobalPooling2dOptions<Format, Keep>,
  ) => [Keep] extends [boolean] ? Extended<In, GlobalPool2dShape<Kind, Out, Format, Keep>, Count> : never
>

/** A global pooling layer from what pools the two given axes, leaving them at length 1. */
export const globalPooling2d =
  <const Kind extends string>(
    kind: Kind,
    pool: (x: Value, axes: readonly [number, number], keepDims: boolean) => Value,
  ) =>
  <const Format extends DataFormat = 'channelsLast', const Keep extends boolean = false>(
    options: GlobalPooling2dOptions<Format, Keep> = {},
  ): Layer<GlobalPooling2dRule<Kind, Format, Keep>> => {
    const { dataFormat = 'channelsLast', keepDims = false } = options
    return layer(
      kind,
      options,
      { ...namedOptions, dataFormat: true, keepDims: flag },
      {
        outputShape: (shape) => globalPool2dShape(kind, shape, dataFormat, keepDims),
        weights: () => [],
        call: (x) => pool(x, dataFormat === 'channelsFirst' ? [2, 3] : [1, 2], keepDims),
      },
    )
  }
