import * as ops from '../../codegen/ops/index.js'
import { type Merge, merge } from './arithmetic.js'

/** The mean of two operands or more, element by element, broadcast as in NumPy; float. Keras's `Average`. */
export const average: Merge<'average', 'float'> = merge('average', ops.add, {
  kind: 'float',
  finish: (sum, count) => ops.div(sum, count),
})
