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

/** A target: what the loss compares the output with. */
export interface TargetSpec extends TensorSpec {
  readonly kind: TargetKind
  /** The number of classes, for class indices; null for other targets. */
  readonly classes: number | null
}

/** Everything that a compiled model can run, as ONNX graphs made on demand. */
export interface Program {
  readonly input: TensorSpec
  readonly target: TargetSpec
  readonly output: TensorSpec
  /** The output's shape for an input of this shape, dims that `output` leaves open included. Throws ShapeError. */
  outputShape(input: ShapeValue): ShapeValue
  /** Names of the metrics; each is an output, the mean over the batch, beside 'loss'. */
  readonly metrics: readonly string[]
  readonly state: readonly StateSpec[]
  readonly learningRate: number
  /**
   * Inputs: input, target, 'learning_rate', 'seed', all state. Outputs: 'loss', metrics, and `name:next` of what changes.
   * For other runtimes `state` gives the state inputs their defaults.
   */
  step(state?: ReadonlyMap<string, TensorData>): CompiledGraph
  /** Inputs: input, target, weights. Outputs: 'loss', metrics. For other runtimes `weights` are the defaults of theirs. */
  evaluation(weights?: ReadonlyMap<string, TensorData>): CompiledGraph
  /** Inputs: input, weights. Output: the model's. */
  prediction(): CompiledGraph
  /** For other runtimes: input to output, the weights inside. The description is what the file says of itself. */
  inference(weights: ReadonlyMap<string, TensorData>, description?: string): CompiledGraph
}
