import type { Value } from '../ir/value.js'

const known = new WeakMap<Value, boolean>()

/**
 * Whether a value was transposed, as what a convolution gives is, and since then gone over element by element only: such transposes are
 * moved on, past what runs in any order of axes, and often cancel.
 */
export const comesTransposed = (value: Value): boolean => {
  const seen = new Set([value])
  for (const one of seen) {
    const { node, shape } = one
    const before = known.get(one)
    // by its name, since operators know their lowerings
    if (before || (node.kind === 'op' && node.rule.name === 'transpose')) {
      known.set(value, true)
      return true
    }
    if (before === false || node.kind !== 'op' || !(node.rule.elementwise || node.rule.anyOrder)) continue
    for (const operand of node.inputs) if (operand.shape.length === shape.length) seen.add(operand)
  }
  for (const one of seen) known.set(one, false)
  return false
}
