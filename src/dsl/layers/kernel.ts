import type { Value } from '../../codegen/ir/value.js'
import * as ops from '../../codegen/ops/index.js'
import { type ActivationName, resolveActivation } from '../activations.js'
import { type InitializerLike, resolveInitializer } from '../initializers.js'
import { type NamedOptions, namedOptions } from '../layer.js'
import type { CallContext, WeightSpec } from '../layer-definition.js'
import { type RegularizerLike, resolveRegularizer } from '../regularizers.js'

/** Options of a layer with an activation at its end. */
export interface ActivatedOptions extends NamedOptions {
  /** Applied to the result; default 'linear'. */
  readonly activation?: ActivationName | undefined
  /** A penalty on the result, divided by the batch size. */
  readonly activityRegularizer?: RegularizerLike | undefined
}

const activatedOptions = { ...namedOptions, activation: true, activityRegularizer: true } as const

/** Options of a layer with a kernel and a bias. */
export interface KernelOptions<Bias extends boolean> extends ActivatedOptions {
  /** Adds a bias; default true. */
  readonly useBias?: Bias | undefined
  /** Default 'glorotUniform'. */
  readonly kernelInitializer?: InitializerLike | undefined
  /** Default 'zeros'. */
  readonly biasInitializer?: InitializerLike | undefined
  readonly kernelRegularizer?: RegularizerLike | undefined
  readonly biasRegularizer?: RegularizerLike | undefined
}

export const kernelOptions = {
  ...activatedOptions,
  useBias: true,
  kernelInitializer: true,
  biasInitializer: true,
  kernelRegularizer: true,
  biasRegularizer: true,
} as const

/** A weight but for its shape. Throws for an initializer or a regularizer that is none. */
export const weightMaker = (
  name: string,
  initializer: InitializerLike,
  regularizer?: RegularizerLike,
  trainable = true,
): ((shape: readonly number[]) => WeightSpec) => {
  const resolved = {
    initializer: resolveInitializer(initializer),
    regularizer: regularizer === undefined ? undefined : resolveRegularizer(regularizer),
  }
  return (shape) => ({ name, shape, ...resolved, trainable })
}

/** A kernel whose last axis is the units, and a bias for each unit unless the options say otherwise. */
export const kernelAndBias = (options: KernelOptions<boolean>): ((kernel: readonly number[]) => WeightSpec[]) => {
  const { useBias = true, kernelInitializer = 'glorotUniform', biasInitializer = 'zeros' } = options
  const kernel = weightMaker('kernel', kernelInitializer, options.kernelRegularizer)
  const bias = weightMaker('bias', biasInitializer, options.biasRegularizer)
  return (shape) => (useBias ? [kernel(shape), bias(shape.slice(-1))] : [kernel(shape)])
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

/** The length of the first axis at run time, a float32 scalar. */
const batchSize = (x: Value): Value => ops.cast(ops.reshape(ops.shapeOf(x, 0, 1), []), 'float32')
