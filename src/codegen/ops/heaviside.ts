import { type UnaryOp, unary } from '../ir/elementwise.js'

/** Takes the smallest normal number beyond 1. */
const steep = { float: 3e38 }

/**
 * 1 where x > 0, else 0, in x's dtype; numbers below 3e-39, which are not normal ones, give less than 1. One pass over memory, where a
 * comparison and a cast take two.
 */
export const heaviside: UnaryOp = unary('heaviside', null, {
  dtypes: ['float32'],
  emit: ({ node, inputs, outputs }) => void node('HardSigmoid', inputs, { alpha: steep, beta: { float: 0 } }, outputs),
})
