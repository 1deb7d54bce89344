import { type DimValue, naming, type ShapeValue } from '../shapes/dim.js'
import { formatShape } from '../shapes/format.js'
import { topologicalOrder } from './ir/graph.js'
import type { Seed } from './ir/op.js'
import { inParts } from './ir/parts.js'
import { type OpNode, scalar, type Value, withScope } from './ir/value.js'
import * as ops from './ops/index.js'
import { computeAgain } from './recomputation.js'
import { atOnce, type Slices, takingEach } from './slices.js'

export interface GradientOptions {
  /** Is called where nothing flows to any of `wrt`. */
  readonly none?: () => never
  /** The parts of the graph that are computed again for their gradients, so that only what enters them is kept: by scope. */
  readonly remat?: ReadonlyMap<string, symbol>
}

/**
 * Reverse-mode differentiation: the gradients of a scalar for `wrt`, each of its tensor's shape.
 *
 * Gradients of element-wise nodes may stay smaller than their tensor while broadcasting still gives the right result;
 * they are expanded only where a rule needs the full shape. Broadcasting of operands is undone here, for every op. Those that nothing
 * flows to are zeros.
 */
export const gradients = (loss: Value, wrt: readonly Value[], options?: GradientOptions): Value[] =>
  atOnce(differentiating(loss, wrt, options))

/** The same in slices. */
export const differentiating = (loss: Value, wrt: readonly Value[], options?: GradientOptions): Slices<Value[]> => {
  if (loss.shape.length > 0) throw new Error(`gradients: expected a scalar loss, got shape ${formatShape(loss.shape)}`)
  return pullingBack([[loss, scalar(1, loss.dtype)]], wrt, options)
}

/** The gradients of the sum of value · gradient over the seeds, for `wrt`. */
const pullback = (seeds: readonly Seed[], wrt: readonly Value[]): Value[] => atOnce(pullingBack(seeds, wrt))

function* pullingBack(
  seeds: readonly Seed[],
  wrt: readonly Value[],
  { none, remat = new Map() }: GradientOptions = {},
): Slices<Value[]> {
  const order = topologicalOrder(seeds.map(([value]) => value))
  const grads = new Map<Value, Value>()
  for (const [value, gradient] of seeds) accumulate(grads, value, gradient)
  const needed = reaching(order, wrt)
  const runs = remat.size > 0 ? inParts(order, ({ scope }) => remat.get(scope)) : [{ part: undefined, nodes: order }]
  for (const { part, nodes } of runs.toReversed()) {
    if (!part || !goBackAgain(nodes, grads, needed)) yield* goBack(nodes, grads, needed)
    yield
  }
  if (none && wrt.length > 0 && !wrt.some((value) => grads.has(value))) none()
  return wrt.map((value) => {
    const grad = grads.get(value)
    return expandTo(grad ?? scalar(0, value.dtype), value)
  })
}

type Gradients = Map<Value, Value>

/** Adds what flows through these nodes, from the last to the first. */
const goBack = (nodes: readonly OpNode[], grads: Gradients, needed: ReadonlySet<unknown>): Slices<void> =>
  takingEach(nodes.toReversed(), (node) => {
    if (!needed.has(node)) return
    withScope(`gradient/${node.scope}`, () =>
      naming(`in the gradient of ${node.scope}`, () => backward(node, grads, needed)),
    )
  })

/** The same, through nodes that are computed again for it; false where there is nothing to gain by that. */
const goBackAgain = (nodes: readonly OpNode[], grads: Gradients, needed: ReadonlySet<unknown>): boolean => {
  const flowing = withScope(`gradient/${nodes[0]?.scope}`, () =>
    computeAgain(nodes, grads, needed, (seeds, again, wrt) => {
      const inner = new Map(seeds)
      atOnce(goBack(again, inner, reaching(again, wrt)))
      return inner
    }),
  )
  for (const [value, gradient] of flowing ?? []) accumulate(grads, value, gradient)
  return flowing !== undefined
}

const accumulate = (grads: Gradients, value: Value, gradient: Value): void => {
  const before = grads.get(value)
  grads.set(value, before ? ops.add(before, gradient) : gradient)
}

/** The nodes and leaves through which a gradient must pass to get to `wrt`. */
const reaching = (order: readonly OpNode[], wrt: readonly Value[]): Set<unknown> => {
  const needed = new Set<unknown>(wrt.map(({ node }) => node))
  for (const node of order) {
    if (node.inputs.some((value) => needed.has(value.node))) needed.add(node)
  }
  return needed
}

const backward = (node: OpNode, grads: Gradients, needed: ReadonlySet<unknown>): void => {
  const { rule, inputs, outputs, attributes } = node
  if (!rule.vjp || outputs.every((output) => !grads.has(output))) return
  const outputGradients = outputs.map((output) => {
    const grad = grads.get(output)
    return grad && !rule.elementwise ? expandTo(grad, output) : (grad ?? null)
  })
  const dy = outputGradients[0] ?? scalar(0, (outputs[0] as Value).dtype)
  const back = rule.vjp(ops, dy, { inputs, outputs, attributes, outputGradients, pullback })
  for (const [i, input] of inputs.entries()) {
    const grad = back[i]
    if (!grad || !needed.has(input.node)) continue
    const own = unbroadcast(
      grad,
      input,
      rule.elementwise ? (outputs[0] as Value).shape : grad.shape,
      outputs[0] as Value,
    )
    accumulate(grads, input, own)
  }
}

const expandTo = (grad: Value, like: Value): Value => {
  // dims that are not known are not 1: nothing was broadcast along them
  if (grad.shape.length === like.shape.length && grad.shape.every((dim, i) => dim === like.shape[i])) return grad
  const known = like.shape.every((dim) => typeof dim === 'number')
  return ops.expand(grad, like.shape, known ? undefined : ops.shapeOf(like))
}

/** Sums `grad` over the axes along which `input` was broadcast to `shape`. */
const unbroadcast = (grad: Value, input: Value, shape: ShapeValue, output: Value): Value => {
  const spread = broadcastAxes(input.shape, shape)
  if (spread.length === 0) return grad
  const implicit = broadcastAxes(grad.shape, shape)
  const full = spread.some((axis) => implicit.includes(axis)) ? expandTo(grad, output) : grad
  const offset = shape.length - full.shape.length
  const added = shape.length - input.shape.length
  const inner = spread.flatMap((axis) => (axis >= added ? [axis - offset] : []))
  const kept = inner.length > 0 ? ops.reduceSum(full, { axes: inner, keepDims: true }) : full
  return added > offset ? ops.reduceSum(kept, { axes: [...Array(added - offset).keys()] }) : kept
}

/** The axes of `to` along which a tensor of shape `from` is repeated. */
const broadcastAxes = (from: ShapeValue, to: ShapeValue): number[] => {
  const added = to.length - from.length
  return to.flatMap((dim: DimValue, axis) => (axis < added || (from[axis - added] === 1 && dim !== 1) ? [axis] : []))
}
