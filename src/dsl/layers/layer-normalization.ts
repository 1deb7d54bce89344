import type { Add } from '../../shapes/arithmetic.js'
import type { Guard, GuardMethod, GuardResult, Shape } from '../../shapes/dim.js'
import {
  type AxesParameters,
  type AxesSentence,
  axesOf,
  type NormalizedAxes,
  type NormalizedShape,
} from '../../shapes/normalized-axes.js'
import type { AnyAxisSentence, NormalizationVectors } from '../../shapes/normalized-axis.js'
import { type Layer, layer, type Rule } from '../layer.js'
import { eachStep, stepwiseAlong } from '../layer-definition.js'
import type { Extended } from '../sequential.js'
import {
  checkEpsilon,
  type GammaBetaOptions,
  gammaAndBeta,
  gammaBetaOptions,
  type OrLast,
  scaledAndShifted,
  standardized,
} from './normalization.js'

export interface LayerNormalizationOptions<
  Axis extends NormalizedAxes | null,
  Scale extends boolean,
  Center extends boolean,
  Result = undefined,
> extends GammaBetaOptions<Scale, Center> {
  /** What is normalized, and has gamma and beta of its own: one axis or several; default -1. */
  readonly axis?: Guard<Result, Axis | undefined>
  /** Added to the variance; default 0.001. */
  readonly epsilon?: number | undefined
}

type Vectors<Scale extends boolean, Center extends boolean> = NormalizationVectors<Scale, Center, [2, 1, 0]>

export interface LayerNormalizationRule<Axis extends NormalizedAxes, Scale extends boolean, Center extends boolean>
  extends Rule {
  readonly output: NormalizedShape<'layerNormalization', this['input'], Axis>
  readonly parameters: AxesParameters<this['input'], Axis, Vectors<Scale, Center>>
}

type Fault<S, Axis extends NormalizedAxes | null> = AxesSentence<'layerNormalization', S, OrLast<Axis>>

type LayerNormalizationMethod<In extends Shape, Out extends Shape, Count extends number> = GuardMethod<
  AnyAxisSentence<'layerNormalization', Out>,
  <
    const Axis extends NormalizedAxes | null = null,
    const Scale extends boolean = true,
    const Center extends boolean = true,
  >(
    options?: LayerNormalizationOptions<Axis, Scale, Center, Fault<Out, Axis>>,
  ) => [Axis] extends [NormalizedAxes | null]
    ? GuardResult<
        Axis,
        Fault<Out, Axis>,
        Extended<
          In,
          NormalizedShape<'layerNormalization', Out, OrLast<Axis>>,
          Add<Count, AxesParameters<Out, OrLast<Axis>, Vectors<Scale, Center>>>
        >
      >
    : never
>

declare module '../methods.js' {
  interface Methods<In extends Shape, Out extends Shape, Count extends number> {
    readonly layerNormalization: LayerNormalizationMethod<In, Out, Count>
  }
}

const make = <
  const Axis extends NormalizedAxes | null = null,
  const Scale extends boolean = true,
  const Center extends boolean = true,
>(
  options: LayerNormalizationOptions<Axis, Scale, Center> = {},
): Layer<LayerNormalizationRule<OrLast<Axis>, Scale, Center>> => {
  const { epsilon = 1e-3 } = options
  const axis: NormalizedAxes = options.axis ?? -1
  checkEpsilon('layerNormalization', epsilon)
  const vectors = gammaAndBeta(options)
  const axes = (shape: Parameters<typeof axesOf>[1]) => axesOf('layerNormalization', shape, axis)
  return layer(
    'layerNormalization',
    options,
    { ...gammaBetaOptions, axis: true, epsilon: true },
    {
      outputShape: (shape) => {
        axes(shape)
        return shape
      },
      mask: eachStep.mask,
      stepwise: stepwiseAlong(axis),
      weights: (shape) => vectors.map((vector) => vector(axes(shape).map((at) => shape[at] as number))),
      call: (x, context) => {
        const over = axes(x.shape)
        return scaledAndShifted(standardized(x, over, epsilon, context.training), over, options, context.weight)
      },
    },
  )
}

/**
 * Normalizes each sample, or each position of it, by its own mean and variance over some axes, by default the last; then scales by
 * gamma and shifts by beta, which have those axes (Ba et al., 2016). Keras's `LayerNormalization`.
 */
export const layerNormalization = make
