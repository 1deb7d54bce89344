import { checkGraph } from '../codegen/ir/check.js'
import type { Graph } from '../codegen/ir/graph.js'
import type { TensorData, Value } from '../codegen/ir/value.js'
import { type CompiledGraph, emitModel } from '../codegen/onnx/emit.js'
import { passes } from '../codegen/passes/index.js'

/** Writes a graph as ONNX, after the passes and further ones. `kind` is its name, as viewers show it. */
export const emitGraph = (
  { inputs, outputs: made }: Graph,
  kind: string,
  values: ReadonlyMap<string, TensorData> = new Map(),
  description = '',
  further: readonly ((outputs: readonly Value[]) => readonly Value[])[] = [],
): CompiledGraph => {
  const passed = [...passes, ...further].reduce<readonly Value[]>((values, pass) => pass(values), [...made.values()])
  const outputs = new Map([...made.keys()].map((name, i) => [name, passed[i] as Value]))
  checkGraph({ inputs, outputs }, 'the passes')
  return emitModel({ inputs, outputs }, { name: kind, values, description })
}
