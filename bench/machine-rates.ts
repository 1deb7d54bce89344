import { input } from '../src/codegen/ir/value.js'
import * as ops from '../src/codegen/ops/index.js'
import { emitGraph } from '../src/dsl/emit-graph.js'
import { nativeTensor } from '../src/runtime/native-tensor.js'
import { Session } from '../src/runtime/session.js'
import type { Rates } from './contestant.js'

/** The shortest of some runs, in seconds. */
const shortest = async (runs: number, run: () => unknown): Promise<number> => {
  let best = Number.POSITIVE_INFINITY
  for (let i = 0; i < runs; i++) {
    const begun = performance.now()
    await run()
    best = Math.min(best, (performance.now() - begun) / 1000)
  }
  return best
}

/** Operations a second of a product of two square matrices of float32. */
const gemmRate = async (size: number): Promise<number> => {
  const [a, b] = [input('a', 'float32', [size, size]), input('b', 'float32', [size, size])]
  const session = await Session.create(
    emitGraph({ inputs: [a, b], outputs: new Map([['c', ops.matmul(a, b)]]) }, 'gemm'),
  )
  const matrix = () =>
    nativeTensor({ dtype: 'float32', shape: [size, size], data: new Float32Array(size * size).fill(0.5) })
  const [feeds, into] = [{ a: matrix(), b: matrix() }, { c: matrix() }]
  const seconds = await shortest(12, () => session.run(feeds, into))
  await session.release()
  return (2 * size ** 3) / seconds
}

/** The best that this machine does by ONNX Runtime, and by copying 128 MB. */
export const machineRates = async (): Promise<Rates> => {
  let gemm = 0
  for (const size of [512, 1024, 2048]) gemm = Math.max(gemm, await gemmRate(size))
  const [from, to] = [new Float32Array(2 ** 25).fill(1), new Float32Array(2 ** 25)]
  const seconds = await shortest(12, () => to.set(from))
  return { gemm, copy: (2 * from.byteLength) / seconds }
}
