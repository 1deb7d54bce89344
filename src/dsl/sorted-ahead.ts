import { bodyParameter } from '../codegen/ir/body.js'
import { countUses } from '../codegen/ir/graph.js'
import { rebuild, rewriting } from '../codegen/ir/rewrite.js'
import type { OpNode, Value } from '../codegen/ir/value.js'
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
      const flat = flatIn(node.inputs[0] as Value, given)
      if (flat) {
        const { values, positions } = ops.sort(flat)
        return leavesFor(node, [values, positions])
      }
    } else if (node.rule.elementwise && inputs.some((value) => sorted.has(value))) {
      const isScalar = ({ node, shape }: Value) => node.kind === 'constant' && shape.length === 0
      const isAhead = inputs.every((value) => sorted.has(value) || isScalar(value))
      if (isAhead)
        return leavesFor(
          node,
          rebuild(
            node,
            inputs.map((value) => sorted.get(value) ?? value),
          ),
        )
    }
    return rebuild(node, inputs)
  })
  const uses = countUses(ahead)
  const leaves = [...sorted.keys()].filter((leaf) => uses.has(leaf))
  return { results: ahead, leaves, sequences: leaves.map((leaf) => sorted.get(leaf) as Value) }
}

/** All elements of a batch, [elements], of every step: [steps, elements]. */
const flatIn = ({ node, shape }: Value, given: ReadonlyMap<Value, Value>): Value | undefined => {
  if (node.kind !== 'op' || node.rule !== ops.reshape.rule || shape.length !== 1) return undefined
  const whole = wholeOf(node.inputs[0] as Value, given)
  return whole && ops.reshape(whole, [whole.shape[0] ?? null, ...shape])
}

/** A batch of every step, also where it is cast. */
const wholeOf = (value: Value, given: ReadonlyMap<Value, Value>): Value | undefined => {
  const { node, dtype } = value
  if (node.kind !== 'op' || node.rule !== ops.cast.rule) return given.get(value)
  const whole = wholeOf(node.inputs[0] as Value, given)
  return whole && ops.cast(whole, dtype)
}
