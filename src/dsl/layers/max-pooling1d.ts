import * as ops from '../../codegen/ops/index.js'
import type { Fluent } from '../layer.js'
import { type Pooling1dMethod, pooling1d } from './pooling1d.js'

const make = pooling1d('maxPooling1d', ops.maxPool)

/**
 * The largest element of each window: [batch, time, features] to [batch, time', features]. Keras's `MaxPooling1D`; a tie sends
 * its gradient to one element only.
 */
export const maxPooling1d: typeof make & Fluent<Pooling1dMethod<'maxPooling1d'>> = make
