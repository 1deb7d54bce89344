import * as ops from '../../codegen/ops/index.js'
import { type Pairwise, pairwise } from './arithmetic.js'

/** a to the power b, broadcast as in NumPy. The gradient for b needs a > 0. A mask stays only beside a number. */
export const power: Pairwise<'power'> = pairwise('power', ops.pow)
