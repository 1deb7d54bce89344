import { bodyParameter } from '../ir/body.js'
import { countUses } from '../ir/graph.js'
import type { Ops } from '../ir/op.js'
import { rebuild } from '../ir/rewrite.js'
import type { Value } from '../ir/value.js'
import type { Lift } from './lift-steps.js'

/** Builds the backward step: what can be had from outside becomes one more sequence in `kept`, or is captured. */
export const stepBuilder = (o: Ops, lift: Lift, kept: Map<Value, Value>, results: readonly Value[]) => {
  const uses = countUses(results)
  /** Of x · a · b with only x still open: x · (a · b), with one product before the scan, not one in each step. */
  const gathered = (value: Value): Value => {
    const [open, factor] = openFactor(value, lift) ?? []
    if (!open || !factor || uses.get(open) !== 1) return value
    const [inner, other] = openFactor(open, lift) ?? []
    return inner && other ? gathered(o.mul(inner, o.mul(other, factor))) : value
  }
  const built = new Map<Value, Value>()
  const build = (value: Value): Value => {
    const before = built.get(value)
    if (before) return before
    const made = built1(value)
    built.set(value, made)
    return made
  }
  const built1 = (value: Value): Value => {
    if (value.node.kind === 'constant') return value
    const lifted = lift(value)
    if (lifted) return lifted.steps ? leafFor(lifted.value, value) : lifted.value
    const whole = gathered(value)
    const { node } = whole
    return node.kind === 'op' ? (rebuild(node, node.inputs.map(build))[whole.index] as Value) : whole
  }
  const leafFor = (sequence: Value, like: Value): Value => {
    const before = kept.get(sequence)
    if (before) return before
    const leaf = bodyParameter('kept', like)
    kept.set(sequence, leaf)
    return leaf
  }
  return build
}

/** The operand of a product that is still open, and the one that is not. */
const openFactor = ({ node }: Value, lift: Lift): readonly [open: Value, factor: Value] | null => {
  if (node.kind !== 'op' || node.rule.name !== 'mul') return null
  const [a, b] = node.inputs as readonly [Value, Value]
  const [isA, isB] = [lift(a) !== null, lift(b) !== null]
  if (isA === isB) return null
  return isA ? [b, a] : [a, b]
}
