import { normalizeAxis, reduceShape } from '../../shapes/axes.js'
import type { DimValue } from '../../shapes/dim.js'
import { apply1, defineOp, type OpRule, type Ops } from '../ir/op.js'
import { restoreAxes } from '../ir/reduce.js'
import { constant, type Value } from '../ir/value.js'

type Attributes = { readonly axis: number; readonly keepDims: boolean }

const rule: OpRule<Attributes, readonly [Value]> = {
  name: 'reduceMax',
  infer: ([x], { axis, keepDims }) => [{ dtype: x.dtype, shape: reduceShape(x.shape, [axis], keepDims) }],
  emit: ({ node, inputs, outputs, attributes: { axis, keepDims } }) =>
    void node('ReduceMax', inputs, { axes: [axis], keepdims: Number(keepDims) }, outputs),
  vjp: (o, dy, { inputs: [x], attributes: { axis } }) => {
    const winner = o.equal(o.argMax(x, { axis, keepDims: true }), positionsAlong(o, x, axis))
    return [o.mul(restoreAxes(o, dy, x, [axis]), o.cast(winner, dy.dtype))]
  },
}

/** 0, 1, … along one axis of x, int64, ready to broadcast against the others. */
const positionsAlong = (o: Ops, x: Value, axis: number): Value => {
  const length = x.shape[axis] as DimValue
  const shape = x.shape.slice(axis).map((_, i) => (i === 0 ? length : 1))
  if (typeof length === 'number') return constant([...Array(length).keys()], 'int64', shape as number[])
  return o.reshape(o.rangeOf(o.reshape(o.shapeOf(x, axis, axis + 1), [])), shape)
}

/** The largest element along one axis. A tie sends its whole gradient to the first. */
export const reduceMax = defineOp(
  rule,
  (x: Value, { axis, keepDims = false }: { readonly axis: number; readonly keepDims?: boolean }): Value =>
    apply1(rule, [x], { axis: normalizeAxis('reduceMax', axis, x.shape), keepDims }),
)
