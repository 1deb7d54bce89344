import * as ops from '../../codegen/ops/index.js'
import type { Shape } from '../../shapes/dim.js'
import { type Pooling2dMethod, pooling2d } from './pooling2d.js'

declare module '../methods.js' {
  interface Methods<In extends Shape, Out extends Shape, Count extends number> {
    readonly averagePooling2d: Pooling2dMethod<'averagePooling2d', In, Out, Count>
  }
}

const make = pooling2d('averagePooling2d', (x, { kernel, strides, pads }) =>
  ops.averagePool(x, { kernel, strides, pads }),
)

/**
 * The mean of each window, padding not counted: [batch, height, width, channels] to [batch, height', width', channels].
 * Keras's `AveragePooling2D`.
 */
export const averagePooling2d = make
