import { type BinaryOp, predicate } from '../ir/elementwise.js'

export const equal: BinaryOp = predicate('equal')
