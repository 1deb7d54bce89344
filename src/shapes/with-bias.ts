import type { Add } from './arithmetic.js'

/** The weights of one unit: one for each input, and one more with a bias; wide where the type does not say. */
export type WithBias<Inputs, Bias> = [Bias] extends [true] ? Add<Inputs, 1> : [Bias] extends [false] ? Inputs : number
