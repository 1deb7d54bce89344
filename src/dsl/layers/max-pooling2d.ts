import * as ops from '../../codegen/ops/index.js'
import type { Shape } from '../../shapes/dim.js'
import { type Pooling2dMethod, pooling2d } from './pooling2d.js'

declare module '../methods.js' {
  interface Methods<In extends Shape, Out extends Shape, Count extends number> {
    readonly maxPooling2d: Pooling2dMethod<'maxPooling2d', In, Out, Count>
  }
}

const make = pooling2d('maxPooling2d', ops.maxPool)

/**
 * The largest element of each window: [batch, height, width, channels] to [batch, height', width', channels].
 * Keras's `MaxPooling2D`; a tie sends its gradient to one element only.
 */
export const maxPooling2d = make
