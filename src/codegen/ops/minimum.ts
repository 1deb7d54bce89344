import { type BinaryOp, binary } from '../ir/elementwise.js'

/** The smaller of two elements. A tie sends its whole gradient to `a`. */
export const minimum: BinaryOp = binary(
  'minimum',
  (o, { a, b, dy }) => {
    const da = o.mul(dy, o.cast(o.lessOrEqual(a, b), dy.dtype))
    return [da, o.sub(dy, da)]
  },
  { emit: ({ node, inputs, outputs }) => void node('Min', inputs, {}, outputs) },
)
