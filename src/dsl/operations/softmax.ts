import type { Value } from '../../codegen/ir/value.js'
import { checkOptions } from '../../codegen/known-options.js'
import * as ops from '../../codegen/ops/index.js'
import { type AxisShape, normalizeAxis } from '../../shapes/axes.js'
import type { Guard } from '../../shapes/dim.js'
import { operation, type SymbolicTensor } from '../symbolic.js'
import type { DTypeOf, Made, ShapeOf } from './operand.js'
import { type Floated, floated } from './promote.js'

/** An operation along one axis, by default the last. */
export type AlongAxis<Op extends string> = <X extends SymbolicTensor, const Axis extends number = -1>(
  x: ShapeOf<X> extends readonly [] ? Guard<AxisShape<Op, [], Axis>, X> : X,
  options?: {
    readonly axis?: ShapeOf<X> extends readonly [] ? number : Guard<AxisShape<Op, ShapeOf<X>, Axis>, Axis | undefined>
  },
) => Made<AxisShape<Op, ShapeOf<X>, Axis>, Floated<DTypeOf<X>>>

const alongAxis = <Op extends string>(
  op: Op,
  run: (x: Value, options: { readonly axis: number }) => Value,
): AlongAxis<Op> =>
  ((x: SymbolicTensor, options: { readonly axis?: number | undefined } = {}) => {
    checkOptions(op, options, { axis: true })
    const { axis = -1 } = options
    return operation(op, [x], (value) =>
      run(ops.cast(value, floated(value.dtype)), { axis: normalizeAxis(op, axis, value.shape) }),
    )
  }) as AlongAxis<Op>

/** exp(x) over its sum along an axis, the last by default. Ends a mask. */
export const softmax: AlongAxis<'softmax'> = alongAxis('softmax', ops.softmax)

/** The logarithm of softmax along an axis, the last by default, computed without overflow. Ends a mask. */
export const logSoftmax: AlongAxis<'logSoftmax'> = alongAxis('logSoftmax', ops.logSoftmax)
