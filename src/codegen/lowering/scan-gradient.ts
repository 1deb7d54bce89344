import { type Body, bodyParameter } from '../ir/body.js'
import { topologicalOrder } from '../ir/graph.js'
import type { Ops, VjpSite } from '../ir/op.js'
import { type ScanAttributes, tapeOf } from '../ir/scan-attributes.js'
import type { OpNode, Value } from '../ir/value.js'
import { stepBuilder } from './backward-step.js'
import { type Lifted, lifter } from './lift-steps.js'
import { zerosLike } from './zeros-like.js'

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
  // what is wanted twice, such as the gradient of a product and of what is added to it, is put out once
  const states = back.slice(0, stateCount)
  const putOut = [...new Set(back.slice(stateCount))]
  const scanned = o.scan({
    states: stateGradients.map((_, i) => outputGradients[i] ?? zerosLike(o, outputs[i] as Value)),
    sequences: [...incoming.map(({ gradient }) => gradient), ...kept.keys()],
    reverse: !reverse,
    parameters: [...stateGradients, ...incoming.map(({ leaf }) => leaf), ...kept.values()],
    results: [...states, ...putOut],
  })
  const found = new Map<Value | OpNode, Value>(
    [...parameters.states, ...differentiated, ...summed, ...multiplied].map((of, i) => {
      const at = i < stateCount ? i : stateCount + putOut.indexOf(back[i] as Value)
      return [of, scanned[at] as Value]
    }),
  )
  const gradientOf = (leaf: Value): Value | null => {
    const gradient = found.get(leaf)
    if (gradient) return summed.includes(leaf) ? o.reduceSum(gradient, { axes: [0] }) : gradient
    const terms = (products.get(leaf) ?? []).map((node) => {
      const { value } = lift(node.inputs[0] as Value) as Lifted
      return productOverTime(o, value, found.get(node) as Value)
    })
    return terms.length > 0 ? terms.reduce((a, b) => o.add(a, b)) : null
  }
  return body.parameters.map(gradientOf)
}

const isFloat = ({ dtype }: Value): boolean => dtype === 'float32' || dtype === 'float64'

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
