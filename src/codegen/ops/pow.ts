import { type BinaryOp, binary } from '../ir/elementwise.js'

/** a to the power b. The gradient for b needs a > 0. */
export const pow: BinaryOp = binary('pow', (o, { a, b, y, dy }) => [
  o.mul(dy, o.mul(b, o.pow(a, o.sub(b, 1)))),
  o.mul(dy, o.mul(y, o.log(a))),
])
