import { type BinaryOp, binary } from '../ir/elementwise.js'
import { maskedGradient } from '../lowering/masked-gradient.js'

/** The larger of two elements. A tie sends its whole gradient to `a`. */
export const maximum: BinaryOp = binary(
  'maximum',
  (o, { a, b, dy }) => {
    const da = maskedGradient(o, dy, o.greaterOrEqual(a, b))
    return [da, o.sub(dy, da)]
  },
  { emit: ({ node, inputs, outputs }) => void node('Max', inputs, {}, outputs) },
)
