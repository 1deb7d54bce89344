import { checkOptions } from '../codegen/known-options.js'
import type { Optimizer } from '../codegen/optimizers/index.js'
import { adam, adamw, rmsprop, sgd } from '../codegen/optimizers/index.js'
import type { SessionOptions } from '../runtime/session.js'
import { Trainer } from '../runtime/trainer.js'
import type { Shape } from '../shapes/dim.js'
import type { UnknownOutput, WrongEntries } from '../shapes/per-output.js'
import { byName } from './by-name.js'
import type { LossLike, TargetKindOf } from './losses/resolve.js'
import type { MetricLike } from './metrics/resolve.js'
import type { Model } from './model.js'
import { makeProgram } from './program.js'

const optimizers = { adam, adamw, rmsprop, sgd } as const

export type OptimizerName = keyof typeof optimizers
export type OptimizerLike = OptimizerName | Optimizer

/** One T for the output; or one for each of several, given as the outputs are: a list, or by name. */
type ForOutputs<O, T> = O extends Shape
  ? T
  : O extends readonly unknown[]
    ? { readonly [K in keyof O]: T | null | undefined }
    : { readonly [K in keyof O]?: T | null | undefined }

/** A loss for the outputs: of several, one that is for all of them, or one for each. The empty list makes lists infer as tuples. */
export type LossesFor<O> = O extends Shape
  ? LossLike
  : O extends readonly unknown[]
    ? LossLike | readonly (LossLike | null | undefined)[] | readonly []
    : LossLike | ForOutputs<O, LossLike>

/** The losses L, or in place of one, or of a list, the sentence that says why it is not as the outputs O are. */
type LossArgument<L, O> = [LossesFor<O>] extends [L] ? LossLike | ForOutputs<O, LossLike> : ArrangedLosses<L, O>

type ArrangedLosses<L, O> = L extends LossLike
  ? L
  : O extends Shape
    ? L
    : O extends readonly unknown[]
      ? Listed<L, O>
      : { readonly [K in keyof L]: K extends keyof O ? L[K] : UnknownOutput<'loss', K & string> }

type Listed<L, O extends readonly unknown[]> = L extends readonly unknown[]
  ? number extends L['length'] | O['length']
    ? L
    : L['length'] extends O['length']
      ? L
      : WrongEntries<'loss', O['length'], L['length']>
  : L

/** What each output is compared with under its loss; undefined for one without a loss. */
export type TargetKindsOf<L, O> = L extends LossLike
  ? O extends Shape
    ? TargetKindOf<L>
    : { readonly [K in keyof O]: TargetKindOf<L> }
  : {
      readonly [K in keyof O]: K extends keyof L ? (L[K] extends LossLike ? TargetKindOf<L[K]> : undefined) : undefined
    }

export interface CompileOptions<L, O = Shape> extends SessionOptions {
  /** By name with Keras's defaults, or made: adam({ learningRate: 3e-4 }). Default 'rmsprop', as in Keras. */
  readonly optimizer?: OptimizerLike | undefined
  /** Of several outputs: one for each, in a list or by name as they are; null for one that has none. One alone is for all. */
  readonly loss: LossArgument<L, O>
  /** How much each output's loss counts in the total; default 1. */
  readonly lossWeights?: ForOutputs<O, number> | undefined
  /** Of several outputs: a list for each. */
  readonly metrics?: ForOutputs<O, readonly MetricLike[]> | undefined
  /** Metrics weighted by the sample weights, as `metrics` are not. One that both name is `weighted_NAME` here. */
  readonly weightedMetrics?: ForOutputs<O, readonly MetricLike[]> | undefined
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
  lossWeights: true,
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
  const { optimizer = 'rmsprop', loss, lossWeights, metrics, weightedMetrics, ...rest } = options
  const objective = { optimizer: resolveOptimizer(optimizer), loss, lossWeights, metrics, weightedMetrics }
  return Trainer.create(makeProgram(model, objective), rest)
}
