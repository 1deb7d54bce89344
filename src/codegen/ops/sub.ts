import { type BinaryOp, binary } from '../ir/elementwise.js'

export const sub: BinaryOp = binary('sub', (o, { dy }) => [dy, o.neg(dy)])
