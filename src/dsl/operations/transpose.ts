import type { Value } from '../../codegen/ir/value.js'
import * as ops from '../../codegen/ops/index.js'
import type { Guard } from '../../shapes/dim.js'
import { type TransposeShape, transposedAxes } from '../../shapes/transpose.js'
import { operation, type SymbolicTensor } from '../symbolic.js'
import type { DTypeOf, Made, ShapeOf } from './operand.js'

type Transpose = <X extends SymbolicTensor, const Axes extends readonly number[] | undefined = undefined>(
  x: X,
  axes?: Guard<TransposeShape<ShapeOf<X>, Axes>, Axes>,
) => Made<TransposeShape<ShapeOf<X>, Axes>, DTypeOf<X>>

/**
 * The axes in another order, the batch included: axis i of the result is axis `axes[i]` of x. Without `axes` in reverse. Ends a mask.
 * The layer `permute` leaves the batch where it is.
 */
export const transpose: Transpose = (x, axes) =>
  operation(
    'transpose',
    [x],
    (...[value]) => {
      const { shape } = value as Value
      return ops.transpose(value as Value, transposedAxes(shape, axes as readonly number[] | undefined))
    },
    { moves: 'all' },
  ) as never
