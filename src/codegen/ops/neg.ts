import { type UnaryOp, unary } from '../ir/elementwise.js'

export const neg: UnaryOp = unary('neg', (o, { dy }) => o.neg(dy), { dtypes: ['float32', 'float64', 'int32', 'int64'] })
