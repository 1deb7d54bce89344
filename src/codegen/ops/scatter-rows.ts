import type { ShapeValue } from '../../shapes/dim.js'
import { apply1, defineOp, type OpRule } from '../ir/op.js'
import type { Value } from '../ir/value.js'

interface Options {
  /** Adds to what is there, which the rows replace else. */
  readonly adds?: boolean
  /** There is at most one position for each element of a tensor of this shape. */
  readonly of?: ShapeValue | undefined
}
type Attributes = Required<Options>

// x comes last, since operands are computed in their order and the runtime copies x, best while it is in the cache
const rule: OpRule<Attributes, readonly [Value, Value, Value]> = {
  name: 'scatterRows',
  infer: ([, , x]) => [{ dtype: x.dtype, shape: x.shape }],
  emit: ({ node, int64, inputs: [positions, rows, x], outputs, attributes: { adds } }) => {
    const column = node('Unsqueeze', [positions as string, int64([1])])
    node('ScatterND', [x as string, column, rows as string], adds ? { reduction: 'add' } : {}, outputs)
  },
  vjp: null,
}

/** x [n, …] with rows [k, …] written at positions [k] (int64), or added there; no two positions may be equal, but for additions in one thread. */
export const scatterRows = defineOp(
  rule,
  (x: Value, positions: Value, rows: Value, { adds = false, of }: Options = {}): Value =>
    apply1(rule, [positions, rows, x], { adds, of }),
)
