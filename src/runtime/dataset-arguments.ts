import type { Guard } from '../shapes/dim.js'
import type { Least } from '../shapes/least.js'
import type { Dataset, TensorsOfShapes } from './data/dataset.js'
import type { DatasetFitOptions, FitOptions } from './fit-options.js'
import type { Tensor } from './tensor.js'
import type { ClassWeights, Predictions, Samples, SampleWeights, Targets, Tensors } from './tensor-arguments.js'
import type { DatasetEvaluateOptions, EvaluateOptions } from './trainer-options.js'

/* Calls that take a dataset in the place of tensors: the same sentences, at the dataset. */

/** The sentence in what `Samples` or `Targets` gives, or undefined. */
type SentenceIn<T> = [T] extends [string]
  ? T
  : [T] extends [Tensor]
    ? undefined
    : [Extract<T[keyof T], string>] extends [never]
      ? undefined
      : Least<Extract<T[keyof T], string>>

const noTargets = <const Call extends string>(call: Call) =>
  `${call}: the dataset has no targets; give it some, such as [x, y] in each batch` as const

export const noTargetsError = (call: string): TypeError => new TypeError(noTargets(call))

/** Whether X is a dataset; `any` and `never` stand for tensors. */
type IsDataset<X> = unknown extends X ? false : [X] extends [never] ? false : [X] extends [Dataset] ? true : false

/** Where nothing could be inferred, X is all that the call takes: errors then say what tensors it takes. */
type SamplesAlone<Call extends string, I, X> = unknown extends X
  ? Samples<Call, I, X>
  : [Dataset] extends [X]
    ? Samples<Call, I, Tensors<I>>
    : Samples<Call, I, X>

/** A dataset with targets, or the sentence that says why it does not fit the model. */
type Judgeable<Call extends string, I, O, K, D> =
  D extends Dataset<infer X, infer Y>
    ? [Y] extends [undefined]
      ? ReturnType<typeof noTargets<Call>>
      : Guard<
          SentenceIn<Samples<Call, I, TensorsOfShapes<X>>>,
          Guard<SentenceIn<Targets<Call, I, O, K, TensorsOfShapes<X>, TensorsOfShapes<Y>>>, D>
        >
    : never

/** x of fit and evaluate, or the sentence. */
export type SamplesOrDataset<Call extends string, I, O, K, X> =
  IsDataset<X> extends true ? Judgeable<Call, I, O, K, X> : SamplesAlone<Call, I, X>

/** The shapes of a dataset's samples. */
type XShapes<D> = D extends Dataset<infer X> ? X : never

/** x of predict, or the sentence; targets do not matter. */
export type SamplesOrRows<Call extends string, I, X> =
  IsDataset<X> extends true
    ? Guard<SentenceIn<Samples<Call, I, TensorsOfShapes<XShapes<X>>>>, X>
    : SamplesAlone<Call, I, X>

/** What predict gives. */
export type PredictionsOf<O, I, X> =
  IsDataset<X> extends true ? Predictions<O, I, TensorsOfShapes<XShapes<X>>> : Predictions<O, I, X>

type Validation<I, O, K, VX, VY, VW, V> =
  IsDataset<V> extends true
    ? Judgeable<'fit: validationData', I, O, K, V>
    : readonly [
        x: Samples<'fit: validationData', I, VX>,
        y: Targets<'fit: validationData', I, O, K, VX, VY>,
        sampleWeight?: SampleWeights<'fit: validationData', I, O, K, VX, VW>,
      ]

/** What follows x in fit. */
export type FitArguments<I, O, K, X, Y, W, VX, VY, VW, V> =
  IsDataset<X> extends true
    ? [options?: DatasetFitOptions<Validation<I, O, K, VX, VY, VW, V>, ClassWeights<'fit', O, K>>]
    : [
        y: Targets<'fit', I, O, K, X, Y>,
        options?: FitOptions<
          Validation<I, O, K, VX, VY, VW, V>,
          SampleWeights<'fit', I, O, K, X, W>,
          ClassWeights<'fit', O, K>
        >,
      ]

/** What follows x in evaluate. */
export type EvaluateArguments<I, O, K, X, Y, W> =
  IsDataset<X> extends true
    ? [options?: DatasetEvaluateOptions]
    : [y: Targets<'evaluate', I, O, K, X, Y>, options?: EvaluateOptions<SampleWeights<'evaluate', I, O, K, X, W>>]
