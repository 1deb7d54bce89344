import { checkOptions } from '../codegen/known-options.js'
import {
  adadelta,
  adafactor,
  adagrad,
  adam,
  adamax,
  adamw,
  ftrl,
  lamb,
  lion,
  muon,
  nadam,
  rmsprop,
  scheduleFreeAdamw,
  sgd,
} from '../codegen/optimizers/index.js'
import { isMultiOptimizer } from '../codegen/optimizers/multi-optimizer.js'
import { isOptimizer } from '../codegen/optimizers/optimizer.js'
import { Trainer } from '../runtime/trainer.js'
import type { TrainerOptions } from '../runtime/trainer-options.js'
import type { SeriesSentence, TargetKind } from '../shapes/data.js'
import { describeValue } from '../shapes/describe-value.js'
import type { Guard, Shape } from '../shapes/dim.js'
import type { OneForSeveral, UnknownOutput, WrongEntries } from '../shapes/per-output.js'
import { byName, type MakerOf } from './by-name.js'
import type { Seen } from './layer.js'
import type { Loss } from './losses/loss.js'
import type { LossLike, TargetKindOf } from './losses/resolve.js'
import { loweredProgram } from './lowered-program.js'
import type { Metric } from './metrics/metric.js'
import type { Misfit } from './metrics/misfit.js'
import type { MetricLike } from './metrics/resolve.js'
import type { Model } from './model.js'
import type { AnyOptimizer } from './optimizer-groups.js'
import { makeProgram } from './program.js'
import { type TuneOptions, tuned } from './tune.js'

const optimizers = {
  adadelta,
  adafactor,
  adagrad,
  adam,
  adamax,
  adamw,
  ftrl,
  lamb,
  lion,
  muon,
  nadam,
  rmsprop,
  scheduleFreeAdamw,
  sgd,
} as const

export type OptimizerName = keyof typeof optimizers
export type OptimizerLike = OptimizerName | AnyOptimizer

/** One T for the output; or one for each of several, given as the outputs are: a list, or by name. */
type ForOutputs<O, T> = O extends Shape
  ? T
  : O extends readonly unknown[]
    ? { readonly [K in keyof O]: T | null | undefined }
    : { readonly [K in keyof O]?: T | null | undefined }

/** What makes a loss, and is none before it is called. */
type LossMaker = (...options: never[]) => Loss

/** What is taken for one loss where the types of losses are inferred: any word, so that an error is about a misspelt one alone. */
type Given = LossLike | LossMaker | string

/** A loss for the outputs: of several, one that is for all of them, or one for each. The empty list makes lists infer as tuples. */
export type LossesFor<O> =
  | Given
  | (O extends Shape
      ? never
      : O extends readonly unknown[]
        ? readonly (Given | null | undefined)[] | readonly []
        : ForOutputs<O, Given>)

/** The losses L, or in place of one, or of a list, the sentence that says why it is not as the outputs O are. */
type LossArgument<L, O> = [LossesFor<O>] extends [L]
  ? O extends Shape
    ? LossLike
    : LossLike | ForOutputs<O, LossLike>
  : L extends Given
    ? OneLoss<L, O, LossLike>
    : O extends readonly unknown[]
      ? Listed<L, O>
      : { readonly [K in keyof L]: K extends keyof O ? OneLoss<L[K], O[K]> : UnknownOutput<'loss', K & string> }

/** A loss L of the output O itself; all losses for a word that names none; or the sentence for what makes one, or cannot be of O. */
type OneLoss<L, O, All = LossLike | null | undefined> = L extends All
  ? L extends 'ctc' | Loss<'labelSequence'>
    ? Guard<SeriesSentence<L extends string ? L : 'ctc', O>, L>
    : L
  : L extends LossMaker
    ? MakerOf<'loss'>
    : All

type Listed<L, O extends readonly unknown[]> = L extends readonly unknown[]
  ? number extends L['length'] | O['length']
    ? L
    : L['length'] extends O['length']
      ? { readonly [I in keyof L]: OneLoss<L[I], O[I & keyof O]> }
      : WrongEntries<'loss', O['length'], L['length']>
  : L

/** What makes a metric, and is none before it is called. */
type MetricMaker = (...options: never[]) => Metric

/**
 * Lists of metrics, as the outputs O are; or the sentence where M is one list, but the outputs are several; or a list with that for
 * what makes a metric, and for a metric that does not fit the targets of the losses, of kinds K, in its place.
 */
type MetricsArgument<Option extends string, M, O, K> =
  | (ForOutputs<O, readonly MetricLike[]> &
      (true extends IsOneList<M, O> | HasMaker<M> | HasMisfit<M, O, K> ? never : unknown))
  | (IsOneList<M, O> extends true ? OneForSeveral<Option> : never)
  | (HasMaker<M> extends true ? { readonly [I in keyof M]: OneMetric<M[I]> } : never)
  | (HasMisfit<M, O, K> extends true
      ? O extends Shape
        ? FittingMetrics<M, K>
        : { readonly [I in keyof M]: I extends keyof K ? FittingMetrics<M[I], K[I]> : M[I] }
      : never)
  | Seen<M>

/** Whether M is a list in which something makes a metric, and is none. */
type HasMaker<M> = M extends readonly (infer One)[]
  ? [Extract<Exclude<One, MetricLike>, MetricMaker>] extends [never]
    ? false
    : true
  : false

type OneMetric<T> = T extends MetricLike ? MetricLike : T extends MetricMaker ? MakerOf<'metric'> : MetricLike

/** Whether a metric of M, a list or lists as the outputs O are, does not fit the targets of its loss, of kinds K. */
type HasMisfit<M, O, K> = [
  O extends Shape ? MisfitsOf<M, K> : { [I in keyof M & keyof K]: MisfitsOf<M[I], K[I]> }[keyof M & keyof K],
] extends [never]
  ? false
  : true

/** The sentences for metrics of a list that do not fit targets of kind K. */
type MisfitsOf<List, K> = List extends readonly unknown[] ? { [I in keyof List]: Misfit<List[I], K> }[number] : never

type FittingMetrics<List, K> = {
  readonly [I in keyof List]: [Misfit<List[I], K>] extends [never] ? List[I] : Misfit<List[I], K>
}

/** Whether M is a list of words where there is a list of outputs. */
type IsOneList<M, O> = O extends Shape
  ? false
  : O extends readonly unknown[]
    ? M extends readonly [string, ...string[]]
      ? true
      : false
    : false

/** What each output is compared with under its loss; undefined for one without a loss. */
export type TargetKindsOf<L, O> = L extends LossLike
  ? O extends Shape
    ? TargetKindOf<L>
    : { readonly [K in keyof O]: TargetKindOf<L> }
  : L extends Given
    ? // after an error, on which nothing may follow
      O extends Shape
      ? TargetKind
      : { readonly [K in keyof O]: TargetKind }
    : {
        readonly [K in keyof O]: K extends keyof L
          ? L[K] extends LossLike
            ? TargetKindOf<L[K]>
            : undefined
          : undefined
      }

export interface CompileOptions<L, O = Shape, M = unknown, W = unknown> extends TrainerOptions {
  /** By name with Keras's defaults, or made: adam({ learningRate: 3e-4 }). Default 'rmsprop', as in Keras. */
  readonly optimizer?: OptimizerName | AnyOptimizer | undefined
  /** Of several outputs: one for each, in a list or by name as they are; null for one that has none. One alone is for all. */
  readonly loss: LossArgument<L, O>
  /** How much each output's loss counts in the total; default 1. */
  readonly lossWeights?: ForOutputs<O, number> | undefined
  /** Of several outputs: a list for each. */
  readonly metrics?: MetricsArgument<'metrics', M, O, TargetKindsOf<L, O>> | undefined
  /** Metrics weighted by the sample weights, as `metrics` are not. One that both name is `weighted_NAME` here. */
  readonly weightedMetrics?: MetricsArgument<'weightedMetrics', W, O, TargetKindsOf<L, O>> | undefined
  /**
   * Measures first, on this machine, which lowering of each part of the training graph is the fastest, and keeps that in a file for
   * the next time; default false: what was measured elsewhere. Results differ by rounding.
   */
  readonly tune?: boolean | TuneOptions | undefined
}

const resolveOptimizer = (like: OptimizerLike): AnyOptimizer =>
  byName<AnyOptimizer>('optimizer', optimizers, like, (one) => isMultiOptimizer(one) || isOptimizer(one))

const known = {
  optimizer: true,
  loss: true,
  lossWeights: true,
  metrics: true,
  seed: true,
  device: true,
  threads: true,
  flushDenormals: true,
  stepsPerExecution: true,
  tune: true,
  weightedMetrics: true,
} as const

/** A trainer for the model: its program, and the first weights. */
export const compile = async (model: Model, options: CompileOptions<LossLike>): Promise<Trainer> => {
  checkOptions('compile', options, known)
  const { optimizer = 'rmsprop', loss, lossWeights, metrics, weightedMetrics, tune = false, ...rest } = options
  const objective = { optimizer: resolveOptimizer(optimizer), loss, lossWeights, metrics, weightedMetrics }
  const program = loweredProgram(makeProgram(model, objective), rest)
  if (typeof tune !== 'boolean' && !(typeof tune === 'object' && tune !== null))
    throw new TypeError(`compile: tune must be true, false or { batchSize, file }, got ${describeValue(tune)}`)
  return Trainer.create(tune ? await tuned(program, tune === true ? {} : tune, rest) : program, rest)
}
