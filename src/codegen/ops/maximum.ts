import { type BinaryOp, binary } from '../ir/elementwise.js'

/** The larger of two elements. A tie sends its whole gradient to `a`. */
export const maximum: BinaryOp = binary(
  'maximum',
  (o, { a, b, dy }) => {
    const da = o.mul(dy, o.cast(o.greaterOrEqual(a, b), dy.dtype))
    return [da, o.sub(dy, da)]
  },
  { emit: ({ node, inputs, outputs }) => void node('Max', inputs, {}, outputs) },
)
