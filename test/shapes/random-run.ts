import type { TensorData } from '../../src/codegen/ir/value.js'
import { predictionProgram } from '../../src/dsl/inference.js'
import { weightsOf } from '../../src/dsl/weights.js'
import { type Model, type Sequential, type Shape, type SymbolicTensor, Tensor } from '../../src/index.js'
import { nativeTensor } from '../../src/runtime/native-tensor.js'
import { Session } from '../../src/runtime/session.js'
import type { ShapeValue } from '../../src/shapes/dim.js'

/* Models at random in ONNX Runtime. */

const filled = (dtype: 'float32' | 'int32', shape: readonly number[]): TensorData => {
  const { length } = Array.from({ length: shape.reduce((a, b) => a * b, 1) })
  const data = dtype === 'int32' ? new Int32Array(length) : new Float32Array(length)
  return { dtype, shape, data: data.map((_, i) => i % 2) }
}

/** Shapes that ONNX Runtime gives for a model's outputs, when its inputs are of these. Runs the inference graph, with weights of 0. */
export const shapesRun = async (
  model: Model,
  inputs: readonly Pick<SymbolicTensor, 'shape'>[],
): Promise<number[][]> => {
  const weights = weightsOf(model.graph)
  const values = new Map(weights.map(({ name, spec }) => [name, filled('float32', spec.shape)]))
  const program = predictionProgram(model, weights)
  const session = await Session.create(program.inference(values), { threads: 1 })
  try {
    const feeds = model.inputs.map(
      ({ name, dtype }, i) =>
        [name, nativeTensor(filled(dtype as 'float32' | 'int32', inputs[i]?.shape as number[]))] as const,
    )
    const outputs = await session.run(
      Object.fromEntries(feeds),
      Object.fromEntries(model.outputs.map(({ name }) => [name, null])),
    )
    return model.outputs.map(({ name }) => [...(outputs[name]?.dims ?? [])])
  } finally {
    await session.release()
  }
}

/** The shape that a trainer predicts for an input of this shape, and how many numbers its weights hold. */
export const predicted = async (
  chain: Sequential<Shape, Shape, number>,
  input: readonly number[],
): Promise<[ShapeValue, number]> => {
  await using trainer = await chain.compile({ optimizer: 'sgd', loss: 'mse', threads: 1 })
  const { data } = filled('float32', input)
  const { shape } = await trainer.predict(new Tensor(data as Float32Array, input, 'float32'))
  const count = [...trainer.weights().values()].reduce((sum, weight) => sum + weight.data.length, 0)
  return [shape, count]
}
