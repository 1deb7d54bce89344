import * as ops from '../../codegen/ops/index.js'
import { type DenseParameters, type DenseRankSentence, type DenseShape, denseShape } from '../../shapes/dense.js'
import type { Guard, GuardMethod } from '../../shapes/dim.js'
import { knownDim } from '../../shapes/sentence.js'
import { eachStep, type Fluent, type Layer, layer, type Method, type Rule } from '../layer.js'
import type { Appended } from '../sequential.js'
import { activated, type KernelOptions, kernelAndBias, kernelOptions } from './kernel.js'

export interface DenseOptions<Bias extends boolean> extends KernelOptions<Bias> {}

interface DenseRule<Units extends number, Bias extends boolean> extends Rule {
  readonly output: DenseShape<this['input'], Units>
  readonly parameters: DenseParameters<this['input'], Units, Bias>
}

interface DenseMethod extends Method {
  readonly call: GuardMethod<
    DenseRankSentence<this['model']['shape']>,
    <const Units extends number, const Bias extends boolean = true>(
      units: Guard<DenseShape<this['model']['shape'], Units>, Units>,
      options?: DenseOptions<Bias>,
    ) => Appended<this['model'], DenseRule<Units, Bias>>
  >
}

const make = <const Units extends number, const Bias extends boolean = true>(
  units: Units,
  options: DenseOptions<Bias> = {},
): Layer<DenseRule<Units, Bias>> => {
  const weights = kernelAndBias(options)
  const finish = activated(options)
  return layer('dense', options, kernelOptions, {
    outputShape: (shape) => denseShape(shape, units),
    ...eachStep,
    weights: (shape) => weights([knownDim('dense', 'last axis', shape.at(-1)), units]),
    call: (x, context) => {
      const product = ops.matmul(x, context.weight('kernel'))
      return finish(options.useBias === false ? product : ops.add(product, context.weight('bias')), context)
    },
  })
}

/**
 * output = activation(input · kernel + bias) over the last axis: [batch, …, features] to [batch, …, units].
 * Keras's `Dense`: kernel [features, units], bias [units].
 */
export const dense: typeof make & Fluent<DenseMethod> = make
