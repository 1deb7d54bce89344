import type { Value } from '../../codegen/ir/value.js'
import { ShapeError } from '../../shapes/dim.js'
import type { DTypeOf } from './operand.js'

const notBool = <const Op extends string, const Got extends string>(op: Op, got: Got) =>
  `${op}: expected a bool tensor, got ${got}; compare first, such as greater(x, 0)` as const

/** A parameter's type, or the sentence where X is a tensor that cannot be bool. */
export type GuardBool<Op extends string, X, T = X> =
  'bool' extends DTypeOf<X> ? T : ReturnType<typeof notBool<Op, DTypeOf<X> & string>>

/** Throws ShapeError for what is not bool. */
export const requireBool = (op: string, { dtype }: Value): void => {
  if (dtype !== 'bool') throw new ShapeError(notBool(op, dtype))
}
