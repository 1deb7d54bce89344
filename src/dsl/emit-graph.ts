import { checkGraph } from '../codegen/ir/check.js'
import type { Graph } from '../codegen/ir/graph.js'
import type { TensorData, Value } from '../codegen/ir/value.js'
import { type CompiledGraph, emittingModel } from '../codegen/onnx/emit.js'
import { type Pass, passed } from '../codegen/passes/index.js'
import { atOnce, type Slices } from '../codegen/slices.js'

/** Writes a graph as ONNX, after the passes and further ones. `kind` is its name, as viewers show it. */
export const emitGraph = (...graph: Parameters<typeof emittingGraph>): CompiledGraph => atOnce(emittingGraph(...graph))

/** The same in slices. */
export function* emittingGraph(
  { inputs, outputs: made }: Graph,
  kind: string,
  values: ReadonlyMap<string, TensorData> = new Map(),
  description = '',
  further: readonly Pass[] = [],
): Slices<CompiledGraph> {
  const replaced = yield* passed([...made.values()], further)
  const outputs = new Map([...made.keys()].map((name, i) => [name, replaced[i] as Value]))
  checkGraph({ inputs, outputs }, 'the passes')
  yield
  return yield* emittingModel({ inputs, outputs }, { name: kind, values, description })
}
