import { type Replace, rebuild, rewriting } from '../ir/rewrite.js'
import { type ConstantNode, constantKey, type Value } from '../ir/value.js'
import { atOnce, type Slices } from '../slices.js'

/**
 * Computes each thing once: nodes of one op, one set of attributes and the same inputs become the first of them. Sizes of tensors of
 * one shape are one thing.
 */
export const shareSubexpressions = (outputs: readonly Value[]): Value[] => atOnce(sharing(outputs))

/** The same in slices. `make` makes each of them, by default as it is. */
export const sharing = (outputs: readonly Value[], make: Replace = rebuild): Slices<Value[]> => {
  const numbers = new Map<unknown, number>()
  const numberOf = (thing: unknown): number => {
    const number = numbers.get(thing) ?? numbers.size
    numbers.set(thing, number)
    return number
  }
  const made = new Map<string, readonly Value[]>()
  return rewriting(outputs, (node, inputs) => {
    const of = node.rule.ofShape ? sizedContentOf : contentOf
    const operands = inputs.map((value) => numberOf(of(value)))
    const key = `${numberOf(node.rule)} ${operands.join()} ${textOf(node.attributes)}`
    const values = made.get(key) ?? make(node, inputs)
    made.set(key, values)
    return values
  })
}

/** A symbol is one length throughout a graph; unknown dims are any. */
const sizedContentOf = (value: Value): unknown =>
  value.shape.includes(null) ? contentOf(value) : `shape ${value.shape.join()}`

/** Attributes and constants outlive the rewriting of graphs, which happens several times to each. */
const texts = new WeakMap<object, string>()
const remembered = (of: object, make: () => string): string => {
  const known = texts.get(of)
  if (known !== undefined) return known
  const text = make()
  texts.set(of, text)
  return text
}

const textOf = (attributes: object): string => remembered(attributes, () => JSON.stringify(attributes))

/** Constants are the same where their bits are; other values where they are one. */
const contentOf = (value: Value): unknown => (value.node.kind === 'constant' ? keyOf(value, value.node) : value)

const keyOf = (value: Value, { data }: ConstantNode): string => remembered(value, () => constantKey({ ...value, data }))
