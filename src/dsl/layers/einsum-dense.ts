import * as ops from '../../codegen/ops/index.js'
import type { Add } from '../../shapes/arithmetic.js'
import type { GuardArgument, Shape } from '../../shapes/dim.js'
import {
  type EinsumDenseFault,
  type EinsumDenseParameters,
  type EinsumDenseShape,
  einsumDenseOf,
  type OutputDims,
} from '../../shapes/einsum-dense.js'
import { parseEinsumDense } from '../../shapes/einsum-dense-equation.js'
import type { InitializerLike } from '../initializers.js'
import { type Layer, layer, type Rule } from '../layer.js'
import type { WeightSpec } from '../layer-definition.js'
import { contract, inShape, ordered } from '../operations/contract.js'
import type { Extended } from '../sequential.js'
import {
  type ActivatedOptions,
  activated,
  activatedOptions,
  type Steered,
  steeredWeight,
  weightOptions,
} from './kernel.js'

export interface EinsumDenseOptions<Bias extends string | null, Fault = undefined>
  extends ActivatedOptions,
    Steered<'kernel'>,
    Steered<'bias'> {
  /** The letters of the output that a bias is added along, such as 'c'; by default there is none. */
  readonly biasAxes?: GuardArgument<Fault, 'biasAxes', Bias | undefined>
  /** Default 'glorotUniform'. */
  readonly kernelInitializer?: InitializerLike | undefined
  /** Default 'zeros'. */
  readonly biasInitializer?: InitializerLike | undefined
}

const options = { ...activatedOptions, biasAxes: true, ...weightOptions('kernel', 'bias') } as const

export interface EinsumDenseRule<E extends string, O extends OutputDims, Bias extends string | null> extends Rule {
  readonly output: EinsumDenseShape<this['input'], E, O, Bias>
  readonly parameters: EinsumDenseParameters<this['input'], E, O, Bias>
}

type EinsumDenseMethod<In extends Shape, Out extends Shape, Count extends number> = <
  const E extends string,
  const O extends OutputDims,
  const Bias extends string | null = null,
>(
  equation: GuardArgument<EinsumDenseFault<Out, E, O, Bias>, 'equation', E>,
  outputShape: GuardArgument<EinsumDenseFault<Out, E, O, Bias>, 'outputShape', O>,
  options?: EinsumDenseOptions<Bias, EinsumDenseFault<Out, E, O, Bias>>,
) => [E] extends [string]
  ? Extended<In, EinsumDenseShape<Out, E, O, Bias>, Add<Count, EinsumDenseParameters<Out, E, O, Bias>>>
  : never

declare module '../methods.js' {
  interface Methods<In extends Shape, Out extends Shape, Count extends number> {
    readonly einsumDense: EinsumDenseMethod<In, Out, Count>
  }
}

const make = <const E extends string, const O extends OutputDims, const Bias extends string | null = null>(
  equation: E,
  outputShape: O,
  given: EinsumDenseOptions<Bias> = {},
): Layer<EinsumDenseRule<E, O, Bias>> => {
  const { biasAxes = null, ...rest } = given as EinsumDenseOptions<string | null>
  const [kernel, bias] = [steeredWeight('kernel', rest, 'glorotUniform'), steeredWeight('bias', rest, 'zeros')]
  const finish = activated(rest)
  const on = (shape: Parameters<typeof einsumDenseOf>[3]) => einsumDenseOf(equation, outputShape, biasAxes, shape)
  const made = layer<EinsumDenseRule<E, O, Bias>, EinsumDenseOptions<Bias>>('einsumDense', given, options, {
    outputShape: (shape) => on(shape).output,
    weights: (shape): WeightSpec[] => {
      const { kernel: dims, bias: biasDims, inputAxes, outputAxes } = on(shape)
      const spec = kernel(dims)
      const initializer = spec.initializer.along?.(inputAxes, outputAxes) ?? spec.initializer
      return [{ ...spec, initializer }, ...(biasDims ? [bias(biasDims)] : [])]
    },
    call: (x, context) => {
      const { output, labels } = on(x.shape)
      const [own, kernelLabels, order] = labels
      const product = contract(
        { value: x, labels: own },
        { value: context.weight('kernel'), labels: kernelLabels },
        new Set(order),
      )
      const sum = inShape(ordered(product, order), output)
      return finish(biasAxes === null ? sum : ops.add(sum, context.weight('bias')), context)
    },
  })
  parseEinsumDense(equation)
  return made
}

/**
 * output = activation(einsum(equation, input, kernel) + bias): a dense layer on whichever axes. `outputShape` has the output's dims
 * behind the batch, and without those of '...'; null where a letter is one of the input's. The kernel has the dims of its letters. Keras's
 * `EinsumDense`, as whose the mask ends here.
 *
 *     einsumDense('abc,cd->abd', [null, 64], { biasAxes: 'd' }) // dense(64) on a series
 *     einsumDense('...x,xhk->...hk', [8, 64]) // to 8 heads
 */
export const einsumDense = make
