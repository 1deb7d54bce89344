import * as ops from '../../codegen/ops/index.js'
import type { Shape } from '../../shapes/dim.js'
import { type GlobalPooling2dMethod, globalPooling2d } from './global-pooling2d.js'

declare module '../methods.js' {
  interface Methods<In extends Shape, Out extends Shape, Count extends number> {
    readonly globalAveragePooling2d: GlobalPooling2dMethod<'globalAveragePooling2d', In, Out, Count>
  }
}

const make = globalPooling2d('globalAveragePooling2d', (x, axes, keepDims) => ops.reduceMean(x, { axes, keepDims }))

/** The mean over height and width: [batch, height, width, channels] to [batch, channels]. Keras's `GlobalAveragePooling2D`. */
export const globalAveragePooling2d = make
