import { rebuild } from '../ir/rewrite.js'
import type { OpNode, Value } from '../ir/value.js'

/** A value of a scan's step as the graph around the scan has it: [time, …], or the same in every step. */
export interface Lifted {
  readonly value: Value
  readonly steps: boolean
}

export type Lift = (value: Value) => Lifted | null

/** Finds what the graph around the scan has for a value of a step, or computes it there; null for what `pending` decides. */
export const lifter = (known: ReadonlyMap<Value, Lifted>, pending: ReadonlySet<Value>): Lift => {
  const found = new Map<Value, Lifted | null>(known)
  const lift = (value: Value): Lifted | null => {
    const before = found.get(value)
    if (before !== undefined) return before
    const lifted = lifted1(value)
    found.set(value, lifted)
    return lifted
  }
  const lifted1 = (value: Value): Lifted | null => {
    const { node } = value
    if (pending.has(value)) return null
    if (node.kind !== 'op') return { value, steps: false }
    const operands = node.inputs.map(lift)
    if (operands.some((operand) => operand === null)) return null
    const steps = operands.some((operand) => operand?.steps)
    if (steps && !worksOnAllSteps(node, operands as Lifted[])) return null
    return {
      value: rebuild(
        node,
        operands.map((operand) => (operand as Lifted).value),
      )[value.index] as Value,
      steps,
    }
  }
  return lift
}

/** Whether an op on steps may as well run on [time, …]: element by element, with operands that broadcast the same way. */
const worksOnAllSteps = ({ rule, attributes, inputs, outputs }: OpNode, operands: readonly Lifted[]): boolean =>
  rule.elementwise === true &&
  !('shape' in attributes) &&
  operands.every(({ steps }, i) => !steps || inputs[i]?.shape.length === outputs[0]?.shape.length)
