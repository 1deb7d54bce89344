import * as ops from '../../codegen/ops/index.js'
import type { Shape } from '../../shapes/dim.js'
import { type Pooling3dMethod, pooling3d } from './pooling3d.js'

declare module '../methods.js' {
  interface Methods<In extends Shape, Out extends Shape, Count extends number> {
    readonly averagePooling3d: Pooling3dMethod<'averagePooling3d', In, Out, Count>
  }
}

const make = pooling3d('averagePooling3d', (x, { kernel, strides, pads }) =>
  ops.averagePool(x, { kernel, strides, pads }),
)

/**
 * The mean of each window, padding not counted: [batch, depth, height, width, channels] to [batch, depth′, height′, width′, channels].
 * Keras's `AveragePooling3D`.
 */
export const averagePooling3d = make
