import type { Graph } from '../codegen/ir/graph.js'
import { type InputNode, input, type ParameterNode, parameter, type Value } from '../codegen/ir/value.js'
import * as ops from '../codegen/ops/index.js'
import { passed } from '../codegen/passes/index.js'
import type { Slices } from '../codegen/slices.js'
import { sortedAhead } from './sorted-ahead.js'

const nameOf = ({ node }: Value): string => (node as InputNode | ParameterNode).name

/**
 * In slices, a training step, or an evaluation, over and over, as one graph of the same names: `batches` are inputs [steps, …], a batch
 * for each step; what a step gives as `NAME:next` the next one reads as NAME, and the last one's is given; all else that a step gives
 * is [steps, …].
 */
export function* manySteps({ inputs, outputs }: Graph, batches: readonly Value[]): Slices<Graph> {
  const names = [...outputs.keys()]
  const states = inputs.filter((value) => outputs.has(`${nameOf(value)}:next`))
  const figures = names.filter((name) => !name.endsWith(':next'))
  const next = states.map((value) => `${nameOf(value)}:next`)
  const plain = [...next, ...figures].map((name) => outputs.get(name) as Value)
  const before = states.map((value) => parameter(nameOf(value), value.dtype, value.shape as readonly number[]))
  const stacked = batches.map((value) => input(nameOf(value), value.dtype, ['steps', ...value.shape]))
  const own = new Set([...states, ...batches])
  const { results, leaves, sequences } = yield* sortedAhead(yield* passed(plain), batches, stacked)
  const made = ops.scan({
    states: before,
    sequences: [...stacked, ...sequences],
    taped: false,
    parameters: [...own, ...leaves],
    results,
    captures: inputs.filter((value) => !own.has(value)),
  })
  const given = [...before, ...stacked]
  const outer = new Map([...own].map((value, i) => [value, given[i] as Value]))
  const named = new Map([...next, ...figures].map((name, i) => [name, made[i] as Value]))
  return {
    inputs: inputs.map((value) => outer.get(value) ?? value),
    outputs: new Map(names.map((name) => [name, named.get(name) as Value])),
  }
}
