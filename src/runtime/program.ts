import type { TensorData, TypedArray } from '../codegen/ir/value.js'
import type { CompiledGraph, TensorSpec } from '../codegen/onnx/emit.js'
import type { Slices } from '../codegen/slices.js'
import type { TargetKind } from '../shapes/data.js'
import type { ShapeValue } from '../shapes/dim.js'

/** One tensor that lives from step to step. */
export interface StateSpec extends TensorSpec {
  readonly shape: readonly number[]
  /** A weight of a layer, an optimizer's slot for one, or the count of steps. */
  readonly role: 'weight' | 'slot' | 'counter'
  /** Its value before the first step. */
  initial(seed: number): TypedArray
  /** The same in slices, where that is an array of its own, of finite numbers: it is drawn when it is first needed. */
  readonly drawing?: ((seed: number) => Slices<TypedArray>) | undefined
}

/** How the inputs, the outputs or the targets of a model are given: one tensor, a list, or by name. */
export type Arrangement = 'one' | 'list' | 'named'

/** The samples of one input: numbers, or ids. The name is also its key where inputs are given by name. */
export interface InputSpec extends TensorSpec {
  /** Where a layer of ids takes them: what errors call the layer, and how many ids there are; else null. */
  readonly ids: { readonly layer: string; readonly count: number } | null
}

/** A target: what a loss compares an output with. */
export interface TargetSpec extends TensorSpec {
  /** What the output is called in y, where targets are given by name. */
  readonly key: string
  /** The output that the loss judges. */
  readonly output: TensorSpec
  /** The name of the graph input for a weight of each loss. */
  readonly weight: string
  readonly kind: TargetKind
  /** The number of classes, for indices of the output's classes or sequences of such; null for other targets. */
  readonly classes: number | null
  /** A label that is none of the classes and may be among them all the same. */
  readonly ignored?: number
}

/** How a graph of training or evaluation is made. */
export interface GraphOptions {
  /** The defaults of the state inputs, for other runtimes. */
  readonly state?: ReadonlyMap<string, TensorData> | undefined
  /** Adds an input for each target, float32: a weight for each loss. */
  readonly sampleWeight?: boolean | undefined
  /** The threads inside one operator where it will run; left out, there may be several. */
  readonly threads?: number | undefined
}

/** How an inference graph is made. */
export interface InferenceGraphOptions {
  /** What the file says of itself. */
  readonly description?: string | undefined
  /** Adds the states of recurrent layers as inputs, and the last ones as outputs `NAME:next`. */
  readonly states?: boolean | undefined
}

/**
 * The output that says how much a batch counts in the epoch's mean of a metric: the sum of its weights. Where a graph has
 * none, a batch counts by its rows. Where that sum is 0, the metric is the sum of its weighted values.
 */
export const weightOutput = (metric: string): string => `${metric}:weight`

/** The output that holds the sums of a batch which a metric follows from, one after the other, where it is no mean. */
export const sumsOutput = (metric: string): string => `${metric}:sums`

/** A figure, or several, that follow from sums over all samples. */
export interface Streaming {
  /** What the figures are called. */
  readonly figures: readonly string[]
  /** The figures, by the totals of the sums over all batches. */
  result(totals: Float64Array): readonly number[]
}

/** A metric: an output NAME, the mean over the batch; or `NAME:sums` with what follows from their totals. */
export interface MetricSpec {
  readonly name: string
  readonly streaming: Streaming | null
}

/** What a model can run without training, as ONNX graphs made on demand. */
export interface PredictionProgram {
  readonly inputs: readonly InputSpec[]
  readonly inputArrangement: Arrangement
  /** All that predict gives, in order. */
  readonly outputs: readonly TensorSpec[]
  readonly outputArrangement: Arrangement
  /** The outputs' shapes for inputs of these shapes, dims that `outputs` leaves open included. Throws ShapeError. */
  outputShapes(inputs: readonly ShapeValue[]): readonly ShapeValue[]
  /** Inputs: inputs, weights. Outputs: the model's, all of them. */
  prediction(): CompiledGraph
  /** The same in slices. */
  predicting?(): Slices<CompiledGraph>
  /** For other runtimes: inputs to outputs, the weights inside. Throws TypeError where states are asked for and there are none. */
  inference(weights: ReadonlyMap<string, TensorData>, options?: InferenceGraphOptions): CompiledGraph
  /** The same in slices. */
  inferring?(weights: ReadonlyMap<string, TensorData>, options?: InferenceGraphOptions): Slices<CompiledGraph>
}

/** A step size that the training graph computes by itself. */
export interface ComputedRate {
  /** What it is behind so many steps. Throws TypeError where there is none for all weights. */
  at(step: number): number
  /** Why it cannot be set, and what to do. */
  readonly refusal: string
}

/** The graph of one step of training, or that of several. */
export type TrainingKind = 'step' | 'steps'

/** The graph of an evaluation of one batch, or of several. */
export type EvaluationKind = 'evaluation' | 'evaluations'

/** Everything that a compiled model can run. */
export interface Program extends PredictionProgram {
  /** One for each output that has a loss. */
  readonly targets: readonly TargetSpec[]
  readonly targetArrangement: Arrangement
  /** The metrics, beside 'loss': outputs of their own. */
  readonly metrics: readonly MetricSpec[]
  readonly state: readonly StateSpec[]
  readonly learningRate: number | ComputedRate
  /** Weights that at the end of a fit take the values of other state, by name: their moving averages. */
  readonly finalValues?: ReadonlyMap<string, string> | undefined
  /**
   * Inputs: inputs, targets, 'learning_rate' unless it is computed, 'seed', all state. Outputs: 'loss', metrics, their weights or
   * sums, and `name:next` of
   * what changes.
   */
  step(options?: GraphOptions): CompiledGraph
  /** The same for several steps: inputs and targets are [steps, …], a batch for each, and so are figures; the state is that behind the last. */
  steps?(options?: GraphOptions): CompiledGraph
  /** Either of these in slices. */
  training?(kind: TrainingKind, options?: GraphOptions): Slices<CompiledGraph>
  /** In slices, what tells whether a step of so many rows takes less time in one thread than in two. */
  smallSteps?(): Slices<(rows: number) => boolean>
  /** Inputs: inputs, targets, weights. Outputs: 'loss', metrics, and their weights or sums. */
  evaluation(options?: GraphOptions): CompiledGraph
  /** The same for several batches: inputs, targets and figures are [steps, …]. */
  evaluations?(options?: GraphOptions): CompiledGraph
  /** Either of these in slices. */
  evaluating?(kind: EvaluationKind, options?: GraphOptions): Slices<CompiledGraph>
  /** What another model runs with the weights of this one, by the layers that they share. Throws TypeError for one with others, or none. */
  submodel(part: unknown): PredictionProgram
}
