import * as ops from '../../codegen/ops/index.js'
import { type Pairwise, pairwise } from './arithmetic.js'
import { mergedMask } from './merged-mask.js'

/** a - b, broadcast as in NumPy. Keras's `Subtract`. */
export const subtract: Pairwise<'subtract'> = pairwise('subtract', ops.sub, { mask: mergedMask })
