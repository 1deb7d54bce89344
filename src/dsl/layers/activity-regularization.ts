import { nonNegative } from '../../codegen/ranges.js'
import type { Shape } from '../../shapes/dim.js'
import { checkLayerOptions, type IdentityRule, type Layer, layer, type NamedOptions, namedOptions } from '../layer.js'
import { eachStep } from '../layer-definition.js'
import { l1l2 } from '../regularizers.js'
import type { Sequential } from '../sequential.js'
import { activated } from './kernel.js'

export interface ActivityRegularizationOptions extends NamedOptions {
  /** By what the sum of |x| is multiplied; default 0. */
  readonly l1?: number | undefined
  /** By what the sum of x² is multiplied; default 0. */
  readonly l2?: number | undefined
}

type ActivityRegularizationMethod<In extends Shape, Out extends Shape, Count extends number> = (
  options?: ActivityRegularizationOptions,
) => Sequential<In, Out, Count>

declare module '../methods.js' {
  interface Methods<In extends Shape, Out extends Shape, Count extends number> {
    readonly activityRegularization: ActivityRegularizationMethod<In, Out, Count>
  }
}

const known = { ...namedOptions, l1: nonNegative, l2: nonNegative } as const

const make = (options: ActivityRegularizationOptions = {}): Layer<IdentityRule> => {
  checkLayerOptions('activityRegularization', options, known)
  const { l1 = 0, l2 = 0 } = options
  return layer('activityRegularization', options, known, {
    outputShape: (shape) => shape,
    ...eachStep,
    weights: () => [],
    call: activated({ activityRegularizer: l1l2({ l1, l2 }) }),
  })
}

/**
 * Gives what it is given, and adds (l1 · sum |x| + l2 · sum x²) / batch size to the loss that is trained. Keras's
 * `ActivityRegularization`.
 */
export const activityRegularization = make
