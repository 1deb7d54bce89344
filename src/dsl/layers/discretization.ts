import { constant, type Value } from '../../codegen/ir/value.js'
import * as ops from '../../codegen/ops/index.js'
import { boundariesOf } from '../../runtime/adapt/quantiles.js'
import type { Add } from '../../shapes/arithmetic.js'
import { describeValue } from '../../shapes/describe-value.js'
import type { Guard, Shape } from '../../shapes/dim.js'
import {
  type BinMode,
  type Bins,
  binCount,
  type DiscretizationParameters,
  type DiscretizationSentence,
  type DiscretizationShape,
  discretizationShape,
} from '../../shapes/discretization.js'
import { encodings } from '../../shapes/encoding.js'
import { requireOneOf } from '../../shapes/sentence.js'
import { type Layer, layer, type NamedOptions, namedOptions, type Rule } from '../layer.js'
import { eachStep } from '../layer-definition.js'
import type { Extended } from '../sequential.js'
import { type AdaptingLayer, adapting } from './adapting-layer.js'
import { encoded } from './encoded.js'

export interface DiscretizationOptions<Mode extends BinMode> extends NamedOptions {
  /** How exact boundaries are that are learnt: a share of the data; smaller takes more memory. Default 0.01. */
  readonly epsilon?: number | undefined
  /** 'int' (the default): the bin of each number, int32. Others encode the bins as categoryEncoding does its ids. */
  readonly outputMode?: Mode | undefined
}

const known = { ...namedOptions, epsilon: true, outputMode: true } as const

export interface DiscretizationRule<B extends Bins, Mode extends BinMode> extends Rule {
  readonly keepsDType: false
  readonly gives: [Mode] extends ['int'] ? 'int32' : 'int' extends Mode ? 'float32' | 'int32' : 'float32'
  readonly output: DiscretizationShape<this['input'], B, Mode>
  readonly parameters: DiscretizationParameters<B>
}

type DiscretizationMethod<In extends Shape, Out extends Shape, Count extends number> = <
  const B extends Bins,
  const Mode extends BinMode = 'int',
>(
  bins: Guard<DiscretizationSentence<Out, B, Mode>, B>,
  options?: DiscretizationOptions<Mode>,
) => Extended<In, DiscretizationShape<Out, B, Mode>, Add<Count, DiscretizationParameters<B>>>

declare module '../methods.js' {
  interface Methods<In extends Shape, Out extends Shape, Count extends number> {
    readonly discretization: DiscretizationMethod<In, Out, Count>
  }
}

const modes: readonly BinMode[] = ['int', ...encodings]

const make = <const B extends Bins, const Mode extends BinMode = 'int'>(
  bins: B,
  options: DiscretizationOptions<Mode> = {},
): [B] extends [readonly number[]]
  ? Layer<DiscretizationRule<B, Mode>>
  : AdaptingLayer<DiscretizationRule<B, Mode>> => {
  const { epsilon = 0.01 } = options
  const mode: BinMode = options.outputMode ?? 'int'
  requireOneOf('discretization', 'outputMode', modes, mode)
  if (!(typeof epsilon === 'number' && epsilon > 0 && epsilon < 1)) {
    throw new RangeError(`discretization: epsilon must be in (0, 1), got ${describeValue(epsilon)}`)
  }
  const given = givenBoundaries(bins)
  let learnt: Float32Array | undefined
  const discretization = layer<DiscretizationRule<B, Mode>, DiscretizationOptions<Mode>>(
    'discretization',
    options,
    known,
    {
      gives: mode === 'int' ? 'int32' : undefined,
      ...(mode === 'int' && eachStep),
      missing: () =>
        given || learnt
          ? undefined
          : 'has not been adapted: make it by discretization(bins), await its adapt(data), then pipe it; or give it boundaries',
      outputShape: (shape) => {
        binCount(bins)
        return discretizationShape(shape, bins, mode)
      },
      weights: () => {
        const boundaries = given ? 0 : binCount(bins) - 1
        if (boundaries === 0) return []
        const initializer = { name: 'adapted', fill: () => (learnt as Float32Array).slice() }
        return [{ name: 'binBoundaries', shape: [boundaries], initializer, regularizer: undefined, trainable: false }]
      },
      call: (x, context) => {
        const count = binCount(bins)
        const index =
          count === 1
            ? ops.cast(ops.mul(x, 0), 'int32')
            : binsOf(x, given ? constant(given, 'float32') : context.weight('binBoundaries'))
        return mode === 'int' ? index : encoded(index, mode, count)
      },
    },
  )
  return adapting(discretization, async (data) => {
    if (given) throw new TypeError('discretization.adapt: boundaries are given; give the number of bins to adapt')
    learnt = await boundariesOf('discretization.adapt', data, binCount(bins), epsilon)
  }) as never
}

/** How many boundaries [n], ascending, are not above each number. */
const binsOf = (x: Value, boundaries: Value): Value =>
  ops.reduceSum(ops.cast(ops.greaterOrEqual(ops.unsqueeze(x, [x.shape.length]), boundaries), 'int32'), { axes: [-1] })

/** Boundaries of the options. Throws RangeError where they are not finite or not ascending, TypeError for what is no list. */
const givenBoundaries = (bins: Bins): Float32Array | undefined => {
  if (typeof bins === 'number') return undefined
  const list: unknown = bins
  if (!Array.isArray(list)) {
    throw new TypeError(
      `discretization: bins must be a list of ascending numbers, or a positive integer, got ${describeValue(list)}`,
    )
  }
  const boundaries = Float32Array.from(list, (x) => (typeof x === 'number' ? x : Number.NaN))
  const wrong = boundaries.findIndex((x, i) => !(Number.isFinite(x) && x >= (boundaries[i - 1] ?? x)))
  if (wrong < 0) return boundaries
  throw new RangeError(
    `discretization: bins must be ascending numbers, but boundary ${wrong} is ${describeValue(list[wrong])}`,
  )
}

/**
 * The bin that each number is in: 0 below the first boundary, 1 from there on, and so on; encoded where `outputMode` says so. Bins are
 * the boundaries between them, ascending; or how many there are, which `adapt` then makes of about equally much data. Keras's
 * `Discretization`: its `bin_boundaries`, or its `num_bins` with its summary of quantiles, which depends on how data come in batches.
 * Boundaries that were learnt are the weight binBoundaries, which is not trained. No gradient flows to what is before the layer.
 *
 *     const ages = await discretization(4, { outputMode: 'oneHot' }).adapt([[31], [45], [19], [62], [38]])
 *     sequential(input([1])).pipe(ages)
 */
export const discretization = make
