import { type BinaryOp, predicate } from '../ir/elementwise.js'

export const lessOrEqual: BinaryOp = predicate('lessOrEqual')
