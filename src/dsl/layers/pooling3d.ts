import type { Value } from '../../codegen/ir/value.js'
import type { GuardArgument, GuardMethod, GuardResult, SentenceAbout, Shape } from '../../shapes/dim.js'
import { alongEach, type SpatialSentence } from '../../shapes/spatial.js'
import {
  type SpatialPoolConfig,
  type SpatialPoolFault,
  type SpatialPoolShape,
  spatialPoolShape,
} from '../../shapes/spatial-pool.js'
import type { PoolWindow } from '../../shapes/window.js'
import type { DataFormat, OrDefault, Padding, Pair } from '../../shapes/window-dim.js'
import { type Layer, layer, type NamedOptions, namedOptions, type Rule } from '../layer.js'
import type { Appended } from '../sequential.js'
import { inOnnxOrder, onnxWindow } from './onnx-order.js'

export interface Pooling3dOptions<
  St extends Pair | null,
  P extends Padding,
  Format extends DataFormat,
  Fault = undefined,
> extends NamedOptions {
  /** Step between windows; default the pool's size. */
  readonly strides?: GuardArgument<Fault, 'strides', St | undefined>
  /** 'valid' (default): windows stay inside; 'same': they may hang over the edge. */
  readonly padding?: P | undefined
  /** Where the channels stand; default 'channelsLast'. */
  readonly dataFormat?: Format | undefined
}

type Config<Pool extends Pair, St extends Pair | null, P extends Padding, Format extends DataFormat> = {
  readonly poolSize: Pool
  readonly strides: St extends null ? Pool : St
  readonly padding: P
  readonly dataFormat: Format
}

export interface Pooling3dRule<
  Kind extends string,
  Pool extends Pair,
  St extends Pair | null,
  P extends Padding,
  Format extends DataFormat,
> extends Rule {
  readonly output: SpatialPoolShape<3, Kind, this['input'], Config<Pool, St, P, Format>>
  readonly parameters: 0
}

type Fault<
  Kind extends string,
  S,
  Pool extends Pair,
  St extends Pair | null,
  P extends Padding,
  Format extends DataFormat,
> = SpatialPoolFault<3, Kind, S, Config<Pool, St, P, Format>>

/** The fluent method of a pooling layer over volumes. */
export type Pooling3dMethod<
  Kind extends string,
  In extends Shape,
  Out extends Shape,
  Count extends number,
> = GuardMethod<
  SpatialSentence<3, Kind, Out>,
  <
    const Pool extends Pair | null = null,
    const St extends Pair | null = null,
    const P extends Padding = 'valid',
    const Format extends DataFormat = 'channelsLast',
  >(
    poolSize?: GuardArgument<Fault<Kind, Out, OrDefault<Pool, 2>, St, P, Format>, 'poolSize', Pool>,
    options?: Pooling3dOptions<St, P, Format, Fault<Kind, Out, OrDefault<Pool, 2>, St, P, Format>>,
  ) => GuardResult<
    Pool,
    SentenceAbout<Fault<Kind, Out, OrDefault<Pool, 2>, St, P, Format>, 'poolSize'>,
    Appended<In, Out, Count, Pooling3dRule<Kind, OrDefault<Pool, 2>, St, P, Format>>
  >
>

/** A pooling layer over volumes from the op that pools [batch, channels, depth, height, width]. */
export const pooling3d =
  <const Kind extends string>(kind: Kind, pool: (x: Value, window: PoolWindow) => Value) =>
  <
    const Pool extends Pair | null = null,
    const St extends Pair | null = null,
    const P extends Padding = 'valid',
    const Format extends DataFormat = 'channelsLast',
  >(
    poolSize?: Pool,
    options: Pooling3dOptions<St, P, Format> = {},
  ): Layer<Pooling3dRule<Kind, OrDefault<Pool, 2>, St, P, Format>> => {
    const { strides, padding = 'valid', dataFormat = 'channelsLast' } = options
    const size: Pair = poolSize ?? 2
    const config: SpatialPoolConfig = { poolSize: size, strides: strides ?? size, padding, dataFormat }
    const kernel = alongEach(3, size)
    const windows = { kernel, strides: alongEach(3, config.strides), padding: config.padding, dilations: [1, 1, 1] }
    return layer(
      kind,
      options,
      { ...namedOptions, strides: true, padding: true, dataFormat: true },
      {
        outputShape: (shape) => spatialPoolShape(3, kind, shape, config),
        weights: () => [],
        call: (x) =>
          inOnnxOrder(x, dataFormat, (image) => pool(image, { kernel, ...onnxWindow(windows, image.shape) })),
      },
    )
  }
