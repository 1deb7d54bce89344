import { type Body, bodyParameter } from '../ir/body.js'
import { topologicalOrder } from '../ir/graph.js'
import type { Ops, VjpSite } from '../ir/op.js'
import { rebuild } from '../ir/rewrite.js'
import { type ScanAttributes, tapeOf } from '../ir/scan-attributes.js'
import { type OpNode, scalar, type Value } from '../ir/value.js'

/** A value of the forward step as the graph around the scan has it: [time, …], or the same in every step. */
interface Lifted {
  readonly value: Value
  readonly steps: boolean
}

/**
 * Backpropagation through time: a scan from the other end, which carries the gradients of the states. What a step computed
 * on the way is kept, not computed again. Whatever needs no gradient is computed for all steps at once, before the scan;
 * and the gradient of a matrix that each step multiplies by is one product over all steps, after it.
 */
export const scanGradient = (o: Ops, site: VjpSite<ScanAttributes, readonly Value[]>): readonly (Value | null)[] => {
  const { inputs, outputs, attributes, outputGradients, pullback } = site
  const { body, states: stateCount, sequences: sequenceCount, reverse } = attributes
  const given = stateCount + sequenceCount
  const parameters = {
    states: body.parameters.slice(0, stateCount),
    steps: body.parameters.slice(stateCount, given),
    captures: body.parameters.slice(given),
  }
  const results = [...body.results, ...tapeOf(attributes)]

  const incoming = outputGradients.flatMap((gradient, i) =>
    i >= stateCount && gradient
      ? [{ gradient, leaf: bodyParameter('gradient', results[i] as Value), result: results[i] as Value }]
      : [],
  )
  const stateGradients = body.results.slice(0, stateCount).map((result) => bodyParameter('gradient', result))
  const products = laterProducts(body, parameters.captures)
  const summed = parameters.captures.filter((leaf) => isFloat(leaf) && !products.has(leaf))
  const differentiated = parameters.steps.filter(isFloat)
  const multiplied = [...products.values()].flat()
  const gradients = pullback(
    [
      ...stateGradients.map((leaf, i) => [body.results[i] as Value, leaf] as const),
      ...incoming.map(({ result, leaf }) => [result, leaf] as const),
    ],
    [...parameters.states, ...differentiated, ...summed, ...multiplied.map(({ outputs: [y] }) => y as Value)],
  )

  const lift = lifter(
    new Map<Value, Lifted>([
      // of two places for one value the first: what the step puts out anyway
      ...results
        .flatMap((result, i) =>
          i < stateCount ? [] : [[result, { value: outputs[i] as Value, steps: true }] as const],
        )
        .toReversed(),
      ...parameters.steps.map((leaf, i) => [leaf, { value: inputs[stateCount + i] as Value, steps: true }] as const),
      ...parameters.captures.map((leaf, i) => [leaf, { value: inputs[given + i] as Value, steps: false }] as const),
    ]),
    new Set([...stateGradients, ...incoming.map(({ leaf }) => leaf)]),
  )
  const kept = new Map<Value, Value>()
  const step = stepBuilder(o, lift, kept, gradients)
  const back = gradients.map(step)
  // a scan learns from its sequences how long it is
  if (incoming.length + kept.size === 0)
    kept.set(inputs[stateCount] as Value, bodyParameter('step', parameters.steps[0] as Value))
  const scanned = o.scan({
    states: stateGradients.map((leaf, i) => outputGradients[i] ?? zerosLike(o, outputs[i] as Value, leaf)),
    sequences: [...incoming.map(({ gradient }) => gradient), ...kept.keys()],
    reverse: !reverse,
    parameters: [...stateGradients, ...incoming.map(({ leaf }) => leaf), ...kept.values()],
    results: back,
  })
  const at = (value: Value, list: readonly Value[], offset: number) => scanned[offset + list.indexOf(value)] as Value
  const afterSteps = stateCount + differentiated.length
  return [
    ...scanned.slice(0, stateCount),
    ...parameters.steps.map((leaf) => (isFloat(leaf) ? at(leaf, differentiated, stateCount) : null)),
    ...parameters.captures.map((leaf) => {
      if (summed.includes(leaf)) return o.reduceSum(at(leaf, summed, afterSteps), { axes: [0] })
      const terms = (products.get(leaf) ?? []).map((node) =>
        productOverTime(
          o,
          (lift(node.inputs[0] as Value) as Lifted).value,
          scanned[afterSteps + summed.length + multiplied.indexOf(node)] as Value,
        ),
      )
      return terms.length > 0 ? terms.reduce((a, b) => o.add(a, b)) : null
    }),
  ]
}

const isFloat = ({ dtype }: Value): boolean => dtype === 'float32' || dtype === 'float64'

const zerosLike = (o: Ops, final: Value, { dtype, shape }: Value): Value =>
  o.expand(scalar(0, dtype), shape, shape.every((dim) => typeof dim === 'number') ? undefined : o.shapeOf(final))

/** The matrices that steps multiply something of theirs by, and do nothing else with: with the nodes that do so. */
const laterProducts = (body: Body, captures: readonly Value[]): ReadonlyMap<Value, readonly OpNode[]> => {
  const nodes = topologicalOrder(body.results)
  return new Map(
    captures.flatMap((leaf) => {
      const users = nodes.filter(({ inputs }) => inputs.includes(leaf))
      const multiplies = ({ rule, inputs: [a, b] }: OpNode) =>
        rule.name === 'matmul' &&
        b === leaf &&
        a?.shape.length === 2 &&
        leaf.shape.length === 2 &&
        !captures.includes(a)
      return isFloat(leaf) && !body.results.includes(leaf) && users.every(multiplies) ? [[leaf, users] as const] : []
    }),
  )
}

/** Sum over time and batch of transpose(a) · dy, for a [time, batch, n] and dy [time, batch, m]. */
const productOverTime = (o: Ops, a: Value, dy: Value): Value => {
  const flat = (x: Value) => o.reshape(x, [null, x.shape.at(-1) as number])
  return o.matmul(o.transpose(flat(a), [1, 0]), flat(dy))
}

/** Finds what the graph around the scan has for a value of a step, or computes it there; null for what `pending` decides. */
const lifter = (known: ReadonlyMap<Value, Lifted>, pending: ReadonlySet<Value>) => {
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

/** Builds the backward step: what can be had from outside becomes one more sequence in `kept`, or is captured. */
const stepBuilder = (
  o: Ops,
  lift: (value: Value) => Lifted | null,
  kept: Map<Value, Value>,
  results: readonly Value[],
) => {
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
const openFactor = (
  { node }: Value,
  lift: (value: Value) => Lifted | null,
): readonly [open: Value, factor: Value] | null => {
  if (node.kind !== 'op' || node.rule.name !== 'mul') return null
  const [a, b] = node.inputs as readonly [Value, Value]
  const [isA, isB] = [lift(a) !== null, lift(b) !== null]
  if (isA === isB) return null
  return isA ? [b, a] : [a, b]
}

const countUses = (results: readonly Value[]): ReadonlyMap<Value, number> => {
  const uses = new Map<Value, number>()
  for (const value of [...results, ...topologicalOrder(results).flatMap(({ inputs }) => inputs)])
    uses.set(value, (uses.get(value) ?? 0) + 1)
  return uses
}
