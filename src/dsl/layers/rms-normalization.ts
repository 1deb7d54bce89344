import * as ops from '../../codegen/ops/index.js'
import type { Add } from '../../shapes/arithmetic.js'
import type { Guard, GuardMethod, GuardResult, Shape } from '../../shapes/dim.js'
import {
  type AxesParameters,
  type AxesSentence,
  axesOf,
  type NormalizedAxes,
  type NormalizedShape,
} from '../../shapes/normalized-axes.js'
import type { AnyAxisSentence } from '../../shapes/normalized-axis.js'
import { type Layer, layer, type NamedOptions, namedOptions, type Rule } from '../layer.js'
import { stepwiseAlong } from '../layer-definition.js'
import type { Extended } from '../sequential.js'
import { weightMaker } from './kernel.js'
import { alongAxes, checkEpsilon, type OrLast, rootMeanSquare } from './normalization.js'

export interface RmsNormalizationOptions<Axis extends NormalizedAxes | null, Result = undefined> extends NamedOptions {
  /** What is normalized, and has a scale of its own: one axis or several; default -1. */
  readonly axis?: Guard<Result, Axis | undefined>
  /** Added to the mean square; default 1e-6. */
  readonly epsilon?: number | undefined
}

export interface RmsNormalizationRule<Axis extends NormalizedAxes> extends Rule {
  readonly output: NormalizedShape<'rmsNormalization', this['input'], Axis>
  readonly parameters: AxesParameters<this['input'], Axis, 1>
}

type Fault<S, Axis extends NormalizedAxes | null> = AxesSentence<'rmsNormalization', S, OrLast<Axis>>

type RmsNormalizationMethod<In extends Shape, Out extends Shape, Count extends number> = GuardMethod<
  AnyAxisSentence<'rmsNormalization', Out>,
  <const Axis extends NormalizedAxes | null = null>(
    options?: RmsNormalizationOptions<Axis, Fault<Out, Axis>>,
  ) => [Axis] extends [NormalizedAxes | null]
    ? GuardResult<
        Axis,
        Fault<Out, Axis>,
        Extended<
          In,
          NormalizedShape<'rmsNormalization', Out, OrLast<Axis>>,
          Add<Count, AxesParameters<Out, OrLast<Axis>, 1>>
        >
      >
    : never
>

declare module '../methods.js' {
  interface Methods<In extends Shape, Out extends Shape, Count extends number> {
    readonly rmsNormalization: RmsNormalizationMethod<In, Out, Count>
  }
}

const make = <const Axis extends NormalizedAxes | null = null>(
  options: RmsNormalizationOptions<Axis> = {},
): Layer<RmsNormalizationRule<OrLast<Axis>>> => {
  const { epsilon = 1e-6 } = options
  const axis: NormalizedAxes = options.axis ?? -1
  checkEpsilon('rmsNormalization', epsilon)
  const scale = weightMaker('scale', 'ones')
  const axes = (shape: Parameters<typeof axesOf>[1]) => axesOf('rmsNormalization', shape, axis)
  return layer(
    'rmsNormalization',
    options,
    { ...namedOptions, axis: true, epsilon: true },
    {
      outputShape: (shape) => {
        axes(shape)
        return shape
      },
      stepwise: stepwiseAlong(axis),
      weights: (shape) => [scale(axes(shape).map((at) => shape[at] as number))],
      call: (x, context) => {
        const over = axes(x.shape)
        return ops.mul(
          ops.div(x, rootMeanSquare(x, over, epsilon, context.training)),
          alongAxes(context.weight('scale'), x, over),
        )
      },
    },
  )
}

/**
 * Divides by the root of the mean square over some axes, by default the last, and multiplies by a scale that has those axes (Zhang &
 * Sennrich, 2019). Keras's `RMSNormalization`: the mask ends here.
 */
export const rmsNormalization = make
