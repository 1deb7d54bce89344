import * as ops from '../../codegen/ops/index.js'
import type { Shape } from '../../shapes/dim.js'
import { type Pooling1dMethod, pooling1d } from './pooling1d.js'

declare module '../methods.js' {
  interface Methods<In extends Shape, Out extends Shape, Count extends number> {
    readonly averagePooling1d: Pooling1dMethod<'averagePooling1d', In, Out, Count>
  }
}

const make = pooling1d('averagePooling1d', (x, { kernel, strides, pads }) =>
  ops.averagePool(x, { kernel, strides, pads }),
)

/**
 * The mean of each window, padding not counted: [batch, time, features] to [batch, time', features]. Keras's
 * `AveragePooling1D`.
 */
export const averagePooling1d = make
