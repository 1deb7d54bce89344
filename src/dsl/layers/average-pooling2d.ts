import * as ops from '../../codegen/ops/index.js'
import type { Fluent } from '../layer.js'
import { type Pooling2dMethod, pooling2d } from './pooling2d.js'

const make = pooling2d('averagePooling2d', (x, { kernel, strides, pads }) =>
  ops.averagePool(x, { kernel, strides, pads }),
)

/**
 * The mean of each window, padding not counted: [batch, height, width, channels] to [batch, height', width', channels].
 * Keras's `AveragePooling2D`.
 */
export const averagePooling2d: typeof make & Fluent<Pooling2dMethod<'averagePooling2d'>> = make
