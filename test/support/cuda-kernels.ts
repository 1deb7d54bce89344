import type { DType } from '../../src/codegen/ir/value.js'

/** A kernel of ONNX Runtime's CUDA provider for an operator of the default domain. */
export interface CudaKernel {
  /** The versions of the operator that it is registered for; `to` is left out where that is the newest. */
  readonly from: number
  readonly to?: number
  /** The types that each input may have; the last list is that of all further ones too. */
  readonly inputs: readonly (readonly DType[])[]
  /** Inputs and outputs that it has in the memory of the CPU, by their place. */
  readonly hostInputs?: readonly number[]
  readonly hostOutputs?: readonly number[]
}

const any: readonly DType[] = ['float32', 'float64', 'int32', 'int64', 'uint8', 'bool']
const floats: readonly DType[] = ['float32', 'float64']
const integers: readonly DType[] = ['int32', 'int64']
const wide: readonly DType[] = [...floats, ...integers]
const numbers: readonly DType[] = [...wide, 'uint8']
const bools: readonly DType[] = ['bool']
const int64s: readonly DType[] = ['int64']

const unary = (from: number, types: readonly DType[], to?: number): CudaKernel => ({
  from,
  ...(to !== undefined && { to }),
  inputs: [types],
})

/**
 * What the provider has for operator set 17, of the types that we have: the rows of docs/OperatorKernels.md of ONNX Runtime, section
 * CUDAExecutionProvider, and from the registrations of its kernels which of their inputs and outputs are in the memory of the CPU. It has
 * no MaxUnpool, and no Col2Im.
 */
export const cudaKernels: Readonly<Record<string, CudaKernel>> = {
  Abs: unary(13, numbers),
  Add: unary(14, numbers),
  And: unary(7, bools),
  ArgMax: unary(13, floats),
  AveragePool: unary(11, floats, 18),
  BatchNormalization: unary(15, floats),
  Cast: unary(13, any, 18),
  Compress: { from: 11, inputs: [any, bools] },
  Concat: unary(13, any),
  Conv: unary(11, floats, 21),
  ConvTranspose: unary(11, floats),
  Cos: unary(7, floats),
  CumSum: { from: 14, inputs: [wide, integers], hostInputs: [1] },
  Div: unary(14, numbers),
  Equal: unary(13, [...wide, 'bool']),
  Erf: unary(13, floats),
  Exp: unary(13, floats),
  Expand: { from: 13, inputs: [any, int64s], hostInputs: [1] },
  Flatten: unary(13, any),
  Floor: unary(13, floats),
  GRU: { from: 14, inputs: [floats, floats, floats, floats, ['int32'], floats] },
  Gather: { from: 13, inputs: [any, integers] },
  Greater: unary(13, wide),
  GreaterOrEqual: unary(16, wide),
  HardSigmoid: unary(6, floats, 21),
  Identity: unary(14, any, 18),
  LSTM: { from: 14, inputs: [floats, floats, floats, floats, ['int32'], floats] },
  LayerNormalization: unary(17, floats),
  Less: unary(13, wide),
  LessOrEqual: unary(16, wide),
  Log: unary(13, floats),
  LogSoftmax: unary(13, floats),
  MatMul: unary(13, floats),
  Max: unary(13, wide),
  MaxPool: unary(12, [...floats, 'uint8']),
  Min: unary(13, wide),
  Mul: unary(14, numbers),
  Neg: unary(13, wide),
  Not: unary(1, bools),
  OneHot: { from: 11, inputs: [integers, integers, ['float32', 'int64']], hostInputs: [1, 2] },
  Or: unary(7, bools),
  Pad: { from: 13, to: 17, inputs: [[...floats, 'bool'], int64s, [...floats, 'bool']], hostInputs: [1, 2] },
  Pow: unary(15, wide),
  RNN: { from: 14, inputs: [floats, floats, floats, floats, ['int32'], floats] },
  Range: { from: 11, inputs: [wide], hostInputs: [0, 1, 2] },
  ReduceMax: unary(1, wide, 17),
  ReduceMean: unary(1, [...floats, 'int32'], 17),
  ReduceSum: { from: 13, inputs: [wide, int64s], hostInputs: [1] },
  Relu: unary(14, floats),
  Reshape: { from: 14, to: 18, inputs: [any, int64s], hostInputs: [1] },
  Scan: unary(16, any, 18),
  ScatterElements: { from: 16, to: 17, inputs: [any, integers, any] },
  ScatterND: { from: 16, to: 17, inputs: [any, int64s, any] },
  Shape: { ...unary(15, any, 18), hostOutputs: [0] },
  Sigmoid: unary(13, floats),
  Sign: unary(13, numbers),
  Sin: unary(7, floats),
  Size: { ...unary(13, any), hostOutputs: [0] },
  Slice: { from: 13, inputs: [any, integers], hostInputs: [1, 2, 3, 4] },
  Softmax: unary(13, floats),
  Softplus: unary(1, floats),
  Split: { from: 13, to: 17, inputs: [any, int64s], hostInputs: [1] },
  Sqrt: unary(13, floats),
  Squeeze: { from: 13, to: 20, inputs: [any, int64s], hostInputs: [1] },
  Sub: unary(14, numbers),
  Tanh: unary(13, floats),
  TopK: { from: 11, inputs: [wide, int64s], hostInputs: [1] },
  Transpose: unary(13, any, 20),
  Unsqueeze: { from: 13, to: 20, inputs: [any, int64s], hostInputs: [1] },
  Where: { from: 16, inputs: [bools, numbers] },
}
