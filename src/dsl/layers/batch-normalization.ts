import type { Value } from '../../codegen/ir/value.js'
import { type Affine, normalizedByBatch } from '../../codegen/lowering/batch-normalization.js'
import * as ops from '../../codegen/ops/index.js'
import type { Add } from '../../shapes/arithmetic.js'
import { describeValue } from '../../shapes/describe-value.js'
import {
  type Guard,
  type GuardMethod,
  type GuardResult,
  type Shape,
  ShapeError,
  type ShapeValue,
} from '../../shapes/dim.js'
import { formatShape } from '../../shapes/format.js'
import {
  type AnyAxisSentence,
  type AxisParameters,
  type AxisSentence,
  axisOf,
  type NormalizationVectors,
} from '../../shapes/normalized-axis.js'
import type { InitializerLike } from '../initializers.js'
import { type Layer, layer, type Rule } from '../layer.js'
import { eachStep } from '../layer-definition.js'
import type { Extended } from '../sequential.js'
import { weightMaker } from './kernel.js'
import {
  alongAxes,
  checkEpsilon,
  type GammaBetaOptions,
  gammaAndBeta,
  gammaBetaOptions,
  type OrLast,
} from './normalization.js'

export interface BatchNormalizationOptions<
  Axis extends number | null,
  Scale extends boolean,
  Center extends boolean,
  Result = undefined,
> extends GammaBetaOptions<Scale, Center> {
  /** The axis that keeps its own statistics; default -1, the channels of channelsLast. */
  readonly axis?: Guard<Result, Axis | undefined>
  /** Share of the running averages that each step keeps; default 0.99. */
  readonly momentum?: number | undefined
  /** Added to the variance; default 0.001. */
  readonly epsilon?: number | undefined
  readonly movingMeanInitializer?: InitializerLike | undefined
  readonly movingVarianceInitializer?: InitializerLike | undefined
}

const known = {
  ...gammaBetaOptions,
  axis: true,
  momentum: true,
  epsilon: true,
  movingMeanInitializer: true,
  movingVarianceInitializer: true,
} as const

type Normalized<S, Axis extends number> = S extends [unknown, ...unknown[], number]
  ? [Axis] extends [-1]
    ? S
    : JudgedAxis<S, Axis>
  : JudgedAxis<S, Axis>

type JudgedAxis<S, Axis extends number> =
  AxisSentence<'batchNormalization', S, Axis> extends infer E extends string ? E : S

export interface BatchNormalizationRule<Axis extends number, Scale extends boolean, Center extends boolean>
  extends Rule {
  readonly output: Normalized<this['input'], Axis>
  readonly parameters: AxisParameters<this['input'], Axis, NormalizationVectors<Scale, Center, [4, 3, 2]>>
}

type Fault<S, Axis extends number | null> = AxisSentence<'batchNormalization', S, OrLast<Axis>>

type BatchNormalizationMethod<In extends Shape, Out extends Shape, Count extends number> = GuardMethod<
  AnyAxisSentence<'batchNormalization', Out>,
  <const Axis extends number | null = null, const Scale extends boolean = true, const Center extends boolean = true>(
    options?: BatchNormalizationOptions<Axis, Scale, Center, Fault<Out, Axis>>,
  ) => [Axis] extends [number | null]
    ? GuardResult<
        Axis,
        Fault<Out, Axis>,
        Extended<
          In,
          Normalized<Out, OrLast<Axis>>,
          Add<Count, AxisParameters<Out, OrLast<Axis>, NormalizationVectors<Scale, Center, [4, 3, 2]>>>
        >
      >
    : never
>

declare module '../methods.js' {
  interface Methods<In extends Shape, Out extends Shape, Count extends number> {
    readonly batchNormalization: BatchNormalizationMethod<In, Out, Count>
  }
}

const make = <
  const Axis extends number | null = null,
  const Scale extends boolean = true,
  const Center extends boolean = true,
>(
  options: BatchNormalizationOptions<Axis, Scale, Center> = {},
): Layer<BatchNormalizationRule<OrLast<Axis>, Scale, Center>> => {
  const { momentum = 0.99, epsilon = 1e-3, center = true, scale = true } = options
  const at = (shape: ShapeValue) => axisOf('batchNormalization', shape, options.axis ?? -1)
  if (!(typeof momentum === 'number' && momentum >= 0 && momentum <= 1))
    throw new RangeError(`batchNormalization: momentum must be in [0, 1], got ${describeValue(momentum)}`)
  checkEpsilon('batchNormalization', epsilon)
  const vectors = [
    ...gammaAndBeta(options),
    weightMaker('movingMean', options.movingMeanInitializer ?? 'zeros', undefined, false),
    weightMaker('movingVariance', options.movingVarianceInitializer ?? 'ones', undefined, false),
  ]
  return layer('batchNormalization', options, known, {
    outputShape: (shape) => {
      at(shape)
      return shape
    },
    ...eachStep,
    weights: (shape) => vectors.map((vector) => vector([at(shape).dim])),
    call: (x, context) => {
      const { axis } = at(x.shape)
      const along = (weight: string) => alongAxes(context.weight(weight), x, [axis])
      const gamma = scale ? along('gamma') : undefined
      const beta = center ? along('beta') : undefined
      if (!context.training || context.frozen('movingMean'))
        return normalized(x, { mean: along('movingMean'), variance: along('movingVariance') }, { gamma, beta, epsilon })
      const { mean, variance, y } = context.mask
        ? byCounted(x, axis, context.mask, { gamma, beta, epsilon })
        : byBatch(x, axis, { gamma, beta, epsilon })
      context.average('movingMean', mean, momentum)
      context.average('movingVariance', variance, momentum)
      return y
    },
  })
}

interface Moments {
  readonly mean: Value
  readonly variance: Value
}

const normalized = (x: Value, { mean, variance }: Moments, { gamma, beta, epsilon }: Affine): Value => {
  const inverse = ops.div(1, ops.sqrt(ops.add(variance, epsilon)))
  const factor = gamma ? ops.mul(inverse, gamma) : inverse
  const shift = ops.neg(ops.mul(mean, factor))
  return ops.add(ops.mul(x, factor), beta ? ops.add(shift, beta) : shift)
}

const otherAxes = (x: Value, axis: number): number[] => x.shape.flatMap((_, i) => (i === axis ? [] : [i]))

/** Normalized by mean and biased variance over every axis but one, which keeps its place. */
const byBatch = (x: Value, axis: number, affine: Affine): Moments & { readonly y: Value } =>
  normalizedByBatch(ops, x, otherAxes(x, axis), affine)

/** Smaller than every share of positions that count: the mean of none is 0, as in Keras. */
const least = 1e-30

/** The same by the positions that count: means over all of them, divided by the share that counts. */
const byCounted = (x: Value, axis: number, mask: Value, affine: Affine): Moments & { readonly y: Value } => {
  if (mask.shape.length !== x.shape.length - 1) {
    const [got, want] = [formatShape(mask.shape), formatShape(x.shape.slice(0, -1))]
    throw new ShapeError(`batchNormalization: expected a mask of shape ${want}, got ${got}`)
  }
  const over = (values: Value) => ops.reduceMean(values, { axes: otherAxes(x, axis), keepDims: true })
  const counts = ops.cast(ops.unsqueeze(mask, [mask.shape.length]), x.dtype)
  const share = ops.maximum(over(counts), least)
  const mean = ops.div(over(ops.mul(x, counts)), share)
  const centered = ops.mul(ops.sub(x, mean), counts)
  const variance = ops.div(over(ops.mul(centered, centered)), share)
  return { mean, variance, y: normalized(x, { mean, variance }, affine) }
}

/**
 * Normalizes each feature by the batch's mean and variance in training, by their running averages else, then scales by
 * gamma and shifts by beta (Ioffe & Szegedy, 2015). Keras's `BatchNormalization`: the running variance is the biased one, and
 * positions that a mask leaves out do not count in the batch's. Frozen, it uses the running averages in training too, and leaves
 * them as they are.
 */
export const batchNormalization = make
