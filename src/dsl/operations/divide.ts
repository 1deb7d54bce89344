import * as ops from '../../codegen/ops/index.js'
import { type Pairwise, pairwise } from './arithmetic.js'

/** a / b, broadcast as in NumPy; float, also for whole numbers. A mask stays only beside a number. */
export const divide: Pairwise<'divide', 'float'> = pairwise('divide', ops.div, { kind: 'float' })
