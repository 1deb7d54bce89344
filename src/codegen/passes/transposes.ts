import type { DimValue, ShapeValue } from '../../shapes/dim.js'
import { topologicalOrder } from '../ir/graph.js'
import type { OpRule } from '../ir/op.js'
import { rebuild } from '../ir/rewrite.js'
import { type OpNode, type Value, withScope } from '../ir/value.js'
import * as ops from '../ops/index.js'
import { atOnce, type Slices, takingEach } from '../slices.js'

/** A value that stands for `transpose(base, perm)` until something needs it in its own order. */
interface Laid {
  readonly base: Value
  readonly perm: readonly number[]
}

/**
 * Moves transposes towards the outputs, through every op that does not care for the order of axes, so that neighbours
 * meet and cancel: a chain of `channelsLast` layers then runs in ONNX's order. A transpose is moved past an op only where
 * the op's other operands follow for free; where it moves axes of length 1 only, it becomes a reshape.
 */
export const sinkTransposes = (outputs: readonly Value[]): Value[] => atOnce(sinkingTransposes(outputs))

/** The same in slices. What `leftOut` made is left out: its first operand takes its place. */
export function* sinkingTransposes(outputs: readonly Value[], leftOut?: OpRule): Slices<Value[]> {
  const laid = new Map<Value, Laid>()
  const settled = new Map<Value, Map<string, Value>>()

  const of = (value: Value): Laid => laid.get(value) ?? plain(value)
  const settle = (value: Value): Value => {
    const { base, perm } = of(value)
    if (isIdentity(perm)) return base
    const order = perm.join()
    const known = settled.get(base)?.get(order)
    if (known) return known
    const made = ofSettled(base, order) ?? laidOut(base, perm)
    settled.set(base, (settled.get(base) ?? new Map()).set(order, made))
    return made
  }
  /** What goes element by element over what stands in that order already, such as a square, does so there. */
  const ofSettled = ({ node, index }: Value, order: string): Value | undefined => {
    if (node.kind !== 'op' || !node.rule.elementwise || 'shape' in node.attributes) return undefined
    const inputs = node.inputs.map((value) => settled.get(value)?.get(order))
    return inputs.every((value) => value !== undefined) ? rebuild(node, inputs)[index] : undefined
  }

  yield* takingEach(topologicalOrder(outputs), (node) => {
    const { rule, inputs, scope } = node
    const results = rule === leftOut ? [of(inputs[0] as Value)] : withScope(scope, () => sink(node, of, settle))
    for (const [i, result] of results.entries()) laid.set(node.outputs[i] as Value, result)
  })
  return outputs.map((value) => withScope(value.node.kind === 'op' ? value.node.scope : '', () => settle(value)))
}

/** The node on these inputs; one reshape for one of a reshape, which a transpose may have become. */
const remade = (node: OpNode, inputs: readonly Value[]): readonly Value[] => {
  const [x, dims] = inputs
  const isMoved = node.rule === ops.reshape.rule && x !== node.inputs[0] && !dims
  return isMoved ? [ops.reshape(x as Value, (node.outputs[0] as Value).shape)] : rebuild(node, inputs)
}

const laidOut = (base: Value, perm: readonly number[]): Value =>
  movesUnitAxesOnly(base.shape, perm)
    ? ops.reshape(
        base,
        perm.map((axis) => base.shape[axis] as DimValue),
      )
    : ops.transpose(base, perm)

const sink = (node: OpNode, of: (value: Value) => Laid, settle: (value: Value) => Value): readonly Laid[] => {
  const { rule, inputs, attributes } = node
  if (rule === ops.transpose.rule) {
    const { base, perm } = of(inputs[0] as Value)
    const own = (attributes as { readonly perm: readonly number[] }).perm
    return [{ base, perm: own.map((axis) => perm[axis] as number) }]
  }
  const lead = inputs.map(of).find(({ perm }) => !isIdentity(perm))
  if (lead && (rule.anyOrder || (rule.elementwise && !('shape' in attributes)))) {
    const aligned = inputs.map((value) => align(of(value), lead.perm))
    const rank = node.outputs[0]?.shape.length
    if (rank === lead.perm.length && aligned.every((value) => value !== null)) {
      return rebuild(node, aligned as Value[]).map((base) => ({ base, perm: lead.perm }))
    }
  }
  if (lead && inputs.length === 1 && rule.permute) {
    const permuted = rule.permute(attributes, lead.perm)
    return rebuild(node, [lead.base], permuted.attributes).map((base) => ({ base, perm: permuted.perm }))
  }
  const operands = inputs.map(settle)
  return remade(node, operands).map(plain)
}

/** The operand in the order in which `transpose(…, perm)` gives its own; null where that would cost a transpose. */
const align = ({ base, perm }: Laid, target: readonly number[]): Value | null => {
  if (base.shape.length === 0) return base
  if (perm.length === target.length && perm.every((axis, i) => axis === target[i])) return base
  if (!isIdentity(perm) || base.shape.length > target.length) return null
  const padded: DimValue[] = [...Array(target.length - base.shape.length).fill(1), ...base.shape]
  const inverse = target.map((_, axis) => target.indexOf(axis))
  if (!movesUnitAxesOnly(padded, inverse)) return null
  return ops.reshape(
    base,
    inverse.map((axis) => padded[axis] as DimValue),
  )
}

/** By rank: most values stand in their own order. */
const identities: (readonly number[])[] = []

const identity = (rank: number): readonly number[] => {
  const known = identities[rank] ?? Array.from({ length: rank }, (_, i) => i)
  identities[rank] = known
  return known
}

const plain = (base: Value): Laid => ({ base, perm: identity(base.shape.length) })

const isIdentity = (perm: readonly number[]): boolean =>
  perm === identities[perm.length] || perm.every((axis, i) => axis === i)

/** Whether a transpose leaves the elements where they are; false where that would need run-time dims. */
const movesUnitAxesOnly = (shape: ShapeValue, perm: readonly number[]): boolean => {
  const long = perm.filter((axis) => shape[axis] !== 1)
  const unknown = shape.filter((dim) => typeof dim !== 'number').length
  return unknown <= 1 && long.every((axis, i) => i === 0 || axis > (long[i - 1] as number))
}
