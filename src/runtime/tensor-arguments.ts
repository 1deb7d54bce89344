import type { Predicted, RowsSentence, SampleSentence, TargetKind, TargetSentence } from '../shapes/data.js'
import type { Guard, Shape } from '../shapes/dim.js'
import type { ClassWeightSentence, WeightSentence } from '../shapes/sample-weight.js'
import type { ClassWeight } from './class-weight.js'
import type { Tensor } from './tensor.js'

/** x, or the sentence that says why the samples do not fit the model's input I. */
export type Samples<Call extends string, I, X extends Shape> = Guard<SampleSentence<Call, I, X>, Tensor<X>>

/** What a loss is of: the first of several outputs. */
type Judged<Output> = Output extends readonly [infer First extends readonly unknown[], ...unknown[]] ? First : Output

/** y, or the sentence that says why the targets fit neither the model's output O under its loss, nor the rows of x. */
export type Targets<Call extends string, K extends TargetKind, O, X, Y extends Shape> = Guard<
  TargetSentence<Call, K, Judged<O>, Y>,
  Guard<RowsSentence<Call, X, Y>, Tensor<Y>>
>

/** Sample weights, or the sentence that says why they fit neither the losses of output O, nor the rows of x. */
export type SampleWeights<Call extends string, O, X, W extends Shape> = Guard<
  WeightSentence<Call, Judged<O>, W>,
  Guard<RowsSentence<Call, X, W, 'sampleWeight'>, Tensor<W>>
>

/** Class weights, or the sentence that says why the rows of output O have no class. */
export type ClassWeights<Call extends string, O> = Guard<ClassWeightSentence<Call, Judged<O>>, ClassWeight>

/** What predict gives on samples of shape X for the output Output; a tuple of tensors where that is a tuple of shapes. */
export type Predictions<Output, X> = unknown extends Output
  ? Tensor<Shape, 'float32'>
  : Output extends readonly [readonly unknown[], ...unknown[]]
    ? { -readonly [K in keyof Output]: Tensor<Predicted<Output[K], X>, 'float32'> }
    : Tensor<Predicted<Output, X>, 'float32'>
