import { ShapeError } from '../../shapes/dim.js'
import { formatShape } from '../../shapes/format.js'
import { apply1, defineOp, type OpRule } from '../ir/op.js'
import { scalar, type Value } from '../ir/value.js'

type Attributes = { readonly before: readonly number[]; readonly after: readonly number[] }

const rule: OpRule<Attributes, readonly [Value, Value]> = {
  name: 'pad',
  infer: ([x], { before, after }) => {
    if (
      before.length !== x.shape.length ||
      after.length !== x.shape.length ||
      [...before, ...after].some((n) => n < 0)
    ) {
      throw new ShapeError(`pad: expected one width of 0 or more before and after each axis of ${formatShape(x.shape)}`)
    }
    const shape = x.shape.map((dim, i) => {
      const width = (before[i] ?? 0) + (after[i] ?? 0)
      return width === 0 ? dim : typeof dim === 'number' ? dim + width : null
    })
    return [{ dtype: x.dtype, shape }]
  },
  emit: ({ node, inputs: [x, value], outputs, int64, attributes: { before, after } }) =>
    void node('Pad', [x as string, int64([...before, ...after]), value as string], {}, outputs),
  vjp: (o, dy, { attributes: { before, after } }) => {
    const axes = before.flatMap((n, axis) => (n > 0 || (after[axis] ?? 0) > 0 ? [axis] : []))
    const starts = axes.map((axis) => before[axis] ?? 0)
    const ends = axes.map((axis) => -(after[axis] ?? 0) || Number.MAX_SAFE_INTEGER)
    return [axes.length === 0 ? dy : o.slice(dy, { axes, starts, ends, steps: axes.map(() => 1) }), null]
  },
}

/** Surrounds x with `value`: before[i] elements in front of axis i, after[i] behind. */
export const pad = defineOp(
  rule,
  (x: Value, widths: Attributes, value = 0): Value =>
    [...widths.before, ...widths.after].every((width) => width === 0)
      ? x
      : apply1(rule, [x, scalar(value, x.dtype)], widths),
)
