import type { Value } from '../codegen/ir/value.js'
import * as ops from '../codegen/ops/index.js'
import { unknownName } from './by-name.js'

const { abs, add, div, erf, exp, greater, maximum, minimum, mul, neg, sigmoid, softplus, sub, tanh, where } = ops

const clip = (x: Value, low: number, high: number): Value => minimum(maximum(x, low), high)
/** Bounds first: they win ties, so that there is no gradient at 0 and at 6. */
const relu6 = (x: Value): Value => minimum(6, maximum(0, x))
const hardSigmoid = (x: Value): Value => div(relu6(add(x, 3)), 6)
/** exp(x) - 1 for x < 0, else 0: the cut keeps large x from overflowing into the gradient. */
const negativeExpm1 = (x: Value): Value => sub(exp(minimum(x, 0)), 1)
const silu = (x: Value): Value => mul(x, sigmoid(x))
const hardSilu = (x: Value): Value => mul(x, hardSigmoid(x))

/** Keras's element-wise activations, by Keras's names and definitions, and softmax over the last axis. */
export const activations = {
  /** max(x, 0); no gradient at 0 */
  relu: (x) => ops.relu(x),
  /** min(max(x, 0), 6) */
  relu6,
  /** x, or 0.2 x below zero */
  leakyRelu: (x) => maximum(mul(x, 0.2), x),
  /** x, or exp(x) - 1 below zero (Clevert et al., 2016) */
  elu: (x) => add(ops.relu(x), negativeExpm1(x)),
  /** scaled elu that keeps mean 0 and variance 1 (Klambauer et al., 2017) */
  selu: (x) => mul(add(ops.relu(x), mul(negativeExpm1(x), 1.6732632423543772)), 1.0507009873554805),
  /** max(x, 0) + min(exp(x) - 1, 0) (Barron, 2017) */
  celu: (x) => add(ops.relu(x), negativeExpm1(x)),
  /** x times the normal distribution function of x (Hendrycks & Gimpel, 2016) */
  gelu: (x) => mul(mul(x, 0.5), add(erf(mul(x, Math.SQRT1_2)), 1)),
  /** x · sigmoid(x), also called swish */
  silu,
  swish: silu,
  sigmoid: (x) => sigmoid(x),
  /** relu6(x + 3) / 6 */
  hardSigmoid,
  /** x · hardSigmoid(x), also called hard swish */
  hardSilu,
  hardSwish: hardSilu,
  /** x cut to [-1, 1] */
  hardTanh: (x) => clip(x, -1, 1),
  tanh: (x) => tanh(x),
  /** x - tanh(x) */
  tanhShrink: (x) => sub(x, tanh(x)),
  /** x where |x| > 0.5, else 0 */
  hardShrink: (x) => where(greater(abs(x), 0.5), x, 0),
  /** x moved towards 0 by 0.5, and 0 within that */
  softShrink: (x) => sub(x, clip(x, -0.5, 0.5)),
  /** log(1 + exp(x)) */
  softplus: (x) => softplus(x),
  /** x / (1 + |x|) */
  softsign: (x) => div(x, add(abs(x), 1)),
  /** exp(x) */
  exponential: (x) => exp(x),
  /** x · tanh(softplus(x)) (Misra, 2019) */
  mish: (x) => mul(x, tanh(softplus(x))),
  /** log(sigmoid(x)) */
  logSigmoid: (x) => neg(softplus(neg(x))),
  /** (x + sqrt(x² + 4)) / 2 */
  squareplus: (x) => mul(add(x, ops.sqrt(add(mul(x, x), 4))), 0.5),
  /** 0 up to -1, (x + 1)² / 4 up to 1, x beyond */
  sparsePlus: (x) => {
    const inside = add(clip(x, -1, 1), 1)
    return add(mul(mul(inside, inside), 0.25), ops.relu(sub(x, 1)))
  },
  /** 0 up to -1, (x + 1) / 2 up to 1, 1 beyond */
  sparseSigmoid: (x) => mul(add(clip(x, -1, 1), 1), 0.5),
  linear: (x) => x,
  softmax: (x) => ops.softmax(x),
  logSoftmax: (x) => ops.logSoftmax(x),
} as const satisfies Record<string, (x: Value) => Value>

type Activations = typeof activations

/** Written so that an error about a misspelt one says this name, where a bare `keyof` would print half of the names. */
export type ActivationName = { [Name in keyof Activations]: Name }[keyof Activations]

/** An activation by name. Throws for a name that is none. */
export const resolveActivation = (name: ActivationName): ((x: Value) => Value) => {
  if (typeof name === 'string' && Object.hasOwn(activations, name)) return activations[name]
  throw unknownName('activation', name, Object.keys(activations))
}
