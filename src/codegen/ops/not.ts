import { type UnaryOp, unary } from '../ir/elementwise.js'

export const not: UnaryOp = unary('not', null, { dtypes: ['bool'] })
