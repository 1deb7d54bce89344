import type { Value } from '../../codegen/ir/value.js'
import * as ops from '../../codegen/ops/index.js'
import type { Guard } from '../../shapes/dim.js'
import { type NewAxisShape, newAxis } from '../../shapes/new-axis.js'
import { operation, type SymbolicTensor } from '../symbolic.js'
import type { DTypeOf, Made, ShapeOf } from './operand.js'

type ExpandDims = <X extends SymbolicTensor, const Axis extends number>(
  x: X,
  axis: Guard<NewAxisShape<'expandDims', ShapeOf<X>, Axis>, Axis>,
) => Made<NewAxisShape<'expandDims', ShapeOf<X>, Axis>, DTypeOf<X>>

/** x with a new axis of length 1, which stands at `axis` of the result: [batch, a] to [batch, a, 1] by -1. Ends a mask. */
export const expandDims: ExpandDims = (x, axis) =>
  operation(
    'expandDims',
    [x],
    (...[value]) => {
      const { shape } = value as Value
      return ops.unsqueeze(value as Value, [newAxis('expandDims', axis as number, shape)])
    },
    { moves: 'all' },
  ) as never
