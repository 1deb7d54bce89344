import type { Value } from '../../codegen/ir/value.js'
import * as ops from '../../codegen/ops/index.js'
import { type BroadcastShape, broadcastShapes } from '../../shapes/broadcast.js'
import type { Guard } from '../../shapes/dim.js'
import { onlyMask } from './arithmetic.js'
import {
  type DTypeOf,
  dtypeOf,
  elementwise,
  inDType,
  type Made,
  type NoTensor,
  type Operand,
  type ShapeOf,
  shapeOf,
} from './operand.js'
import { promoted } from './promote.js'

type ComparedShape<Op extends string, A, B> = [DTypeOf<A> | DTypeOf<B>] extends [number]
  ? NoTensor<Op>
  : BroadcastShape<Op, ShapeOf<A>, ShapeOf<B>>

/** Two operands compared element by element: bool, and no gradient. A mask stays only beside a number. */
type Comparison<Op extends string> = <const A extends Operand, const B extends Operand>(
  a: A,
  b: Guard<ComparedShape<Op, A, B>, B>,
) => Made<ComparedShape<Op, A, B>, 'bool'>

const comparison = <Op extends string>(op: Op, run: (a: Value, b: Value) => Value): Comparison<Op> =>
  ((x: Operand, y: Operand) =>
    elementwise(
      op,
      [x, y],
      (a = 0, b = 0) => {
        broadcastShapes(op, shapeOf(a), shapeOf(b))
        const common = promoted(dtypeOf(a), dtypeOf(b))
        const dtype = common === 'bool' || common === 'uint8' ? 'int32' : common
        return run(inDType(a, dtype), inDType(b, dtype))
      },
      onlyMask,
    )) as unknown as Comparison<Op>

/** a = b, element by element; bool. */
export const equal: Comparison<'equal'> = comparison('equal', ops.equal)
/** a ≠ b, element by element; bool. */
export const notEqual: Comparison<'notEqual'> = comparison('notEqual', (a, b) => ops.not(ops.equal(a, b)))
/** a > b, element by element; bool. */
export const greater: Comparison<'greater'> = comparison('greater', ops.greater)
/** a ≥ b, element by element; bool. */
export const greaterEqual: Comparison<'greaterEqual'> = comparison('greaterEqual', ops.greaterOrEqual)
/** a < b, element by element; bool. */
export const less: Comparison<'less'> = comparison('less', ops.less)
/** a ≤ b, element by element; bool. */
export const lessEqual: Comparison<'lessEqual'> = comparison('lessEqual', ops.lessOrEqual)
