export type { DType, TensorData, TypedArray } from './codegen/ir/value.js'
export type { CompiledGraph, TensorSpec } from './codegen/onnx/emit.js'
export { type DeclaredTensor, type ModelDescription, readModel } from './codegen/onnx/read.js'
export * from './codegen/optimizers/index.js'
export { type ClientOptions, emitClient } from './codegen/typescript/client.js'
export type { ActivationName } from './dsl/activations.js'
export { block } from './dsl/block.js'
export type { CompileOptions, OptimizerLike } from './dsl/compile.js'
export { type Initializer, type InitializerName, initializers } from './dsl/initializers.js'
export type { Layer } from './dsl/layer.js'
export * from './dsl/layers/index.js'
export { type Loss, type LossName, losses } from './dsl/losses.js'
export { type Metric, type MetricName, metrics } from './dsl/metrics.js'
export { l1, l1l2, l2, type Regularizer } from './dsl/regularizers.js'
export { input, type Model, type Sequential, sequential } from './dsl/sequential.js'
export type { Callback, Logs, Run } from './runtime/callback.js'
export { type EarlyStoppingOptions, earlyStopping } from './runtime/early-stopping.js'
export { DivergenceError } from './runtime/finite.js'
export type { History } from './runtime/fit.js'
export { type LoadedModel, loadModel } from './runtime/onnx-file.js'
export { type ProgressOptions, progress } from './runtime/progress.js'
export { DeviceError } from './runtime/runtime-errors.js'
export type { Device, SessionOptions } from './runtime/session.js'
export { Tensor, tensor } from './runtime/tensor.js'
export type {
  BatchOptions,
  Figures,
  FitOptions,
  InferenceOptions,
  Trainer,
  TrainingOptions,
} from './runtime/trainer.js'
export { type Dim, type Shape, ShapeError } from './shapes/dim.js'
