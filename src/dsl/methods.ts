import type { Shape } from '../shapes/dim.js'

/**
 * The fluent methods on a model from In to Out with Count parameters: each layer's file adds its own, so that a call costs the
 * compiler nothing for the others.
 */
// biome-ignore lint/suspicious/noEmptyInterface: see above
// biome-ignore lint/correctness/noUnusedVariables: see above
export interface Methods<In extends Shape, Out extends Shape, Count extends number> {}
