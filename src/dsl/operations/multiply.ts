import * as ops from '../../codegen/ops/index.js'
import { type Merge, merge } from './arithmetic.js'

/** The product of two operands or more, element by element, broadcast as in NumPy. Keras's `Multiply`. */
export const multiply: Merge<'multiply'> = merge('multiply', ops.mul)
