import { type BinaryOp, binary } from '../ir/elementwise.js'

/** Division; integers are truncated towards zero. */
export const div: BinaryOp = binary('div', (o, { b, y, dy }) => {
  const da = o.div(dy, b)
  return [da, o.neg(o.mul(da, y))]
})
