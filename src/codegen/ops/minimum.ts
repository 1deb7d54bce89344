import { type BinaryOp, binary } from '../ir/elementwise.js'
import { maskedGradient } from '../lowering/masked-gradient.js'

/** The smaller of two elements. A tie sends its whole gradient to `a`. */
export const minimum: BinaryOp = binary(
  'minimum',
  (o, { a, b, dy }) => {
    const da = maskedGradient(o, dy, o.lessOrEqual(a, b))
    return [da, o.sub(dy, da)]
  },
  { emit: ({ node, inputs, outputs }) => void node('Min', inputs, {}, outputs) },
)
