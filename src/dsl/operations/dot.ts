import type { Value } from '../../codegen/ir/value.js'
import { checkOptions } from '../../codegen/known-options.js'
import * as ops from '../../codegen/ops/index.js'
import { type DotAxes, type DotShape, dotAxes } from '../../shapes/dot.js'
import type { GuardFault } from '../../shapes/fault.js'
import { operation, type SymbolicTensor } from '../symbolic.js'
import { contract, inShape, type Labelled, ordered } from './contract.js'
import type { DTypeOf, Made, ShapeOf } from './operand.js'
import { type Floated, floated, type Promoted, promoted } from './promote.js'

type DotOf<A, B, Axes extends DotAxes> = DotShape<ShapeOf<A>, ShapeOf<B>, Axes>

interface DotOptions<Axes extends DotAxes, Result> {
  /** The axis that is summed over, of both tensors or of each; negative ones count from the end. */
  readonly axes: GuardFault<Result, 'axes', Axes>
  /** Scales the vectors along the axes to length 1 first, so that the result is the cosine between them; default false. */
  readonly normalize?: boolean | undefined
}

type Dot = <A extends SymbolicTensor, B extends SymbolicTensor, const Axes extends DotAxes>(
  a: A,
  b: GuardFault<DotOf<A, B, Axes>, 'b', B>,
  options: DotOptions<Axes, DotOf<A, B, Axes>>,
) => Made<DotOf<A, B, Axes>, Floated<Promoted<DTypeOf<A>, DTypeOf<B>>>>

/**
 * The products of two tensors of one batch, summed along an axis of each: [batch, a] and [batch, a] to [batch, 1], and [batch, a, b] and
 * [batch, a, c] to [batch, b, c] by axes 1. Float. Keras's `Dot`. Ends masks.
 */
export const dot: Dot = (a, b, options) => {
  checkOptions('dot', options, { axes: true, normalize: true })
  const { axes, normalize = false } = options as unknown as DotOptions<DotAxes, undefined>
  return operation('dot', [a, b as SymbolicTensor], (...values) => {
    const [x, y] = values as [Value, Value]
    const dtype = floated(promoted(x.dtype, y.dtype))
    const [i, j] = dotAxes(x.shape, y.shape, axes)
    const left = labelled('a', ops.cast(x, dtype), i, normalize)
    const right = labelled('b', ops.cast(y, dtype), j, normalize)
    const output = [...new Set([...left.labels, ...right.labels])].filter((label) => label !== 'summed')
    const product = ordered(contract(left, right, new Set(output)), output)
    const [batch = null, ...rest] = product.shape
    const named = inShape(product, [batch ?? x.shape[0] ?? y.shape[0] ?? null, ...rest])
    return output.length === 1 ? ops.unsqueeze(named, [1]) : named
  }) as never
}

const labelled = (name: string, x: Value, axis: number, normalize: boolean): Labelled => ({
  value: normalize ? unit(x, axis) : x,
  labels: x.shape.map((_, i) => (i === 0 ? 'batch' : i === axis ? 'summed' : `${name}${i}`)),
})

/** As in Keras: divided by its length along the axis, which counts as 1e-7 or more. */
const unit = (x: Value, axis: number): Value =>
  ops.div(x, ops.sqrt(ops.maximum(ops.reduceSum(ops.mul(x, x), { axes: [axis], keepDims: true }), 1e-14)))
