import * as ops from '../../codegen/ops/index.js'
import type { Shape } from '../../shapes/dim.js'
import { type IdentityRule, type Layer, layer, type NamedOptions, namedOptions } from '../layer.js'
import { eachStep } from '../layer-definition.js'
import type { Sequential } from '../sequential.js'

export interface RescalingOptions extends NamedOptions {
  /** Added after scaling; default 0. */
  readonly offset?: number | undefined
}

type RescalingMethod<In extends Shape, Out extends Shape, Count extends number> = (
  scale: number,
  options?: RescalingOptions,
) => Sequential<In, Out, Count>

declare module '../methods.js' {
  interface Methods<In extends Shape, Out extends Shape, Count extends number> {
    readonly rescaling: RescalingMethod<In, Out, Count>
  }
}

const make = (scale: number, options: RescalingOptions = {}): Layer<IdentityRule> => {
  const { offset = 0 } = options
  if (!Number.isFinite(scale) || !Number.isFinite(offset)) {
    throw new RangeError(`rescaling: scale and offset must be finite numbers, got ${scale} and ${offset}`)
  }
  return layer(
    'rescaling',
    options,
    { ...namedOptions, offset: true },
    {
      outputShape: (shape) => shape,
      ...eachStep,
      weights: () => [],
      call: (x) => (offset === 0 ? ops.mul(x, scale) : ops.add(ops.mul(x, scale), offset)),
    },
  )
}

/** input · scale + offset, such as 1 / 255 for bytes. Keras's `Rescaling`. */
export const rescaling = make
