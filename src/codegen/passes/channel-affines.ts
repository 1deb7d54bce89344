import { countUses } from '../ir/graph.js'
import { type Replace, rebuild } from '../ir/rewrite.js'
import { type OpNode, type Value, withScope } from '../ir/value.js'
import { currentTarget } from '../lowering/target.js'
import * as ops from '../ops/index.js'

/**
 * The runtime goes over memory once for such an op, but in one thread. On 16 cores a step of the bench's ResNet-20 takes 60 ms with it and 52
 * without, of its cnn with 128 images 29 and 22; on two the same; on four it could not be told. Graphs for threads that are not known have it.
 */
const manyThreads = 8

/**
 * Makes nodes again for a rewriting of what `outputs` need, and one op of x · scale + shift, where x is [batch, channels, …] and the others have
 * a number for each channel, unless the product is used elsewhere there.
 */
export const fusedChannelAffines = (outputs: readonly Value[]): Replace => {
  const { device, threads = 1, holdsWeights } = currentTarget()
  // where the weights are held, the runtime makes it part of a convolution
  if (device === 'cpu' && threads >= manyThreads && !holdsWeights) return rebuild
  let uses: ReadonlyMap<Value, number> | undefined
  const flats = new Map<Value, Value>()
  const flat = (factor: Value): Value => {
    const made = flats.get(factor) ?? ops.reshape(factor, [factor.shape[1] as number])
    flats.set(factor, made)
    return made
  }
  return (node, inputs) => {
    const sum = byChannel(ops.add, node, inputs)
    const inner = sum?.x.node
    const product = inner?.kind === 'op' ? byChannel(ops.mul, inner, inner.inputs) : undefined
    if (!sum || !product) return rebuild(node, inputs)
    uses ??= countUses(outputs)
    if (uses.get(node.inputs[sum.at] as Value) !== 1) return rebuild(node, inputs)
    return withScope(node.scope, () => [ops.channelAffine(product.x, flat(product.factor), flat(sum.factor))])
  }
}

interface ByChannel {
  readonly x: Value
  /** Which operand that is. */
  readonly at: number
  /** [1, channels, 1, …]. */
  readonly factor: Value
}

/** The operands of an op on [batch, channels, …] and a number for each channel. */
const byChannel = ({ rule }: typeof ops.add, node: OpNode, inputs: readonly Value[]): ByChannel | undefined => {
  if (node.rule !== rule) return undefined
  const [a, b] = inputs as readonly [Value, Value]
  if (isForChannelsOf(a, b)) return { x: a, at: 0, factor: b }
  return isForChannelsOf(b, a) ? { x: b, at: 1, factor: a } : undefined
}

const isForChannelsOf = ({ dtype, shape }: Value, factor: Value): boolean =>
  dtype === 'float32' &&
  shape.length > 2 &&
  factor.shape.length === shape.length &&
  factor.shape.every((dim, axis) => (axis === 1 ? typeof dim === 'number' && dim === shape[1] : dim === 1))
