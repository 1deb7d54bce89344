import { rebuild, rewrite } from '../ir/rewrite.js'
import { constantKey, type Value } from '../ir/value.js'

/** Computes each thing once: nodes of one op, one set of attributes and the same inputs become the first of them. */
export const shareSubexpressions = (outputs: readonly Value[]): Value[] => {
  const numbers = new Map<unknown, number>()
  const numberOf = (thing: unknown): number => {
    const number = numbers.get(thing) ?? numbers.size
    numbers.set(thing, number)
    return number
  }
  const made = new Map<string, readonly Value[]>()
  return rewrite(outputs, (node, inputs) => {
    const operands = inputs.map((value) => numberOf(contentOf(value)))
    const key = `${numberOf(node.rule)} ${operands.join()} ${JSON.stringify(node.attributes)}`
    const values = made.get(key) ?? rebuild(node, inputs)
    made.set(key, values)
    return values
  })
}

/** Constants are the same where their bits are; other values where they are one. */
const contentOf = (value: Value): unknown =>
  value.node.kind === 'constant' ? constantKey({ ...value, data: value.node.data }) : value
