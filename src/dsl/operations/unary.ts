import type { Value } from '../../codegen/ir/value.js'
import * as ops from '../../codegen/ops/index.js'
import type { Guard } from '../../shapes/dim.js'
import { operation, type SymbolicTensor } from '../symbolic.js'
import type { DTypeOf, Made, ShapeOf } from './operand.js'
import { type Floated, floated, type IfNumbers, isFloat, requireNumbers } from './promote.js'

/** Each element by itself, float32 for whole numbers too. Keeps a mask. */
type ToFloat = <X extends SymbolicTensor>(x: X) => Made<ShapeOf<X>, Floated<DTypeOf<X>>>

/** Each element by itself, in its own dtype. Keeps a mask. */
type Same<Op extends string> = <X extends SymbolicTensor>(
  x: Guard<IfNumbers<Op, DTypeOf<X>, undefined>, X>,
) => Made<IfNumbers<Op, DTypeOf<X>, ShapeOf<X>>, DTypeOf<X>>

const each = (op: string, x: SymbolicTensor, run: (x: Value) => Value) =>
  operation(op, [x], (...[value]) => run(value as Value), { mask: ([mask]) => mask })

const toFloat = (op: string, run: (x: Value) => Value): ToFloat =>
  ((x: SymbolicTensor) => each(op, x, (value) => run(ops.cast(value, floated(value.dtype))))) as ToFloat

const same = <Op extends string>(op: Op, run: (x: Value) => Value): Same<Op> =>
  ((x: SymbolicTensor) =>
    each(op, x, (value) => {
      requireNumbers(op, value.dtype)
      return run(value)
    })) as unknown as Same<Op>

/** Without its sign, element by element. Keeps a mask. */
export const abs: Same<'abs'> = same('abs', ops.abs)
/** With the other sign, element by element. Keeps a mask. */
export const negative: Same<'negative'> = same('negative', ops.neg)
/** x · x, element by element. Keeps a mask. */
export const square: Same<'square'> = same('square', (x) => ops.mul(x, x))
/** -1, 0 or 1, element by element; its gradient is 0. Keeps a mask. */
export const sign: Same<'sign'> = same('sign', (x) => (isFloat(x.dtype) ? ops.sign(x) : wholeSign(x)))
/** max(x, 0), element by element; the gradient at 0 is 0. Keeps a mask. */
export const relu: Same<'relu'> = same('relu', (x) => (isFloat(x.dtype) ? ops.relu(x) : ops.maximum(x, 0)))
/** e to the power x, element by element; float. Keeps a mask. */
export const exp: ToFloat = toFloat('exp', ops.exp)
/** The natural logarithm, element by element; float. Keeps a mask. */
export const log: ToFloat = toFloat('log', ops.log)
/** The square root, element by element; float. Its gradient is infinite at 0. Keeps a mask. */
export const sqrt: ToFloat = toFloat('sqrt', ops.sqrt)
/** 1 / (1 + exp(-x)), element by element; float. Keeps a mask. */
export const sigmoid: ToFloat = toFloat('sigmoid', ops.sigmoid)
/** The hyperbolic tangent, element by element; float. Keeps a mask. */
export const tanh: ToFloat = toFloat('tanh', ops.tanh)
/** log(1 + exp(x)), element by element, without overflow; float. Keeps a mask. */
export const softplus: ToFloat = toFloat('softplus', (x) => (x.dtype === 'float32' ? ops.softplus(x) : wideSoftplus(x)))
/** The largest whole number that is not above x, element by element; float, and no gradient. Keeps a mask. */
export const floor: ToFloat = toFloat('floor', ops.floor)

const wholeSign = (x: Value): Value => ops.sub(ops.cast(ops.greater(x, 0), x.dtype), ops.cast(ops.less(x, 0), x.dtype))

/** The op has no kernel but for float32. */
const wideSoftplus = (x: Value): Value => ops.add(ops.maximum(x, 0), ops.log(ops.add(ops.exp(ops.neg(ops.abs(x))), 1)))
