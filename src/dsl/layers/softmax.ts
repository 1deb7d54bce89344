import type { Value } from '../../codegen/ir/value.js'
import * as ops from '../../codegen/ops/index.js'
import type { Guard, GuardMethod, GuardResult, Shape } from '../../shapes/dim.js'
import { type AxesSentence, axesOf, type NormalizedAxes, type NormalizedShape } from '../../shapes/normalized-axes.js'
import type { PlaceSentence } from '../../shapes/normalized-axis.js'
import { type Layer, layer, type NamedOptions, namedOptions, type Rule } from '../layer.js'
import { eachStep, stepwiseAlong } from '../layer-definition.js'
import type { Extended } from '../sequential.js'
import type { OrLast } from './normalization.js'

export interface SoftmaxOptions<Axis extends NormalizedAxes | null, Result = undefined> extends NamedOptions {
  /** Along what the results add up to 1: one axis, or several together; default -1. */
  readonly axis?: Guard<Result, Axis | undefined>
}

export interface SoftmaxRule<Axis extends NormalizedAxes> extends Rule {
  readonly output: NormalizedShape<'softmax', this['input'], Axis, 'places'>
  readonly parameters: 0
}

type Fault<S, Axis extends NormalizedAxes | null> = AxesSentence<'softmax', S, OrLast<Axis>, 'places'>

type SoftmaxMethod<In extends Shape, Out extends Shape, Count extends number> = GuardMethod<
  PlaceSentence<'softmax', Out, -1>,
  <const Axis extends NormalizedAxes | null = null>(
    options?: SoftmaxOptions<Axis, Fault<Out, Axis>>,
  ) => [Axis] extends [NormalizedAxes | null]
    ? GuardResult<Axis, Fault<Out, Axis>, Extended<In, NormalizedShape<'softmax', Out, OrLast<Axis>, 'places'>, Count>>
    : never
>

declare module '../methods.js' {
  interface Methods<In extends Shape, Out extends Shape, Count extends number> {
    readonly softmax: SoftmaxMethod<In, Out, Count>
  }
}

/** Keras's, for steps that do not count. */
const nothing = -1e9

const make = <const Axis extends NormalizedAxes | null = null>(
  options: SoftmaxOptions<Axis> = {},
): Layer<SoftmaxRule<OrLast<Axis>>> => {
  const axis: NormalizedAxes = options.axis ?? -1
  const axes = (shape: Parameters<typeof axesOf>[1]) => axesOf('softmax', shape, axis, 'places')
  return layer(
    'softmax',
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
      call: (x, { mask }) => {
        const over = axes(x.shape)
        if (!mask || !over.includes(1)) return along(x, over)
        const counted = ops.unsqueeze(
          mask,
          x.shape.slice(2).map((_, i) => i + 2),
        )
        return ops.where(counted, along(ops.where(counted, x, nothing), over), 0)
      },
    },
  )
}

const along = (x: Value, axes: readonly number[]): Value => {
  const [axis] = axes
  if (axes.length === 1 && axis !== undefined) return ops.softmax(x, { axis })
  const largest = axes.reduce((value, axis) => ops.reduceMax(value, { axis, keepDims: true }), x)
  const parts = ops.exp(ops.sub(x, largest))
  return ops.div(parts, ops.reduceSum(parts, { axes, keepDims: true }))
}

/**
 * exp(x) over its sum along an axis, the last by default, or along several together. Along time, steps that a mask leaves out get 0.
 * Keras's `Softmax`. A layer; the operation on tensors is `softmax`.
 */
export const softmax = make
