import type { GuardArgument, GuardMethod, Shape } from '../../shapes/dim.js'
import { type Edges, startAndEnd } from '../../shapes/edges.js'
import { type SeriesSentence, timeAxis } from '../../shapes/series.js'
import type { DataFormat, OrDefault } from '../../shapes/window-dim.js'
import { type ZeroPadding1dFault, type ZeroPadding1dShape, zeroPadding1dShape } from '../../shapes/zero-padding1d.js'
import { type KeepsDType, type Layer, layer, type NamedOptions, namedOptions, type Rule } from '../layer.js'
import type { Appended } from '../sequential.js'
import { padZeros } from './pad-zeros.js'

export interface ZeroPadding1dOptions<Format extends DataFormat> extends NamedOptions {
  /** Where the features stand: [batch, time, features] is 'channelsLast', the default. */
  readonly dataFormat?: Format | undefined
}

export interface ZeroPadding1dRule<E extends Edges, Format extends DataFormat> extends Rule, KeepsDType {
  readonly output: ZeroPadding1dShape<this['input'], E, Format>
  readonly parameters: 0
}

type ZeroPadding1dMethod<In extends Shape, Out extends Shape, Count extends number> = GuardMethod<
  SeriesSentence<'zeroPadding1d', Out>,
  <const E extends Edges | null = null, const Format extends DataFormat = 'channelsLast'>(
    padding?: GuardArgument<ZeroPadding1dFault<OrDefault<E, 1>>, 'padding', E>,
    options?: ZeroPadding1dOptions<Format>,
  ) => Appended<In, Out, Count, ZeroPadding1dRule<OrDefault<E, 1>, Format>>
>

declare module '../methods.js' {
  interface Methods<In extends Shape, Out extends Shape, Count extends number> {
    readonly zeroPadding1d: ZeroPadding1dMethod<In, Out, Count>
  }
}

const make = <const E extends Edges | null = null, const Format extends DataFormat = 'channelsLast'>(
  padding?: E,
  options: ZeroPadding1dOptions<Format> = {},
): Layer<ZeroPadding1dRule<OrDefault<E, 1>, Format>> => {
  const edges: Edges = padding ?? 1
  const format = options.dataFormat ?? 'channelsLast'
  return layer(
    'zeroPadding1d',
    options,
    { ...namedOptions, dataFormat: true },
    {
      takes: 'anything',
      outputShape: (shape) => zeroPadding1dShape(shape, edges, format),
      weights: () => [],
      call: (x) => padZeros(x, timeAxis(format), [startAndEnd(edges)]),
    },
  )
}

/**
 * Adds zeros before and after: [batch, time, features] to [batch, start + time + end, features]. `padding` is one number for
 * both ends (default 1), or [start, end]. Keras's `ZeroPadding1D`.
 */
export const zeroPadding1d = make
