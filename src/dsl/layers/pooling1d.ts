import type { Value } from '../../codegen/ir/value.js'
import type { GuardArgument, GuardMethod, GuardResult, SentenceAbout, Shape } from '../../shapes/dim.js'
import { type Pool1dConfig, type Pool1dFault, type Pool1dShape, pool1dShape } from '../../shapes/pool1d.js'
import type { SeriesSentence } from '../../shapes/series.js'
import type { PoolWindow } from '../../shapes/window.js'
import type { DataFormat, OrDefault, Padding } from '../../shapes/window-dim.js'
import { type Layer, layer, type NamedOptions, namedOptions, type Rule } from '../layer.js'
import type { Appended } from '../sequential.js'
import { inOnnxOrder, onnxWindow } from './onnx-order.js'

export interface Pooling1dOptions<
  St extends number | null,
  P extends Padding,
  Format extends DataFormat,
  Fault = undefined,
> extends NamedOptions {
  /** Step between windows; default the pool's size. */
  readonly strides?: GuardArgument<Fault, 'strides', St | undefined>
  /** 'valid' (default): windows stay inside; 'same': they may hang over the edge. */
  readonly padding?: P | undefined
  /** Where the features stand: [batch, time, features] is 'channelsLast', the default. */
  readonly dataFormat?: Format | undefined
}

type Config<Pool extends number, St extends number | null, P extends Padding, Format extends DataFormat> = {
  readonly poolSize: Pool
  readonly strides: St extends null ? Pool : St
  readonly padding: P
  readonly dataFormat: Format
}

export interface Pooling1dRule<
  Kind extends string,
  Pool extends number,
  St extends number | null,
  P extends Padding,
  Format extends DataFormat,
> extends Rule {
  readonly output: Pool1dShape<Kind, this['input'], Config<Pool, St, P, Format>>
  readonly parameters: 0
}

type Fault<
  Kind extends string,
  S,
  Pool extends number,
  St extends number | null,
  P extends Padding,
  Format extends DataFormat,
> = Pool1dFault<Kind, S, Config<Pool, St, P, Format>>

/** The fluent method of a pooling layer over series. */
export type Pooling1dMethod<
  Kind extends string,
  In extends Shape,
  Out extends Shape,
  Count extends number,
> = GuardMethod<
  SeriesSentence<Kind, Out>,
  <
    const Pool extends number | null = null,
    const St extends number | null = null,
    const P extends Padding = 'valid',
    const Format extends DataFormat = 'channelsLast',
  >(
    poolSize?: GuardArgument<Fault<Kind, Out, OrDefault<Pool, 2>, St, P, Format>, 'poolSize', Pool>,
    options?: Pooling1dOptions<St, P, Format, Fault<Kind, Out, OrDefault<Pool, 2>, St, P, Format>>,
  ) => GuardResult<
    Pool,
    SentenceAbout<Fault<Kind, Out, OrDefault<Pool, 2>, St, P, Format>, 'poolSize'>,
    Appended<In, Out, Count, Pooling1dRule<Kind, OrDefault<Pool, 2>, St, P, Format>>
  >
>

/** A pooling layer over series from the op that pools [batch, features, time]. */
export const pooling1d =
  <const Kind extends string>(kind: Kind, pool: (x: Value, window: PoolWindow) => Value) =>
  <
    const Pool extends number | null = null,
    const St extends number | null = null,
    const P extends Padding = 'valid',
    const Format extends DataFormat = 'channelsLast',
  >(
    poolSize?: Pool,
    options: Pooling1dOptions<St, P, Format> = {},
  ): Layer<Pooling1dRule<Kind, OrDefault<Pool, 2>, St, P, Format>> => {
    const { strides, padding = 'valid', dataFormat = 'channelsLast' } = options
    const size: number = poolSize ?? 2
    const config: Pool1dConfig = { poolSize: size, strides: strides ?? size, padding, dataFormat }
    const windows = { kernel: [size], strides: [config.strides], padding: config.padding, dilations: [1] }
    return layer(
      kind,
      options,
      { ...namedOptions, strides: true, padding: true, dataFormat: true },
      {
        outputShape: (shape) => pool1dShape(kind, shape, config),
        weights: () => [],
        call: (x) =>
          inOnnxOrder(x, dataFormat, (series) =>
            pool(series, { kernel: windows.kernel, ...onnxWindow(windows, series.shape) }),
          ),
      },
    )
  }
