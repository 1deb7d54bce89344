import type { Value } from '../../codegen/ir/value.js'
import * as ops from '../../codegen/ops/index.js'
import { type ActivationName, activate } from '../activations.js'
import { type InitializerLike, resolveInitializer } from '../initializers.js'
import type { CallContext, NamedOptions, WeightSpec } from '../layer.js'
import { type RegularizerLike, resolveRegularizer } from '../regularizers.js'

/** Options of a layer with an activation at its end. */
export interface ActivatedOptions extends NamedOptions {
  /** Applied to the result; default 'linear'. */
  readonly activation?: ActivationName | undefined
  /** A penalty on the result, divided by the batch size. */
  readonly activityRegularizer?: RegularizerLike | undefined
}

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

/** One weight, its initializer and regularizer resolved. */
export const weightSpec = (
  name: string,
  shape: readonly number[],
  initializer: InitializerLike,
  regularizer?: RegularizerLike,
  trainable = true,
): WeightSpec => ({
  name,
  shape,
  initializer: resolveInitializer(initializer),
  regularizer: regularizer && resolveRegularizer(regularizer),
  trainable,
})

/** A kernel whose last axis is the units, and a bias for each unit unless the options say otherwise. */
export const kernelAndBias = (shape: readonly number[], options: KernelOptions<boolean>): WeightSpec[] => {
  const { useBias = true, kernelInitializer = 'glorotUniform', biasInitializer = 'zeros' } = options
  const kernel = weightSpec('kernel', shape, kernelInitializer, options.kernelRegularizer)
  if (!useBias) return [kernel]
  return [kernel, weightSpec('bias', shape.slice(-1), biasInitializer, options.biasRegularizer)]
}

/** The activation of a layer's result, and the penalty on it. */
export const activatedOutput = (x: Value, options: ActivatedOptions, context: CallContext): Value => {
  const y = activate(options.activation ?? 'linear', x)
  if (options.activityRegularizer) {
    const penalty = resolveRegularizer(options.activityRegularizer).penalty(y)
    context.addLoss(ops.div(penalty, batchSize(y)))
  }
  return y
}

/** The length of the first axis at run time, a float32 scalar. */
const batchSize = (x: Value): Value => {
  const first = ops.slice(ops.shapeOf(x), { axes: [0], starts: [0], ends: [1], steps: [1] })
  return ops.cast(ops.reshape(first, []), 'float32')
}
