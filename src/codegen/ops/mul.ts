import { type BinaryOp, binary } from '../ir/elementwise.js'

export const mul: BinaryOp = binary('mul', (o, { a, b, dy }) => [o.mul(dy, b), o.mul(dy, a)])
