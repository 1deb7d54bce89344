import { normalizeAxis } from '../../shapes/axes.js'
import { defineOp, type OpRule } from '../ir/op.js'
import { apply, type Value } from '../ir/value.js'

type Attributes = { readonly axis: number }

const rule: OpRule<Attributes, readonly [Value]> = {
  name: 'sort',
  infer: ([x]) => [
    { dtype: x.dtype, shape: x.shape },
    { dtype: 'int64', shape: x.shape },
  ],
  emit: ({ node, values: [{ shape }], inputs: [x], outputs, fresh, attributes: { axis } }) => {
    const [start, end] = [axis, axis + 1]
    const all = node('Shape', [x as string], { ...(start > 0 && { start }), ...(end < shape.length && { end }) })
    const [values, positions] = [0, 1].map((i) => outputs[i] || fresh())
    node('TopK', [x as string, all], { axis, largest: 0, sorted: 1 }, [values as string, positions as string])
  },
  vjp: null,
}

export interface Sorted {
  readonly values: Value
  /** Where along the axis each stood in x, int64. */
  readonly positions: Value
}

/** The elements along an axis, by default the last, smallest first; equal ones stay in their order. */
export const sort = defineOp(rule, (x: Value, { axis = -1 }: { readonly axis?: number } = {}): Sorted => {
  const [values, positions] = apply(rule, [x], { axis: normalizeAxis('sort', axis, x.shape) }) as readonly [
    Value,
    Value,
  ]
  return { values, positions }
})
