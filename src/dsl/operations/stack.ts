import { checkOptions } from '../../codegen/known-options.js'
import * as ops from '../../codegen/ops/index.js'
import type { GuardFault } from '../../shapes/fault.js'
import { newAxis, requireEqualShapes, type StackShape } from '../../shapes/new-axis.js'
import { operation, type SymbolicTensor } from '../symbolic.js'
import { checkedTensors, type DTypes, type IfListed, type Made, type Shapes } from './operand.js'
import { type PromotedAll, promotedAll } from './promote.js'

type Stacked<Xs, Axis extends number> = IfListed<'stack', Xs, StackShape<Shapes<Xs>, Axis>>

type Stack = <const Xs extends readonly SymbolicTensor[] | SymbolicTensor, const Axis extends number = 0>(
  list: IfListed<'stack', Xs, GuardFault<Stacked<Xs, Axis>, 'list', Xs>>,
  options?: { readonly axis?: GuardFault<Stacked<Xs, Axis>, 'axis', Axis | undefined> },
) => Made<Stacked<Xs, Axis>, PromotedAll<DTypes<Xs>>>

/** Tensors of one shape along a new axis, the first by default: n of [batch, a] to [batch, n, a] by axis 1. Ends masks. */
export const stack: Stack = (list, options = {}) => {
  const xs = checkedTensors('stack', list)
  checkOptions('stack', options, { axis: true })
  const { axis = 0 } = options as { readonly axis?: number }
  if (xs.length === 0) requireEqualShapes([])
  return operation(
    'stack',
    xs,
    (...values) => {
      const at = newAxis('stack', axis, requireEqualShapes(values.map(({ shape }) => shape)))
      const dtype = promotedAll(values.map((value) => value.dtype))
      return ops.concat(
        values.map((value) => ops.unsqueeze(ops.cast(value, dtype), [at])),
        at,
      )
    },
    { moves: 'all' },
  ) as never
}
