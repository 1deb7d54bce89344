import type { Value } from '../../codegen/ir/value.js'
import { checkOptions } from '../../codegen/known-options.js'
import * as ops from '../../codegen/ops/index.js'
import { normalizeAxis } from '../../shapes/axes.js'
import type { Shape } from '../../shapes/dim.js'
import type { GuardFault } from '../../shapes/fault.js'
import { type Parts, type SplitShapes, splitSizes } from '../../shapes/split.js'
import { checkedTensorOf, operation, type SymbolicTensor } from '../symbolic.js'
import type { DTypeOf, Made, ShapeOf } from './operand.js'

/** A tensor for each shape, or any where there is a fault. */
type MadeAll<Shapes, T> = Shapes extends readonly Shape[]
  ? { -readonly [K in keyof Shapes]: Made<Shapes[K], T> }
  : // biome-ignore lint/suspicious/noExplicitAny: nothing may cascade from the first error
    any

type Split = <X extends SymbolicTensor, const P extends Parts, const Axis extends number = -1>(
  x: X,
  parts: GuardFault<SplitShapes<ShapeOf<X>, P, Axis>, 'parts', P>,
  options?: { readonly axis?: GuardFault<SplitShapes<ShapeOf<X>, P, Axis>, 'axis', Axis | undefined> },
) => MadeAll<SplitShapes<ShapeOf<X>, P, Axis>, DTypeOf<X>>

/**
 * The parts of a tensor along an axis, the last by default: so many equal ones, or parts of these sizes. [batch, 6] by 2 to two of
 * [batch, 3], by [1, 5] to [batch, 1] and [batch, 5]. Ends a mask.
 */
export const split: Split = (x, parts, options = {}) => {
  checkOptions('split', options, { axis: true })
  const { axis = -1 } = options as { readonly axis?: number }
  const sizes = splitSizes(checkedTensorOf('split', x).shape, parts as Parts, axis)
  return sizes.map((size, i) => {
    const start = sizes.slice(0, i).reduce((sum, length) => sum + length, 0)
    return operation('split', [x], (...[value]) => part(value as Value, axis, start, start + size), { moves: 'some' })
  }) as never
}

const part = (x: Value, axis: number, start: number, end: number): Value =>
  ops.slice(x, { axes: [normalizeAxis('split', axis, x.shape)], starts: [start], ends: [end], steps: [1] })
