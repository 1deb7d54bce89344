import * as ops from '../../codegen/ops/index.js'
import type { Fluent } from '../layer.js'
import { type GlobalPooling2dMethod, globalPooling2d } from './global-pooling2d.js'

const make = globalPooling2d('globalAveragePooling2d', (x, axes, keepDims) => ops.reduceMean(x, { axes, keepDims }))

/** The mean over height and width: [batch, height, width, channels] to [batch, channels]. Keras's `GlobalAveragePooling2D`. */
export const globalAveragePooling2d: typeof make & Fluent<GlobalPooling2dMethod<'globalAveragePooling2d'>> = make
