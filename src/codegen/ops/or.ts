import { type BinaryOp, predicate } from '../ir/elementwise.js'

export const or: BinaryOp = predicate('or', ['bool'])
