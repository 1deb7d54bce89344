import { type UnaryOp, unary } from '../ir/elementwise.js'

export const abs: UnaryOp = unary('abs', (o, { x, dy }) => o.mul(dy, o.sign(x)), {
  dtypes: ['float32', 'float64', 'int32', 'int64'],
})
