import { broadcastShapes } from '../../shapes/broadcast.js'
import type { ShapeValue } from '../../shapes/dim.js'
import { apply1, defineOp, type OpRule } from '../ir/op.js'
import type { Value } from '../ir/value.js'

type Attributes = { readonly shape: ShapeValue }

const rule: OpRule<Attributes, readonly [Value] | readonly [Value, Value]> = {
  name: 'expand',
  infer: ([x], { shape }) => [{ dtype: x.dtype, shape: broadcastShapes('expand', x.shape, shape) }],
  emit: ({ node, inputs, outputs, attributes, int64 }) =>
    void node('Expand', inputs.length > 1 ? inputs : [...inputs, int64(attributes.shape as number[])], {}, outputs),
  vjp: (_, dy) => [dy],
  elementwise: true,
}

/** Broadcasts x to the shape of `like`. Where that has unknown dims, `dims` (int64) gives them at run time. */
export const expand = defineOp(
  rule,
  (x: Value, like: ShapeValue, dims?: Value): Value => apply1(rule, dims ? [x, dims] : [x], { shape: like }),
)
