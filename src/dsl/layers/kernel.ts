import type { Value } from '../../codegen/ir/value.js'
import * as ops from '../../codegen/ops/index.js'
import { flag } from '../../codegen/ranges.js'
import { type ActivationLike, resolveActivation } from '../activations.js'
import { type ConstraintLike, resolveConstraint } from '../constraints.js'
import { type InitializerLike, resolveInitializer } from '../initializers.js'
import { type NamedOptions, namedOptions } from '../layer.js'
import { type CallContext, eachStep, type LayerDefinition, type WeightSpec } from '../layer-definition.js'
import { type RegularizerLike, resolveRegularizer } from '../regularizers.js'

/** Options of a layer with an activation at its end. */
export interface ActivatedOptions extends NamedOptions {
  /** Applied to the result; default 'linear'. */
  readonly activation?: ActivationLike | undefined
  /** A penalty on the result, divided by the batch size. */
  readonly activityRegularizer?: RegularizerLike | undefined
}

export const activatedOptions = { ...namedOptions, activation: true, activityRegularizer: true } as const

/** What steers a weight called N in training. */
export type Steered<N extends string> = {
  readonly [K in `${N}Regularizer`]?: RegularizerLike | undefined
} & {
  readonly [K in `${N}Constraint`]?: ConstraintLike | undefined
}

/** The same with how it begins. */
type WeightOptions<N extends string> = Steered<N> & {
  readonly [K in `${N}Initializer`]?: InitializerLike | undefined
}

type WeightOption<N extends string> = `${N}${'Initializer' | 'Regularizer' | 'Constraint'}`

/** The options that a layer takes for weights of these names. */
export const weightOptions = <const N extends string>(
  ...names: readonly N[]
): Readonly<Record<WeightOption<N>, true>> =>
  Object.fromEntries(
    names.flatMap((name) => [
      [`${name}Initializer`, true],
      [`${name}Regularizer`, true],
      [`${name}Constraint`, true],
    ]),
  ) as Readonly<Record<WeightOption<N>, true>>

/** Options of a layer with a kernel and a bias. */
export interface KernelOptions<Bias extends boolean> extends ActivatedOptions, Steered<'kernel'>, Steered<'bias'> {
  /** Adds a bias; default true. */
  readonly useBias?: Bias | undefined
  /** Default 'glorotUniform'. */
  readonly kernelInitializer?: InitializerLike | undefined
  /** Default 'zeros'. */
  readonly biasInitializer?: InitializerLike | undefined
}

export const kernelOptions = { ...activatedOptions, useBias: flag, ...weightOptions('kernel', 'bias') } as const

/** A weight but for its shape. Throws for an initializer, a regularizer or a constraint that is none. */
export const weightMaker = (
  name: string,
  initializer: InitializerLike,
  regularizer?: RegularizerLike,
  trainable = true,
  constraint?: ConstraintLike,
): ((shape: readonly number[]) => WeightSpec) => {
  const resolved = {
    initializer: resolveInitializer(initializer),
    regularizer: regularizer === undefined ? undefined : resolveRegularizer(regularizer),
    constraint: constraint === undefined ? undefined : resolveConstraint(constraint),
  }
  return (shape) => ({ name, shape, ...resolved, trainable })
}

/** The weight of this name as a layer's options say, `initial` where they leave that out. */
export const steeredWeight = <N extends string>(
  name: N,
  options: WeightOptions<NoInfer<N>>,
  initial: InitializerLike,
): ((shape: readonly number[]) => WeightSpec) => {
  const own: WeightOptions<string> = options
  const [initializer, regularizer, constraint] = [
    own[`${name}Initializer`],
    own[`${name}Regularizer`],
    own[`${name}Constraint`],
  ]
  return weightMaker(name, initializer ?? initial, regularizer, true, constraint)
}

/** A kernel whose last axis is the units, and a bias for each unit unless the options say otherwise. */
export const kernelAndBias = (options: KernelOptions<boolean>): ((kernel: readonly number[]) => WeightSpec[]) => {
  const kernel = steeredWeight('kernel', options, 'glorotUniform')
  const bias = steeredWeight('bias', options, 'zeros')
  return (shape) => (options.useBias === false ? [kernel(shape)] : [kernel(shape), bias(shape.slice(-1))])
}

/** What a layer does with its result: the activation, and the penalty on it. Throws for one that is none. */
export const activated = ({
  activation = 'linear',
  activityRegularizer,
}: ActivatedOptions): ((x: Value, context: CallContext) => Value) => {
  const activate = resolveActivation(activation)
  const regularizer = activityRegularizer === undefined ? undefined : resolveRegularizer(activityRegularizer)
  return (x, context) => {
    const y = activate(x)
    if (regularizer) context.addLoss(ops.div(regularizer.penalty(y), batchSize(y)))
    return y
  }
}

/** Of a layer that works on each position by itself, unless its activation goes along time. */
export const activatedSteps = ({
  activation,
}: Pick<ActivatedOptions, 'activation'>): Pick<LayerDefinition, 'mask' | 'stepwise'> => ({
  ...eachStep,
  stepwise: typeof activation !== 'object' || activation.stepwise !== false,
})

/** The length of the first axis at run time, a float32 scalar. */
const batchSize = (x: Value): Value => ops.cast(ops.reshape(ops.shapeOf(x, 0, 1), []), 'float32')
