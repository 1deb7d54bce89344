import type { GuardArgument, GuardMethod, Shape } from '../../shapes/dim.js'
import type { SeriesSentence } from '../../shapes/series.js'
import { type UpSampling1dFault, type UpSampling1dShape, upSampling1dShape } from '../../shapes/up-sampling1d.js'
import type { OrDefault } from '../../shapes/window-dim.js'
import { type KeepsDType, type Layer, layer, type NamedOptions, namedOptions, type Rule } from '../layer.js'
import type { Appended } from '../sequential.js'
import { repeatAlong } from './up-sample.js'

export interface UpSampling1dRule<Size extends number> extends Rule, KeepsDType {
  readonly output: UpSampling1dShape<this['input'], Size>
  readonly parameters: 0
}

type UpSampling1dMethod<In extends Shape, Out extends Shape, Count extends number> = GuardMethod<
  SeriesSentence<'upSampling1d', Out>,
  <const Size extends number | null = null>(
    size?: GuardArgument<UpSampling1dFault<OrDefault<Size, 2>>, 'size', Size>,
    options?: NamedOptions,
  ) => Appended<In, Out, Count, UpSampling1dRule<OrDefault<Size, 2>>>
>

declare module '../methods.js' {
  interface Methods<In extends Shape, Out extends Shape, Count extends number> {
    readonly upSampling1d: UpSampling1dMethod<In, Out, Count>
  }
}

const make = <const Size extends number | null = null>(
  size?: Size,
  options: NamedOptions = {},
): Layer<UpSampling1dRule<OrDefault<Size, 2>>> => {
  const times: number = size ?? 2
  return layer('upSampling1d', options, namedOptions, {
    takes: 'anything',
    outputShape: (shape) => upSampling1dShape(shape, times),
    weights: () => [],
    call: (x) => repeatAlong(x, 1, times),
  })
}

/**
 * Repeats each step `size` times (default 2): [batch, time, features] to [batch, time · size, features]. Keras's
 * `UpSampling1D`.
 */
export const upSampling1d = make
