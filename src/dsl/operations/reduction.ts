import type { DType, Value } from '../../codegen/ir/value.js'
import { checkOptions } from '../../codegen/known-options.js'
import * as ops from '../../codegen/ops/index.js'
import { normalizeAxes } from '../../shapes/axes.js'
import type { Guard } from '../../shapes/dim.js'
import type { Axes, ReduceShape } from '../../shapes/reduce.js'
import { operation, type SymbolicTensor } from '../symbolic.js'
import { axisList } from './axis-list.js'
import type { DTypeOf, Made, ShapeOf } from './operand.js'
import { type Floated, floated } from './promote.js'

export interface ReduceOptions<A extends Axes, Keep extends boolean, Result = undefined> {
  /** The axes that vanish, one or a list; all by default. Negative ones count from the end. */
  readonly axis?: Guard<Result, A | undefined>
  /** Leaves a 1 in place of each reduced axis; default false. */
  readonly keepDims?: Keep | undefined
}

/** The dtype of the result: that of x, that of a sum, or float. */
export type ReducedDType = 'same' | 'sum' | 'float'

type ResultOf<T, K extends ReducedDType> = K extends 'float'
  ? Floated<T>
  : K extends 'sum'
    ? T extends 'bool' | 'uint8'
      ? 'int32'
      : T
    : T

const resultOf = (dtype: DType, kind: ReducedDType): DType => {
  if (kind === 'float') return floated(dtype)
  return kind === 'sum' && (dtype === 'bool' || dtype === 'uint8') ? 'int32' : dtype
}

/** What makes one number of all along some axes. */
export type Reduction<Op extends string, K extends ReducedDType> = <
  X extends SymbolicTensor,
  const A extends Axes = undefined,
  Keep extends boolean = false,
>(
  x: X,
  options?: ReduceOptions<A, Keep, ReduceShape<Op, ShapeOf<X>, A, Keep>>,
) => Made<ReduceShape<Op, ShapeOf<X>, A, Keep>, ResultOf<DTypeOf<X>, K>>

type Run = (x: Value, axes: readonly number[], keepDims: boolean) => Value

/** `run` gets floats, int32 or int64, and axes counted from the front in ascending order; it is not run for none. */
export const reduction = <Op extends string, K extends ReducedDType>(op: Op, kind: K, run: Run): Reduction<Op, K> =>
  ((x: SymbolicTensor, options: ReduceOptions<Axes, boolean> = {}) => {
    checkOptions(op, options, { axis: true, keepDims: true })
    const { axis, keepDims = false } = options
    return operation(op, [x], (value) => {
      const axes = normalizeAxes(op, axisList(op, axis), value.shape)
      const result = resultOf(value.dtype, kind)
      const counted = result === 'bool' || result === 'uint8' ? 'int32' : result
      const from = ops.cast(value, counted)
      return ops.cast(axes.length === 0 ? from : run(from, axes, keepDims), result)
    })
  }) as unknown as Reduction<Op, K>
