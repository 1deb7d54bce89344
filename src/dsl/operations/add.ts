import * as ops from '../../codegen/ops/index.js'
import { type Merge, merge } from './arithmetic.js'

/** The sum of two operands or more, broadcast against each other as in NumPy. Keras's `Add`. */
export const add: Merge<'add'> = merge('add', ops.add)
