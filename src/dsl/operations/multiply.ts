import * as ops from '../../codegen/ops/index.js'
import { type Merge, merge } from './arithmetic.js'

/**
 * The product of two operands or more, element by element, broadcast as in NumPy. Keras's `Multiply`, save that elements which a
 * mask leaves out are multiplied too: Keras takes them for 1, and puts 0 where no tensor counts the position.
 */
export const multiply: Merge<'multiply'> = merge('multiply', ops.mul)
