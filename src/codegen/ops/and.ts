import { type BinaryOp, predicate } from '../ir/elementwise.js'

export const and: BinaryOp = predicate('and', ['bool'])
