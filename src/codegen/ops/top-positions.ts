import { type DimValue, ShapeError } from '../../shapes/dim.js'
import { formatShape } from '../../shapes/format.js'
import { apply1, defineOp, type OpRule } from '../ir/op.js'
import type { Value } from '../ir/value.js'

type Attributes = { readonly k: number }

const rule: OpRule<Attributes, readonly [Value]> = {
  name: 'topPositions',
  infer: ([x], { k }) => {
    const length: DimValue | undefined = x.shape.at(-1)
    if (length === undefined || (typeof length === 'number' && length < k)) {
      throw new ShapeError(`topPositions: expected ${k} or more along the last axis, got ${formatShape(x.shape)}`)
    }
    return [{ dtype: 'int64', shape: [...x.shape.slice(0, -1), k] }]
  },
  emit: ({ node, inputs: [x], outputs: [y], fresh, int64, attributes: { k } }) =>
    void node('TopK', [x as string, int64([k])], { axis: -1, largest: 1, sorted: 1 }, [fresh(), y as string]),
  vjp: null,
}

/** Where the k largest elements along the last axis stand, the largest first, the first of equals before others; int64. */
export const topPositions = defineOp(rule, (x: Value, attributes: Attributes): Value => apply1(rule, [x], attributes))
