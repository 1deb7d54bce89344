import { constant, type Value } from '../../codegen/ir/value.js'
import * as ops from '../../codegen/ops/index.js'
import { flag } from '../../codegen/ranges.js'
import { type Moments, momentsOf, placesAlong } from '../../runtime/adapt/moments.js'
import { nestedRows } from '../../runtime/nested.js'
import type { Nested } from '../../runtime/tensor.js'
import type { Add } from '../../shapes/arithmetic.js'
import { type Guard, type Shape, ShapeError, type ShapeValue } from '../../shapes/dim.js'
import { formatShape } from '../../shapes/format.js'
import {
  checkStatistics,
  type KeptAxes,
  type KeptAxesSentence,
  keptAxesOf,
  type NormalizationParameters,
  type NormalizationShape,
} from '../../shapes/normalization.js'
import type { NormalizedAxes } from '../../shapes/normalized-axes.js'
import { layer, type NamedOptions, namedOptions, type Rule } from '../layer.js'
import { eachStep, stepwiseAlong, type WeightSpec } from '../layer-definition.js'
import type { Extended } from '../sequential.js'
import { type AdaptingLayer, adapting } from './adapting-layer.js'
import { alongAxes } from './normalization.js'

export interface NormalizationOptions<
  Axis extends KeptAxes | undefined,
  Mean extends Nested | undefined,
  Result = undefined,
> extends NamedOptions {
  /** The axes that have means and variances of their own, one or several; null for one of all elements. Default -1, the features. */
  readonly axis?: Guard<Result, Axis>
  /** A number, or numbers along the axes. Given with `variance`, there is nothing to adapt. */
  readonly mean?: Mean
  readonly variance?: Nested | undefined
  /** Turns normalized numbers back into what they were; default false. */
  readonly invert?: boolean | undefined
}

const known = { ...namedOptions, axis: true, mean: true, variance: true, invert: flag } as const

/** -1 where the option is left out. */
type Axes<Axis extends KeptAxes | undefined> = undefined extends Axis ? -1 : Exclude<Axis, undefined>

/** Whether the mean is an option. */
type IsGiven<Mean> = [Mean] extends [undefined] ? false : undefined extends Mean ? boolean : true

export interface NormalizationRule<Axis extends KeptAxes, Given extends boolean> extends Rule {
  readonly output: NormalizationShape<this['input'], Axis>
  readonly parameters: NormalizationParameters<this['input'], Axis, Given>
}

/** What nothing can be called on, where the axis at fault was left out. */
type Shown<Axis, Sentence, T> = undefined extends Axis
  ? [Sentence] extends [infer E extends string]
    ? ShapeError<E>
    : T
  : T

type NormalizationMethod<In extends Shape, Out extends Shape, Count extends number> = <
  const Axis extends KeptAxes | undefined = undefined,
  const Mean extends Nested | undefined = undefined,
>(
  options?: NormalizationOptions<Axis, Mean, KeptAxesSentence<Out, Axes<Axis>>>,
) => [Axis] extends [KeptAxes | undefined]
  ? Shown<
      Axis,
      KeptAxesSentence<Out, Axes<Axis>>,
      Extended<
        In,
        NormalizationShape<Out, Axes<Axis>>,
        Add<Count, NormalizationParameters<Out, Axes<Axis>, IsGiven<Mean>>>
      >
    >
  : never

declare module '../methods.js' {
  interface Methods<In extends Shape, Out extends Shape, Count extends number> {
    readonly normalization: NormalizationMethod<In, Out, Count>
  }
}

/** The least standard deviation that is divided by; Keras's epsilon. */
const least = 1e-7

const make = <const Axis extends KeptAxes | undefined = undefined, const Mean extends Nested | undefined = undefined>(
  options: NormalizationOptions<Axis, Mean> = {},
): AdaptingLayer<NormalizationRule<Axes<Axis>, IsGiven<Mean>>> => {
  const { invert = false, axis: kept = -1 } = options as NormalizationOptions<KeptAxes | undefined, Nested | undefined>
  const given = givenMoments(options)
  let learnt: Moments | undefined
  const keptOf = (shape: ShapeValue) => {
    const { axes, lengths } = keptAxesOf(shape, kept)
    if (given) checkStatistics('mean and variance are', given.shape, lengths)
    else if (learnt) checkStatistics('it was adapted to', learnt.shape, lengths)
    return { axes, lengths }
  }
  const weight = (name: 'mean' | 'variance', shape: readonly number[]): WeightSpec => ({
    name,
    shape,
    initializer: { name: 'adapted', fill: () => Float32Array.from((learnt as Moments)[name]) },
    regularizer: undefined,
    trainable: false,
  })
  const normalization = layer<NormalizationRule<Axes<Axis>, IsGiven<Mean>>>('normalization', options, known, {
    outputShape: (shape) => {
      keptOf(shape)
      return shape
    },
    mask: eachStep.mask,
    stepwise: kept === null || stepwiseAlong(kept as NormalizedAxes),
    missing: () =>
      given || learnt
        ? undefined
        : 'has not been adapted: make it by normalization(), await its adapt(data), then pipe it; or give it mean and variance',
    weights: (shape) => {
      const { lengths } = keptOf(shape)
      return given ? [] : [weight('mean', lengths), weight('variance', lengths)]
    },
    call: (x, context) => {
      const { axes, lengths } = keptOf(x.shape)
      const along = (name: 'mean' | 'variance'): Value =>
        alongAxes(given ? constant(spread(given, name, lengths), 'float32', lengths) : context.weight(name), x, axes)
      const deviation = ops.maximum(ops.sqrt(along('variance')), least)
      return invert ? ops.add(along('mean'), ops.mul(x, deviation)) : ops.div(ops.sub(x, along('mean')), deviation)
    },
  })
  return adapting(normalization, async (data) => {
    if (given) throw new TypeError('normalization.adapt: mean and variance are given; leave them out to adapt')
    const moments = await momentsOf('normalization.adapt', data, (shape) => keptAxesOf(shape, kept))
    const beyond = moments.variance.find((variance) => !Number.isFinite(Math.fround(variance)))
    if (beyond !== undefined) {
      throw new RangeError(
        `normalization.adapt: the variance ${beyond.toPrecision(3)} is beyond float32; scale the data first`,
      )
    }
    learnt = moments
  })
}

/** Mean and variance of the options. Throws for one without the other, and where they are not numbers of one shape. */
const givenMoments = ({
  mean,
  variance,
  axis = -1,
}: NormalizationOptions<KeptAxes | undefined, Nested | undefined>): Moments | undefined => {
  if (mean === undefined && variance === undefined) return undefined
  if (mean === undefined || variance === undefined) {
    throw new TypeError('normalization: give both mean and variance, or neither and await adapt(data)')
  }
  const tensorOf = (name: string, value: Nested) =>
    typeof value === 'number'
      ? { shape: [], data: Float64Array.of(value) }
      : nestedRows('normalization', name, Array.isArray(value) ? value : [value])
  const [means, variances] = [tensorOf('mean', mean), tensorOf('variance', variance)]
  const fits = (x: number | bigint) => Number.isFinite(Math.fround(Number(x)))
  const wrong = [...means.data].find((x) => !fits(x)) ?? [...variances.data].find((x) => !(fits(x) && Number(x) >= 0))
  if (wrong !== undefined) {
    throw new RangeError(
      `normalization: mean must be finite in float32, and so must variance, and 0 or more, got ${wrong}`,
    )
  }
  const [one, other] = [formatShape(means.shape), formatShape(variances.shape)]
  if (one !== other) {
    throw new ShapeError(`normalization: mean has shape ${one}, but variance ${other}; give as many of both`)
  }
  const axes = axis === null ? 0 : [axis].flat().length
  if (means.shape.length > axes) {
    throw new ShapeError(`normalization: mean has shape ${one}, but there are ${axes} kept axes; give one dim for each`)
  }
  return { shape: means.shape, mean: means.data as Float64Array, variance: variances.data as Float64Array }
}

/** Numbers along the last kept axes, for all of them. */
const spread = (statistics: Moments, name: 'mean' | 'variance', lengths: readonly number[]): Float32Array => {
  const { shape } = statistics
  const before = lengths.length - shape.length
  const axes = lengths.flatMap((_, axis) => ((shape[axis - before] ?? 1) > 1 ? [axis + 1] : []))
  return Float32Array.from(placesAlong([1, ...lengths], axes), (place) => statistics[name][place] as number)
}

/**
 * (input - mean) / √variance, of the features or of other axes, by statistics of the training data: by those that `adapt` computes, or
 * by those that are given. Keras's `Normalization`.
 *
 *     const scaled = await normalization().adapt(x)
 *     sequential(input([4])).pipe(scaled).dense(1)
 *
 * What it has learnt are the weights mean and variance (biased), which are not trained; Keras's count of rows, which it does not use,
 * is left out. They are computed in float64, in one pass over a dataset.
 */
export const normalization = make
