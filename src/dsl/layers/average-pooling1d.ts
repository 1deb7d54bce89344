import * as ops from '../../codegen/ops/index.js'
import type { Fluent } from '../layer.js'
import { type Pooling1dMethod, pooling1d } from './pooling1d.js'

const make = pooling1d('averagePooling1d', (x, { kernel, strides, pads }) =>
  ops.averagePool(x, { kernel, strides, pads }),
)

/**
 * The mean of each window, padding not counted: [batch, time, features] to [batch, time', features]. Keras's
 * `AveragePooling1D`.
 */
export const averagePooling1d: typeof make & Fluent<Pooling1dMethod<'averagePooling1d'>> = make
