import { type BinaryOp, predicate } from '../ir/elementwise.js'

export const greaterOrEqual: BinaryOp = predicate('greaterOrEqual')
