import * as ops from '../../codegen/ops/index.js'
import { type Cropping1dFault, type Cropping1dShape, cropping1dShape } from '../../shapes/cropping1d.js'
import type { GuardArgument, GuardMethod, GuardResult, SentenceAbout } from '../../shapes/dim.js'
import { type Edges, startAndEnd } from '../../shapes/edges.js'
import type { SeriesSentence } from '../../shapes/series.js'
import type { OrDefault } from '../../shapes/window-dim.js'
import {
  type Fluent,
  type Layer,
  layer,
  type Method,
  type ModelState,
  type NamedOptions,
  namedOptions,
  type Rule,
} from '../layer.js'
import type { Appended } from '../sequential.js'

interface Cropping1dRule<E extends Edges> extends Rule {
  readonly output: Cropping1dShape<this['input'], E>
  readonly parameters: 0
}

type Fault<M extends ModelState, E extends Edges | null> = Cropping1dFault<M['shape'], OrDefault<E, 1>>

interface Cropping1dMethod extends Method {
  readonly call: GuardMethod<
    SeriesSentence<'cropping1d', this['model']['shape']>,
    <const E extends Edges | null = null>(
      cropping?: GuardArgument<Fault<this['model'], E>, 'cropping', E>,
      options?: NamedOptions,
    ) => GuardResult<
      E,
      SentenceAbout<Fault<this['model'], E>, 'cropping'>,
      Appended<this['model'], Cropping1dRule<OrDefault<E, 1>>>
    >
  >
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
export const cropping1d: typeof make & Fluent<Cropping1dMethod> = make
