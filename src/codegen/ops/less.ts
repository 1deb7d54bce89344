import { type BinaryOp, predicate } from '../ir/elementwise.js'

export const less: BinaryOp = predicate('less')
