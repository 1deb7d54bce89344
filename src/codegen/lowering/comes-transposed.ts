import type { Value } from '../ir/value.js'

/**
 * Whether a value was transposed, as what a convolution gives is, and since then gone over element by element only: such transposes are
 * moved on, past what runs in any order of axes, and often cancel.
 */
export const comesTransposed = (value: Value): boolean => {
  const seen = new Set([value])
  for (const { node, shape } of seen) {
    if (node.kind !== 'op') continue
    const { rule, inputs } = node
    if (rule.name === 'transpose') return true
    if (!rule.elementwise && !rule.anyOrder) continue
    for (const operand of inputs) if (operand.shape.length === shape.length) seen.add(operand)
  }
  return false
}
