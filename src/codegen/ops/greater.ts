import { type BinaryOp, predicate } from '../ir/elementwise.js'

export const greater: BinaryOp = predicate('greater')
