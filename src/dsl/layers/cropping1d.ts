import * as ops from '../../codegen/ops/index.js'
import { type Cropping1dFault, type Cropping1dShape, cropping1dShape } from '../../shapes/cropping1d.js'
import type { GuardArgument, GuardMethod, GuardResult, SentenceAbout, Shape } from '../../shapes/dim.js'
import { type Edges, startAndEnd } from '../../shapes/edges.js'
import type { SeriesSentence } from '../../shapes/series.js'
import type { OrDefault } from '../../shapes/window-dim.js'
import { type KeepsDType, type Layer, layer, type NamedOptions, namedOptions, type Rule } from '../layer.js'
import type { Appended } from '../sequential.js'

export interface Cropping1dRule<E extends Edges> extends Rule, KeepsDType {
  readonly output: Cropping1dShape<this['input'], E>
  readonly parameters: 0
}

type Fault<S, E extends Edges | null> = Cropping1dFault<S, OrDefault<E, 1>>

type Cropping1dMethod<In extends Shape, Out extends Shape, Count extends number> = GuardMethod<
  SeriesSentence<'cropping1d', Out>,
  <const E extends Edges | null = null>(
    cropping?: GuardArgument<Fault<Out, E>, 'cropping', E>,
    options?: NamedOptions,
  ) => GuardResult<
    E,
    SentenceAbout<Fault<Out, E>, 'cropping'>,
    Appended<In, Out, Count, Cropping1dRule<OrDefault<E, 1>>>
  >
>

declare module '../methods.js' {
  interface Methods<In extends Shape, Out extends Shape, Count extends number> {
    readonly cropping1d: Cropping1dMethod<In, Out, Count>
  }
}

const make = <const E extends Edges | null = null>(
  cropping?: E,
  options: NamedOptions = {},
): Layer<Cropping1dRule<OrDefault<E, 1>>> => {
  const edges: Edges = cropping ?? 1
  return layer('cropping1d', options, namedOptions, {
    takes: 'anything',
    outputShape: (shape) => cropping1dShape(shape, edges),
    weights: () => [],
    call: (x) => {
      const [start, end] = startAndEnd(edges)
      if (start + end === 0) return x
      return ops.slice(x, { axes: [1], starts: [start], ends: [-end || Number.MAX_SAFE_INTEGER], steps: [1] })
    },
  })
}

/**
 * Takes steps away at both ends: [batch, time, features] to [batch, time - start - end, features]. `cropping` is one number for
 * both ends (default 1), or [start, end]. Keras's `Cropping1D`.
 */
export const cropping1d = make
