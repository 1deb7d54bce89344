import type { Value } from '../codegen/ir/value.js'
import type { Activation } from './activations/activation.js'
import { plain } from './activations/activation.js'
import { logSoftmax, softmax, sparsemax } from './activations/along-axis.js'
import { gelu, hardSigmoid, hardSilu, mish, silu } from './activations/gated.js'
import { celu, elu, leakyRelu, relu, relu6, selu, threshold } from './activations/rectifiers.js'
import { exponential, logSigmoid, softplus, sparsePlus, squareplus } from './activations/smooth.js'
import {
  hardShrink,
  hardTanh,
  sigmoid,
  softShrink,
  softsign,
  sparseSigmoid,
  tanh,
  tanhShrink,
} from './activations/squashing.js'
import { byName } from './by-name.js'

export type { Activation }

/** Those that have a name: all but what cannot do without options. */
const named = {
  relu,
  relu6,
  leakyRelu,
  elu,
  selu,
  celu,
  gelu,
  silu,
  swish: silu,
  sigmoid,
  hardSigmoid,
  hardSilu,
  hardSwish: hardSilu,
  hardTanh,
  tanh,
  tanhShrink,
  hardShrink,
  softShrink,
  softplus,
  softsign,
  exponential,
  mish,
  logSigmoid,
  squareplus,
  sparsePlus,
  sparseSigmoid,
  linear: plain('linear', (x) => x),
  softmax,
  logSoftmax,
  sparsemax,
} as const

/** Keras's activations, by Keras's names and definitions; those along an axis take the last by default. */
export const activations = { ...named, threshold }

type Named = typeof named

/** Written so that an error about a misspelt one says this name, where a bare `keyof` would print half of the names. */
export type ActivationName = { [Name in keyof Named]: Name }[keyof Named]
export type ActivationLike = ActivationName | Activation

/** An activation by name, with Keras's defaults. Throws for a name that is none. */
export const resolveActivation = (like: ActivationLike): ((x: Value) => Value) =>
  byName<Activation>('activation', named, like, ({ call }) => typeof call === 'function').call
