import * as ops from '../../codegen/ops/index.js'
import type { Fluent } from '../layer.js'
import { type Pooling2dMethod, pooling2d } from './pooling2d.js'

const make = pooling2d('maxPooling2d', ops.maxPool)

/**
 * The largest element of each window: [batch, height, width, channels] to [batch, height', width', channels].
 * Keras's `MaxPooling2D`; a tie sends its gradient to one element only.
 */
export const maxPooling2d: typeof make & Fluent<Pooling2dMethod<'maxPooling2d'>> = make
