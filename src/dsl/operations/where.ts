import type { Value } from '../../codegen/ir/value.js'
import * as ops from '../../codegen/ops/index.js'
import { type BroadcastShape, broadcastShapes } from '../../shapes/broadcast.js'
import type { Guard, Shape } from '../../shapes/dim.js'
import { checkedTensorOf, type SymbolicTensor } from '../symbolic.js'
import { type GuardBool, requireBool } from './bool.js'
import {
  type DTypeOf,
  dtypeOf,
  elementwise,
  inDType,
  type Made,
  type Operand,
  type ShapeOf,
  shapeOf,
} from './operand.js'
import { type Promoted, promoted } from './promote.js'

type WithA<C, A> = BroadcastShape<'where', ShapeOf<C>, ShapeOf<A>>

/** The shape of all three; after a fault of the first two, nothing is said of the third. */
type WithB<C, A, B> = WithA<C, A> extends infer S extends Shape ? BroadcastShape<'where', S, ShapeOf<B>> : Shape

type Chosen<C, A, B> = [WithA<C, A>] extends [string] ? string : WithB<C, A, B>

type Where = <C extends SymbolicTensor, const A extends Operand, const B extends Operand>(
  condition: GuardBool<'where', C>,
  a: Guard<WithA<C, A>, A>,
  b: Guard<WithB<C, A, B>, B>,
) => 'bool' extends DTypeOf<C> ? Made<Chosen<C, A, B>, Promoted<DTypeOf<A>, DTypeOf<B>>> : Made<string, never>

const chosen = (condition: Value | number = 0, a: Value | number = 0, b: Value | number = 0): Value => {
  const flags = condition as Value
  requireBool('where', flags)
  broadcastShapes('where', broadcastShapes('where', flags.shape, shapeOf(a)), shapeOf(b))
  const dtype = promoted(dtypeOf(a), dtypeOf(b))
  // ONNX Runtime has no kernel for bool
  const within = dtype === 'bool' ? 'int32' : dtype
  return ops.cast(ops.where(flags, inDType(a, within), inDType(b, within)), dtype)
}

/**
 * `a` where the condition, a bool tensor, holds, and `b` elsewhere; all three broadcast as in NumPy. Two numbers make float32.
 * Ends a mask.
 */
export const where: Where = (condition, a, b) =>
  elementwise('where', [checkedTensorOf('where', condition), a as Operand, b as Operand], chosen) as never
