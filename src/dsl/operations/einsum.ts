import type { Value } from '../../codegen/ir/value.js'
import * as ops from '../../codegen/ops/index.js'
import { type EinsumShape, parseEinsum } from '../../shapes/einsum.js'
import type { Fault, GuardFault } from '../../shapes/fault.js'
import { checkedTensorOf, operation, type SymbolicTensor } from '../symbolic.js'
import { contract, inShape, type Labelled, ordered, summed } from './contract.js'
import type { DTypes, Made, Shapes } from './operand.js'
import { type IfNumbers, type PromotedAll, promotedAll, requireNumbers } from './promote.js'

/** The shape, or the fault of 'equation' or of a tensor by its place. */
type Summed<E extends string, Xs extends readonly unknown[]> =
  EinsumShape<E, Shapes<Xs>> extends infer R
    ? R extends Fault<string, string>
      ? R
      : IfNumbers<'einsum', PromotedAll<DTypes<Xs>>, R> extends infer S
        ? S extends string
          ? Fault<'0', S>
          : S
        : never
    : never

type EinsumCall = <const E extends string, const Xs extends readonly SymbolicTensor[]>(
  equation: GuardFault<Summed<E, Xs>, 'equation', E>,
  ...tensors: { [I in keyof Xs]: GuardFault<Summed<E, Xs>, I & string, Xs[I]> }
) => Made<Summed<E, Xs>, PromotedAll<DTypes<Xs>>>

/**
 * Sums of products by an equation: a letter for each axis of each tensor, and those that stay behind '->'. 'bij,bjk->bik' is a matrix
 * product, 'bi,bj->bij' an outer one, 'bij->bji' swaps axes. A letter is one length everywhere; there is no '…', and no letter twice
 * in a tensor. Becomes transposes, reshapes and matrix products, from left to right. Ends masks.
 */
export const einsum: EinsumCall = (equation, ...tensors) => {
  const xs = (tensors as readonly unknown[]).map((x) => checkedTensorOf('einsum', x))
  parseEinsum(
    equation as string,
    xs.map(({ shape }) => shape),
  )
  return operation('einsum', xs, (...values) => sumOfProducts(equation as string, values)) as never
}

const sumOfProducts = (equation: string, values: readonly Value[]): Value => {
  const { terms, output, shape } = parseEinsum(
    equation,
    values.map(({ shape }) => shape),
  )
  const dtype = promotedAll(values.map((value) => value.dtype))
  requireNumbers('einsum', dtype)
  const tensors = terms.map((labels, i): Labelled => ({ value: ops.cast(values[i] as Value, dtype), labels }))
  const [first, ...rest] = tensors as [Labelled, ...Labelled[]]
  const product = rest.reduce((sum, tensor, i) => {
    const later = rest.slice(i + 1).flatMap(({ labels }) => labels)
    return contract(sum, tensor, new Set([...output, ...later]))
  }, first)
  return inShape(ordered(summed(product, new Set(output)), output), shape)
}
