import { ShapeError } from '../../shapes/dim.js'
import { formatShape } from '../../shapes/format.js'
import { defineOp, type OpRule } from '../ir/op.js'
import { apply, type Value } from '../ir/value.js'

const rule: OpRule<object, readonly [Value]> = {
  name: 'sort',
  infer: ([x]) => {
    if (x.shape.length !== 1) throw new ShapeError(`sort: expected one axis, got ${formatShape(x.shape)}`)
    return [
      { dtype: x.dtype, shape: x.shape },
      { dtype: 'int64', shape: x.shape },
    ]
  },
  emit: ({ node, inputs: [x], outputs, fresh }) => {
    const all = node('Shape', [x as string])
    const [values, positions] = [0, 1].map((i) => outputs[i] || fresh())
    node('TopK', [x as string, all], { axis: 0, largest: 0, sorted: 1 }, [values as string, positions as string])
  },
  vjp: null,
}

export interface Sorted {
  readonly values: Value
  /** Where each stood in x, int64. */
  readonly positions: Value
}

/** The elements of a vector, smallest first; equal ones stay in their order. */
export const sort = defineOp(rule, (x: Value): Sorted => {
  const [values, positions] = apply(rule, [x]) as readonly [Value, Value]
  return { values, positions }
})
