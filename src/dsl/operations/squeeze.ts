import type { Value } from '../../codegen/ir/value.js'
import * as ops from '../../codegen/ops/index.js'
import type { Guard } from '../../shapes/dim.js'
import { type SqueezeShape, squeezeShape } from '../../shapes/squeeze.js'
import { operation, type SymbolicTensor } from '../symbolic.js'
import { axisList } from './axis-list.js'
import type { DTypeOf, Made, ShapeOf } from './operand.js'

type Squeeze = <X extends SymbolicTensor, const A extends number | readonly number[]>(
  x: X,
  axis: Guard<SqueezeShape<ShapeOf<X>, A>, A>,
) => Made<SqueezeShape<ShapeOf<X>, A>, DTypeOf<X>>

/** x without an axis of length 1, or without several: [batch, 1, a] to [batch, a] by 1. Ends a mask. */
export const squeeze: Squeeze = (x, axis) =>
  operation(
    'squeeze',
    [x],
    (...[value]) => {
      const axes = axisList('squeeze', axis ?? null) as readonly number[]
      squeezeShape((value as Value).shape, axes)
      return axes.length === 0 ? (value as Value) : ops.squeeze(value as Value, axes)
    },
    { moves: 'all' },
  ) as never
