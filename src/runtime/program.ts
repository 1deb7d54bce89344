import type { TensorData, TypedArray } from '../codegen/ir/value.js'
import type { CompiledGraph, TensorSpec } from '../codegen/onnx/emit.js'
import type { TargetKind } from '../shapes/data.js'
import type { ShapeValue } from '../shapes/dim.js'

/** One tensor that lives from step to step. */
export interface StateSpec extends TensorSpec {
  readonly shape: readonly number[]
  /** A weight of a layer, an optimizer's slot for one, or the count of steps. */
  readonly role: 'weight' | 'slot' | 'counter'
  /** Its value before the first step. */
  initial(seed: number): TypedArray
}

/** The samples: numbers, or ids. */
export interface InputSpec extends TensorSpec {
  /** Where a layer of ids takes them: what errors call the layer, and how many ids there are; else null. */
  readonly ids: { readonly layer: string; readonly count: number } | null
}

/** A target: what the loss compares the output with. */
export interface TargetSpec extends TensorSpec {
  readonly kind: TargetKind
  /** The number of classes, for class indices; null for other targets. */
  readonly classes: number | null
}

/** How a graph of training or evaluation is made. */
export interface GraphOptions {
  /** The defaults of the state inputs, for other runtimes. */
  readonly state?: ReadonlyMap<string, TensorData> | undefined
  /** Adds the input 'sample_weight', float32: a weight for each loss, of the output's shape without its last axis. */
  readonly sampleWeight?: boolean | undefined
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

/** Everything that a compiled model can run, as ONNX graphs made on demand. */
export interface Program {
  readonly input: InputSpec
  readonly target: TargetSpec
  /** What the loss judges. */
  readonly output: TensorSpec
  /** What the last layer gives beside it, such as its states. */
  readonly furtherOutputs: readonly TensorSpec[]
  /** The output's shape for an input of this shape, dims that `output` leaves open included. Throws ShapeError. */
  outputShape(input: ShapeValue): ShapeValue
  /** Names of the metrics; each is an output, the mean over the batch, beside 'loss'. */
  readonly metrics: readonly string[]
  readonly state: readonly StateSpec[]
  readonly learningRate: number
  /**
   * Inputs: input, target, 'learning_rate', 'seed', all state. Outputs: 'loss', metrics and their weights, and `name:next` of
   * what changes.
   */
  step(options?: GraphOptions): CompiledGraph
  /** Inputs: input, target, weights. Outputs: 'loss', metrics and their weights. */
  evaluation(options?: GraphOptions): CompiledGraph
  /** Inputs: input, weights. Outputs: the model's, all of them. */
  prediction(): CompiledGraph
  /** For other runtimes: input to outputs, the weights inside. Throws TypeError where states are asked for and there are none. */
  inference(weights: ReadonlyMap<string, TensorData>, options?: InferenceGraphOptions): CompiledGraph
}
