import { checkOptions } from '../codegen/known-options.js'
import type { Optimizer } from '../codegen/optimizers/index.js'
import { adam, adamw, rmsprop, sgd } from '../codegen/optimizers/index.js'
import type { SessionOptions } from '../runtime/session.js'
import { Trainer } from '../runtime/trainer.js'
import { describeValue } from '../shapes/describe-value.js'
import { byName } from './by-name.js'
import type { LossLike } from './losses.js'
import type { MetricLike } from './metrics.js'
import { makeProgram } from './program.js'
import type { Model } from './sequential.js'

const optimizers = { adam, adamw, rmsprop, sgd } as const

export type OptimizerName = keyof typeof optimizers
export type OptimizerLike = OptimizerName | Optimizer

export interface CompileOptions<L extends LossLike> extends SessionOptions {
  /** By name with Keras's defaults, or made: adam({ learningRate: 3e-4 }). Default 'rmsprop', as in Keras. */
  readonly optimizer?: OptimizerLike | undefined
  readonly loss: L
  readonly metrics?: readonly MetricLike[] | undefined
  /** Metrics weighted by the sample weights, as `metrics` are not. One that both name is `weighted_NAME` here. */
  readonly weightedMetrics?: readonly MetricLike[] | undefined
  /** All randomness follows from it: first weights, shuffling, dropout; default 0. */
  readonly seed?: number | undefined
}

const resolveOptimizer = (like: OptimizerLike): Optimizer =>
  byName<Optimizer>('optimizer', optimizers, like, isOptimizer)

const isOptimizer = ({ update, slots, learningRate }: Partial<Optimizer>): boolean =>
  typeof update === 'function' && Array.isArray(slots) && typeof learningRate === 'number'

const known = {
  optimizer: true,
  loss: true,
  metrics: true,
  seed: true,
  device: true,
  threads: true,
  flushDenormals: true,
  weightedMetrics: true,
} as const

/** A trainer for the model: its program, and the first weights. */
export const compile = async (model: Model, options: CompileOptions<LossLike>): Promise<Trainer> => {
  checkOptions('compile', options, known)
  const { optimizer = 'rmsprop', loss, metrics = [], weightedMetrics = [], ...rest } = options
  for (const [name, list] of Object.entries({ metrics, weightedMetrics })) {
    if (Array.isArray(list)) continue
    throw new TypeError(`compile: ${name} must be a list, such as ['accuracy'], got ${describeValue(list)}`)
  }
  const objective = { optimizer: resolveOptimizer(optimizer), loss, metrics, weightedMetrics }
  return Trainer.create(makeProgram(model, objective), rest)
}
