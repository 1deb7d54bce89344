import type { Value } from '../../codegen/ir/value.js'
import * as ops from '../../codegen/ops/index.js'
import { type BroadcastShape, broadcastShapes } from '../../shapes/broadcast.js'
import type { Guard } from '../../shapes/dim.js'
import { operation, type SymbolicTensor } from '../symbolic.js'
import { type GuardBool, requireBool } from './bool.js'
import type { Made, ShapeOf } from './operand.js'

type Both<Op extends string, A, B> = BroadcastShape<Op, ShapeOf<A>, ShapeOf<B>>

type Logical<Op extends string> = <A extends SymbolicTensor, B extends SymbolicTensor>(
  a: GuardBool<Op, A>,
  b: GuardBool<Op, B, Guard<Both<Op, A, B>, B>>,
) => Made<Both<Op, A, B>, 'bool'>

const logical = <Op extends string>(op: Op, run: (a: Value, b: Value) => Value): Logical<Op> =>
  ((...tensors: [SymbolicTensor, SymbolicTensor]) =>
    operation(op, tensors, (...values) => {
      const [a, b] = values as [Value, Value]
      requireBool(op, a)
      requireBool(op, b)
      broadcastShapes(op, a.shape, b.shape)
      return run(a, b)
    })) as unknown as Logical<Op>

/** Where both hold, broadcast as in NumPy; of bool tensors. Ends a mask. */
export const logicalAnd: Logical<'logicalAnd'> = logical('logicalAnd', ops.and)
/** Where one holds or both do, broadcast as in NumPy; of bool tensors. Ends a mask. */
export const logicalOr: Logical<'logicalOr'> = logical('logicalOr', ops.or)

/** Where x does not hold; of a bool tensor. Keeps a mask. */
export const logicalNot = <X extends SymbolicTensor>(x: GuardBool<'logicalNot', X>): Made<ShapeOf<X>, 'bool'> =>
  operation(
    'logicalNot',
    [x as SymbolicTensor],
    (...values) => {
      const [value] = values as [Value]
      requireBool('logicalNot', value)
      return ops.not(value)
    },
    { mask: ([mask]) => mask },
  ) as Made<ShapeOf<X>, 'bool'>
