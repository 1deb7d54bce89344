import { normalizeAxes, reduceShape } from '../../shapes/axes.js'
import { apply1, defineOp, type EmitSite, type OpRule, type Ops } from './op.js'
import type { Value } from './value.js'

export interface ReduceOptions {
  /** The axes that vanish; all by default, negative ones counted from the back. */
  readonly axes?: readonly number[] | undefined
  /** Leaves a 1 in place of each reduced axis. */
  readonly keepDims?: boolean | undefined
}

export type ReduceAttributes = { readonly axes: readonly number[]; readonly keepDims: boolean }
export type ReduceOp = ((x: Value, options?: ReduceOptions) => Value) & { readonly rule: OpRule }

interface ReduceSite {
  readonly x: Value
  readonly y: Value
  readonly dy: Value
  readonly axes: readonly number[]
}

/** A linear reduction. `vjp` scales the gradient, which comes with a 1 in place of each reduced axis and is broadcast. */
export const reduction = (
  name: string,
  vjp: (ops: Ops, site: ReduceSite) => Value,
  emit: (site: EmitSite<ReduceAttributes, readonly [Value]>, attributes: ReduceAttributes) => unknown,
): ReduceOp => {
  const rule: OpRule<ReduceAttributes, readonly [Value]> = {
    name,
    infer: ([x], { axes, keepDims }) => [{ dtype: x.dtype, shape: reduceShape(x.shape, axes, keepDims) }],
    emit: (site) => void emit(site, site.attributes),
    vjp: (ops, dy, { inputs: [x], outputs, attributes: { axes } }) => {
      const scaled = vjp(ops, { x, y: outputs[0] as Value, dy, axes })
      return [restoreAxes(ops, scaled, x, axes)]
    },
    permute: ({ axes, keepDims }, perm) => {
      const moved = axes.map((axis) => perm[axis] as number).sort((a, b) => a - b)
      const kept = perm.filter((axis) => keepDims || !moved.includes(axis))
      const ranked = [...kept].sort((a, b) => a - b)
      return { attributes: { axes: moved, keepDims }, perm: kept.map((axis) => ranked.indexOf(axis)) }
    },
  }
  return defineOp(rule, (x: Value, { axes, keepDims = false }: ReduceOptions = {}): Value => {
    const reduced = normalizeAxes(name, axes, x.shape)
    return reduced.length === 0 ? x : apply1(rule, [x], { axes: reduced, keepDims })
  })
}

/** `dy` with a 1 in place of each reduced axis of `x`: it broadcasts to x. */
export const restoreAxes = (ops: Ops, dy: Value, x: Value, axes: readonly number[]): Value =>
  dy.shape.length === x.shape.length ? dy : ops.unsqueeze(dy, axes)
