import * as ops from '../../codegen/ops/index.js'
import type { Guard, GuardMethod, GuardResult, Shape } from '../../shapes/dim.js'
import { type AxesSentence, axesOf, type NormalizedAxes, type NormalizedShape } from '../../shapes/normalized-axes.js'
import type { PlaceSentence } from '../../shapes/normalized-axis.js'
import { type Layer, layer, type NamedOptions, namedOptions, type Rule } from '../layer.js'
import { eachStep, stepwiseAlong } from '../layer-definition.js'
import type { Extended } from '../sequential.js'
import type { OrLast } from './normalization.js'

export interface UnitNormalizationOptions<Axis extends NormalizedAxes | null, Result = undefined> extends NamedOptions {
  /** What is normalized: one axis or several; default -1. */
  readonly axis?: Guard<Result, Axis | undefined>
}

export interface UnitNormalizationRule<Axis extends NormalizedAxes> extends Rule {
  readonly output: NormalizedShape<'unitNormalization', this['input'], Axis, 'places'>
  readonly parameters: 0
}

type Fault<S, Axis extends NormalizedAxes | null> = AxesSentence<'unitNormalization', S, OrLast<Axis>, 'places'>

type UnitNormalizationMethod<In extends Shape, Out extends Shape, Count extends number> = GuardMethod<
  PlaceSentence<'unitNormalization', Out, -1>,
  <const Axis extends NormalizedAxes | null = null>(
    options?: UnitNormalizationOptions<Axis, Fault<Out, Axis>>,
  ) => [Axis] extends [NormalizedAxes | null]
    ? GuardResult<
        Axis,
        Fault<Out, Axis>,
        Extended<In, NormalizedShape<'unitNormalization', Out, OrLast<Axis>, 'places'>, Count>
      >
    : never
>

declare module '../methods.js' {
  interface Methods<In extends Shape, Out extends Shape, Count extends number> {
    readonly unitNormalization: UnitNormalizationMethod<In, Out, Count>
  }
}

/** The square of 1e-12, the length that a vector counts as having at least. */
const least = 1e-24

const make = <const Axis extends NormalizedAxes | null = null>(
  options: UnitNormalizationOptions<Axis> = {},
): Layer<UnitNormalizationRule<OrLast<Axis>>> => {
  const axis: NormalizedAxes = options.axis ?? -1
  const axes = (shape: Parameters<typeof axesOf>[1]) => axesOf('unitNormalization', shape, axis, 'places')
  return layer(
    'unitNormalization',
    options,
    { ...namedOptions, axis: true },
    {
      outputShape: (shape) => {
        axes(shape)
        return shape
      },
      mask: eachStep.mask,
      stepwise: stepwiseAlong(axis),
      weights: () => [],
      call: (x) => {
        const squares = ops.reduceSum(ops.mul(x, x), { axes: axes(x.shape), keepDims: true })
        return ops.div(x, ops.sqrt(ops.maximum(squares, least)))
      },
    },
  )
}

/** Divides by the length (the L2 norm) over some axes, by default the last. Keras's `UnitNormalization`. */
export const unitNormalization = make
