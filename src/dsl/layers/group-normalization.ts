import { constant, type Value } from '../../codegen/ir/value.js'
import * as ops from '../../codegen/ops/index.js'
import type { Add } from '../../shapes/arithmetic.js'
import type { GuardArgument, GuardMethod, Shape, ShapeError } from '../../shapes/dim.js'
import {
  type GroupNormalizationFault,
  type GroupNormalizationShape,
  groupsOf,
} from '../../shapes/group-normalization.js'
import type { AnyAxisSentence, AxisParameters, NormalizationVectors } from '../../shapes/normalized-axis.js'
import { type Layer, layer, type Rule } from '../layer.js'
import { eachStep } from '../layer-definition.js'
import type { Extended } from '../sequential.js'
import {
  checkEpsilon,
  type GammaBetaOptions,
  gammaAndBeta,
  gammaBetaOptions,
  type Or,
  type OrLast,
  scaledAndShifted,
  standardized,
} from './normalization.js'

export interface GroupNormalizationOptions<
  Groups extends number | null,
  Axis extends number | null,
  Scale extends boolean,
  Center extends boolean,
  Fault = undefined,
> extends GammaBetaOptions<Scale, Center> {
  /** How many groups of channels; it divides their number. -1 is a group for each: instance normalization. Default 32. */
  readonly groups?: GuardArgument<Fault, 'groups', Groups | undefined>
  /** The axis of the channels, which are parted into groups; default -1. */
  readonly axis?: GuardArgument<Fault, 'axis', Axis | undefined>
  /** Added to the variance; default 0.001. */
  readonly epsilon?: number | undefined
}

type Vectors<Scale extends boolean, Center extends boolean> = NormalizationVectors<Scale, Center, [2, 1, 0]>

export interface GroupNormalizationRule<
  Groups extends number,
  Axis extends number,
  Scale extends boolean,
  Center extends boolean,
> extends Rule {
  readonly output: GroupNormalizationShape<this['input'], Axis, Groups>
  readonly parameters: AxisParameters<this['input'], Axis, Vectors<Scale, Center>>
}

type Fault<S, Groups extends number | null, Axis extends number | null> = GroupNormalizationFault<
  S,
  OrLast<Axis>,
  Or<Groups, 32>
>

/** What nothing can be called on, where the argument at fault was left out. */
type Shown<F, Groups, Axis, T> = [F] extends [readonly [infer Argument, infer E extends string]]
  ? null extends (Argument extends 'groups' ? Groups : Axis)
    ? ShapeError<E>
    : T
  : T

type GroupNormalizationMethod<In extends Shape, Out extends Shape, Count extends number> = GuardMethod<
  AnyAxisSentence<'groupNormalization', Out>,
  <
    const Groups extends number | null = null,
    const Axis extends number | null = null,
    const Scale extends boolean = true,
    const Center extends boolean = true,
  >(
    options?: GroupNormalizationOptions<Groups, Axis, Scale, Center, Fault<Out, Groups, Axis>>,
  ) => [Groups, Axis] extends [number | null, number | null]
    ? Shown<
        Fault<Out, Groups, Axis>,
        Groups,
        Axis,
        Extended<
          In,
          GroupNormalizationShape<Out, OrLast<Axis>, Or<Groups, 32>>,
          Add<Count, AxisParameters<Out, OrLast<Axis>, Vectors<Scale, Center>>>
        >
      >
    : never
>

declare module '../methods.js' {
  interface Methods<In extends Shape, Out extends Shape, Count extends number> {
    readonly groupNormalization: GroupNormalizationMethod<In, Out, Count>
  }
}

const make = <
  const Groups extends number | null = null,
  const Axis extends number | null = null,
  const Scale extends boolean = true,
  const Center extends boolean = true,
>(
  options: GroupNormalizationOptions<Groups, Axis, Scale, Center> = {},
): Layer<GroupNormalizationRule<Or<Groups, 32>, OrLast<Axis>, Scale, Center>> => {
  const { epsilon = 1e-3 } = options
  checkEpsilon('groupNormalization', epsilon)
  const vectors = gammaAndBeta(options)
  const at = (shape: Parameters<typeof groupsOf>[0]) => groupsOf(shape, options.axis ?? -1, options.groups ?? 32)
  return layer(
    'groupNormalization',
    options,
    { ...gammaBetaOptions, groups: true, axis: true, epsilon: true },
    {
      outputShape: (shape) => {
        at(shape)
        return shape
      },
      mask: eachStep.mask,
      weights: (shape) => vectors.map((vector) => vector([at(shape).channels])),
      call: (x, context) => {
        const { axis, channels, groups } = at(x.shape)
        const grouped = inGroups(x, axis, [groups, channels / groups])
        const over = grouped.shape.flatMap((_, i) => (i === 0 || i === axis ? [] : [i]))
        const y = ops.reshape(standardized(grouped, over, epsilon, context.training), x.shape, () => ops.shapeOf(x))
        return scaledAndShifted(y, [axis], options, context.weight)
      },
    },
  )
}

/** x with two axes in place of one. */
const inGroups = (x: Value, axis: number, parts: readonly [number, number]): Value =>
  ops.reshape(x, [...x.shape.slice(0, axis), ...parts, ...x.shape.slice(axis + 1)], () =>
    ops.concat(
      [
        ops.shapeOf(x, 0, axis),
        constant(parts, 'int64'),
        ...(axis + 1 < x.shape.length ? [ops.shapeOf(x, axis + 1)] : []),
      ],
      0,
    ),
  )

/**
 * Normalizes groups of channels of each sample by their own mean and variance, over all other axes; then scales each channel by gamma
 * and shifts it by beta (Wu & He, 2018). Keras's `GroupNormalization`; with groups -1 instance normalization (Ulyanov et al., 2016),
 * and with groups 1 the normalization of a whole sample.
 */
export const groupNormalization = make
