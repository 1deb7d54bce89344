import { bodyParameter } from '../codegen/ir/body.js'
import { countUses } from '../codegen/ir/graph.js'
import { rebuild, rewriting } from '../codegen/ir/rewrite.js'
import { type OpNode, type Value, withScope } from '../codegen/ir/value.js'
import * as ops from '../codegen/ops/index.js'
import type { Slices } from '../codegen/slices.js'

/** A step whose batches come sorted: `leaves` stand for one step of `sequences`, [steps, …] each. */
interface SortedAhead {
  readonly results: readonly Value[]
  readonly leaves: readonly Value[]
  readonly sequences: readonly Value[]
}

/**
 * In slices: what a step sorts of its batch alone, such as the ids of an embedding, is sorted for all steps at once instead, and so is
 * what follows from that element by element. The runtime sorts one row in one thread, and several in as many as there are.
 * `stacked` are the batches of all steps.
 */
export function* sortedAhead(
  results: readonly Value[],
  batches: readonly Value[],
  stacked: readonly Value[],
): Slices<SortedAhead> {
  const given = new Map(batches.map((value, i) => [value, stacked[i] as Value]))
  const sorted = new Map<Value, Value>()
  const leavesFor = (node: OpNode, sequences: readonly Value[]): readonly Value[] =>
    node.outputs.map((value, i) => {
      const leaf = bodyParameter('sorted', value)
      sorted.set(leaf, sequences[i] as Value)
      return leaf
    })
  const ahead = yield* rewriting(results, (node, inputs) => {
    if (node.rule === ops.sort.rule) {
      const made = withScope(node.scope, () => sortedRows(node, given))
      if (made) return leavesFor(node, made)
    } else if (isAhead(node, inputs, sorted)) {
      const whole = inputs.map((value) => sorted.get(value) ?? value)
      return leavesFor(node, rebuild(node, whole))
    }
    return rebuild(node, inputs)
  })
  if (sorted.size === 0) return { results: ahead, leaves: [], sequences: [] }
  const uses = countUses(ahead)
  const leaves = [...sorted.keys()].filter((leaf) => uses.has(leaf))
  return { results: ahead, leaves, sequences: leaves.map((leaf) => sorted.get(leaf) as Value) }
}

/** The outputs of a sort of all elements of a batch, for every step: [steps, elements]. */
const sortedRows = ({ inputs: [x] }: OpNode, given: ReadonlyMap<Value, Value>): readonly Value[] | undefined => {
  const { node, shape } = x as Value
  if (node.kind !== 'op' || node.rule !== ops.reshape.rule || shape.length !== 1) return undefined
  const whole = wholeOf(node.inputs[0] as Value, given)
  if (!whole) return undefined
  const { values, positions } = ops.sort(ops.reshape(whole, [whole.shape[0] ?? null, ...shape]))
  return [values, positions]
}

/** Whether a node goes element by element through what is sorted ahead, and numbers. */
const isAhead = (
  { rule, attributes }: OpNode,
  inputs: readonly Value[],
  sorted: ReadonlyMap<Value, Value>,
): boolean => {
  if (!rule.elementwise || 'shape' in attributes || !inputs.some((value) => sorted.has(value))) return false
  return inputs.every((value) => sorted.has(value) || (value.node.kind === 'constant' && value.shape.length === 0))
}

/** A batch of every step, also where it is cast. */
const wholeOf = (value: Value, given: ReadonlyMap<Value, Value>): Value | undefined => {
  const { node, dtype } = value
  if (node.kind !== 'op' || node.rule !== ops.cast.rule) return given.get(value)
  const whole = wholeOf(node.inputs[0] as Value, given)
  return whole && ops.cast(whole, dtype)
}
