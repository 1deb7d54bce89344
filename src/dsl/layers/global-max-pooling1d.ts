import * as ops from '../../codegen/ops/index.js'
import type { Fluent } from '../layer.js'
import { type GlobalPooling1dMethod, globalPooling1d } from './global-pooling1d.js'

const make = globalPooling1d('globalMaxPooling1d', (x, axis, keepDims) => ops.reduceMax(x, { axis, keepDims }))

/**
 * The largest element over time: [batch, time, features] to [batch, features]. Keras's `GlobalMaxPooling1D`, which knows no
 * masks; a tie sends its gradient to one element only.
 */
export const globalMaxPooling1d: typeof make & Fluent<GlobalPooling1dMethod<'globalMaxPooling1d'>> = make
