import { broadcastShapes } from '../../shapes/broadcast.js'
import { ShapeError } from '../../shapes/dim.js'
import { apply1, asValue, defineOp, type Operand, type OpRule } from '../ir/op.js'
import type { Value } from '../ir/value.js'

const rule: OpRule<object, readonly [Value, Value, Value]> = {
  name: 'where',
  infer: ([condition, a, b]) => {
    if (condition.dtype !== 'bool') throw new ShapeError(`where: expected a bool condition, got ${condition.dtype}`)
    if (a.dtype !== b.dtype) throw new ShapeError(`where: expected one dtype, got ${a.dtype} and ${b.dtype}; use cast`)
    const shape = broadcastShapes('where', condition.shape, broadcastShapes('where', a.shape, b.shape))
    return [{ dtype: a.dtype, shape }]
  },
  vjp: (o, dy, { inputs: [condition] }) => [null, o.where(condition, dy, 0), o.where(condition, 0, dy)],
  elementwise: true,
}

/** `a` where the condition holds, `b` elsewhere; all three broadcast. */
export const where = defineOp(rule, (condition: Value, a: Operand, b: Operand): Value => {
  const dtype = typeof a === 'number' ? (typeof b === 'number' ? 'float32' : b.dtype) : a.dtype
  return apply1(rule, [condition, asValue(a, dtype), asValue(b, dtype)])
})
