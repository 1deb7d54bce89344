import { checkGraph } from '../../src/codegen/ir/check.js'
import type { Graph } from '../../src/codegen/ir/graph.js'
import { input, type TensorData, type Value } from '../../src/codegen/ir/value.js'
import { emitModel } from '../../src/codegen/onnx/emit.js'
import { nativeTensor } from '../../src/runtime/native-tensor.js'
import { Session } from '../../src/runtime/session.js'

/** A tensor as golden files hold it. */
export interface Golden {
  readonly dtype: TensorData['dtype']
  readonly shape: readonly number[]
  readonly data: readonly number[]
}

const arrays = {
  float32: Float32Array,
  float64: Float64Array,
  int32: Int32Array,
  uint8: Uint8Array,
  bool: Uint8Array,
} as const

export const fromGolden = ({ dtype, shape, data }: Golden): TensorData => ({
  dtype,
  shape,
  data: dtype === 'int64' ? BigInt64Array.from(data, BigInt) : new arrays[dtype](data),
})

export const floats = (shape: readonly number[], data: readonly number[]): TensorData => ({
  dtype: 'float32',
  shape,
  data: Float32Array.from(data),
})

/** Numbers of a tensor, whatever its dtype. */
export const numbers = ({ data }: Pick<TensorData, 'data'>): number[] =>
  Array.from(data as ArrayLike<number | bigint>, Number)

/** Emits a graph, checks it, and runs it once in ONNX Runtime. */
export const runGraph = async (
  graph: Graph,
  feeds: Readonly<Record<string, TensorData>>,
  { threads = 1 }: { readonly threads?: number } = {},
): Promise<Map<string, TensorData>> => {
  checkGraph(graph, 'building')
  const session = await Session.create(emitModel(graph, { name: 'test' }), { threads })
  try {
    const native = Object.fromEntries(Object.entries(feeds).map(([name, data]) => [name, nativeTensor(data)]))
    const outputs = await session.run(native, Object.fromEntries([...graph.outputs.keys()].map((name) => [name, null])))
    return new Map(
      Object.entries(outputs).map(([name, { type, dims, data }]) => [
        name,
        { dtype: type, shape: dims, data } as unknown as TensorData,
      ]),
    )
  } finally {
    await session.release()
  }
}

/** Runs `build` on inputs of the given values; with `batch`, their first axis is symbolic. */
export const evaluate = async (
  build: (...inputs: Value[]) => Readonly<Record<string, Value>>,
  values: readonly TensorData[],
  { batch = false }: { readonly batch?: boolean } = {},
): Promise<Map<string, TensorData>> => {
  const inputs = values.map(({ dtype, shape }, i) =>
    input(`in${i}`, dtype, batch && shape.length > 0 ? ['batch', ...shape.slice(1)] : shape),
  )
  const outputs = new Map(Object.entries(build(...inputs)))
  return runGraph({ inputs, outputs }, Object.fromEntries(values.map((value, i) => [`in${i}`, value])))
}

/** The largest difference, relative to 1 or the larger magnitude expected. */
export const distance = (got: readonly number[], expected: readonly number[]): number => {
  if (got.length !== expected.length) return Number.POSITIVE_INFINITY
  return got.reduce((worst, x, i) => {
    const want = expected[i] as number
    const gap = x === want ? 0 : Math.abs(x - want) / Math.max(1, Math.abs(want))
    return Number.isNaN(gap) ? Number.POSITIVE_INFINITY : Math.max(worst, gap)
  }, 0)
}
