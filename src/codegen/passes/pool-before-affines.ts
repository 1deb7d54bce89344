import { countUses } from '../ir/graph.js'
import { rebuild, rewriting } from '../ir/rewrite.js'
import type { TensorData, Value } from '../ir/value.js'
import * as ops from '../ops/index.js'
import type { Slices } from '../slices.js'

/**
 * Moves x · scale + shift by channel behind the max pooling that follows, which leaves fewer elements to it. The results are the same
 * bit for bit where no scale is negative: rounding keeps the order. Behind a convolution it stays, since the runtime makes it part of
 * that. `values` are the parameters that a model holds.
 */
export const poolBeforeAffines = (
  outputs: readonly Value[],
  values: ReadonlyMap<string, TensorData>,
): Slices<Value[]> => {
  const uses = countUses(outputs)
  return rewriting(outputs, (node, inputs) => {
    const source = inputs[0]?.node
    if (
      node.rule !== ops.maxPool.rule ||
      source?.kind !== 'op' ||
      source.rule !== ops.channelAffine.rule ||
      uses.get(node.inputs[0] as Value) !== 1 ||
      // which of several equal elements is the largest may change
      uses.has(node.outputs[1] as Value)
    )
      return rebuild(node, inputs)
    const [x, scale, ...rest] = source.inputs as readonly [Value, Value, ...Value[]]
    const isOfConv = x.node.kind === 'op' && x.node.rule === ops.conv.rule
    if (isOfConv || !isNeverNegative(scale, values)) return rebuild(node, inputs)
    const pooled = rebuild(node, [x])[0] as Value
    return rebuild(source, [pooled, scale, ...rest])
  })
}

/** Ops that give no negative number for operands that are none. */
const keeping: readonly unknown[] = [ops.add, ops.mul, ops.div, ops.sqrt, ops.reshape].map(({ rule }) => rule)

/** Whether no element can be below zero, as far as that is seen from held parameters. */
const isNeverNegative = ({ node }: Value, values: ReadonlyMap<string, TensorData>): boolean => {
  if (node.kind === 'op')
    return keeping.includes(node.rule) && node.inputs.every((value) => isNeverNegative(value, values))
  const data =
    node.kind === 'constant' ? node.data : node.kind === 'parameter' ? values.get(node.name)?.data : undefined
  return data?.every((value: number | bigint) => value >= 0) ?? false
}
