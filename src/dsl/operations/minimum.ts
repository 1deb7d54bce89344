import * as ops from '../../codegen/ops/index.js'
import { type Merge, merge } from './arithmetic.js'

/**
 * The smallest of two operands or more, element by element, broadcast as in NumPy. A tie sends its gradient to the first. Keras's
 * `Minimum`, save that elements which a mask leaves out are compared too.
 */
export const minimum: Merge<'minimum'> = merge('minimum', ops.minimum)
