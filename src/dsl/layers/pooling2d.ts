import type { Value } from '../../codegen/ir/value.js'
import type { GuardArgument, GuardMethod, GuardResult, SentenceAbout, Shape } from '../../shapes/dim.js'
import type { ImageSentence } from '../../shapes/image.js'
import { type Pool2dConfig, type Pool2dFault, type Pool2dShape, pool2dShape } from '../../shapes/pool2d.js'
import type { PoolWindow } from '../../shapes/window.js'
import { type DataFormat, type OrDefault, type Padding, type Pair, rowsAndColumns } from '../../shapes/window-dim.js'
import { type Layer, layer, type NamedOptions, namedOptions, type Rule } from '../layer.js'
import type { Extended } from '../sequential.js'
import { inOnnxOrder, onnxWindow } from './onnx-order.js'

export interface Pooling2dOptions<
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

export interface Pooling2dRule<
  Kind extends string,
  Pool extends Pair,
  St extends Pair | null,
  P extends Padding,
  Format extends DataFormat,
> extends Rule {
  readonly output: Pool2dShape<Kind, this['input'], Config<Pool, St, P, Format>>
  readonly parameters: 0
}

type Fault<
  Kind extends string,
  S,
  Pool extends Pair,
  St extends Pair | null,
  P extends Padding,
  Format extends DataFormat,
> = Pool2dFault<Kind, S, Config<Pool, St, P, Format>>

/** The fluent method of a pooling layer over images. */
export type Pooling2dMethod<
  Kind extends string,
  In extends Shape,
  Out extends Shape,
  Count extends number,
> = GuardMethod<
  ImageSentence<Kind, Out>,
  <
    const Pool extends Pair | null = null,
    const St extends Pair | null = null,
    const P extends Padding = 'valid',
    const Format extends DataFormat = 'channelsLast',
  >(
    poolSize?: GuardArgument<Fault<Kind, Out, OrDefault<Pool, 2>, St, P, Format>, 'poolSize', Pool>,
    options?: Pooling2dOptions<St, P, Format, Fault<Kind, Out, OrDefault<Pool, 2>, St, P, Format>>,
  ) => [P] extends [Padding]
    ? GuardResult<
        Pool,
        SentenceAbout<Fault<Kind, Out, OrDefault<Pool, 2>, St, P, Format>, 'poolSize'>,
        Extended<In, Pool2dShape<Kind, Out, Config<OrDefault<Pool, 2>, St, P, Format>>, Count>
      >
    : never
>

/** A pooling layer over images from the op that pools [batch, channels, height, width]. */
export const pooling2d =
  <const Kind extends string>(kind: Kind, pool: (x: Value, window: PoolWindow) => Value) =>
  <
    const Pool extends Pair | null = null,
    const St extends Pair | null = null,
    const P extends Padding = 'valid',
    const Format extends DataFormat = 'channelsLast',
  >(
    poolSize?: Pool,
    options: Pooling2dOptions<St, P, Format> = {},
  ): Layer<Pooling2dRule<Kind, OrDefault<Pool, 2>, St, P, Format>> => {
    const { strides, padding = 'valid', dataFormat = 'channelsLast' } = options
    const size: Pair = poolSize ?? 2
    const config: Pool2dConfig = { poolSize: size, strides: strides ?? size, padding, dataFormat }
    const kernel = rowsAndColumns(size)
    const windows = { kernel, strides: rowsAndColumns(config.strides), padding: config.padding, dilations: [1, 1] }
    return layer(
      kind,
      options,
      { ...namedOptions, strides: true, padding: true, dataFormat: true },
      {
        outputShape: (shape) => pool2dShape(kind, shape, config),
        weights: () => [],
        call: (x) =>
          inOnnxOrder(x, dataFormat, (image) => pool(image, { kernel, ...onnxWindow(windows, image.shape) })),
      },
    )
  }
