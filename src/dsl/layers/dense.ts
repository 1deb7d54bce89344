import * as ops from '../../codegen/ops/index.js'
import type { Add } from '../../shapes/arithmetic.js'
import { type DenseParameters, type DenseRankSentence, type DenseShape, denseShape } from '../../shapes/dense.js'
import type { Guard, GuardMethod, Shape } from '../../shapes/dim.js'
import { knownDim } from '../../shapes/sentence.js'
import { type Layer, layer, type Rule } from '../layer.js'
import type { Extended } from '../sequential.js'
import { activated, activatedSteps, type KernelOptions, kernelAndBias, kernelOptions } from './kernel.js'

export interface DenseOptions<Bias extends boolean> extends KernelOptions<Bias> {}

export interface DenseRule<Units extends number, Bias extends boolean> extends Rule {
  readonly output: DenseShape<this['input'], Units>
  readonly parameters: DenseParameters<this['input'], Units, Bias>
}

type DenseMethod<In extends Shape, Out extends Shape, Count extends number> = GuardMethod<
  DenseRankSentence<Out>,
  <const Units extends number, const Bias extends boolean = true>(
    units: Guard<DenseShape<Out, Units>, Units>,
    options?: DenseOptions<Bias>,
  ) => [Units] extends [number]
    ? Extended<In, DenseShape<Out, Units>, Add<Count, DenseParameters<Out, Units, Bias>>>
    : never
>

declare module '../methods.js' {
  interface Methods<In extends Shape, Out extends Shape, Count extends number> {
    readonly dense: DenseMethod<In, Out, Count>
  }
}

const make = <const Units extends number, const Bias extends boolean = true>(
  units: Units,
  options: DenseOptions<Bias> = {},
): Layer<DenseRule<Units, Bias>> => {
  const weights = kernelAndBias(options)
  const finish = activated(options)
  return layer('dense', options, kernelOptions, {
    outputShape: (shape) => denseShape(shape, units),
    ...activatedSteps(options),
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
export const dense = make
