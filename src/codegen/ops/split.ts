import { normalizeAxis } from '../../shapes/axes.js'
import type { DimValue } from '../../shapes/dim.js'
import { splitSizes } from '../../shapes/split.js'
import { defineOp, type OpRule } from '../ir/op.js'
import { apply, type Value } from '../ir/value.js'
import { zerosLike } from '../lowering/zeros-like.js'

type Attributes = { readonly axis: number; readonly sizes: readonly DimValue[] }

const areKnown = (sizes: readonly DimValue[]): sizes is readonly number[] =>
  sizes.every((size) => typeof size === 'number')

const rule: OpRule<Attributes, readonly [Value] | readonly [Value, Value]> = {
  name: 'split',
  infer: ([x], { axis, sizes }) => {
    if (areKnown(sizes)) splitSizes(x.shape, sizes, axis)
    return sizes.map((size) => ({ dtype: x.dtype, shape: x.shape.with(axis, size) }))
  },
  emit: ({ node, inputs, outputs, attributes: { axis, sizes }, int64, fresh }) =>
    void node(
      'Split',
      areKnown(sizes) ? [...inputs, int64(sizes)] : inputs,
      { axis },
      sizes.map((_, i) => outputs[i] || fresh()),
    ),
  vjp: (o, _, { outputs, attributes: { axis }, outputGradients }) => [
    o.concat(
      outputs.map((y, i) => outputGradients[i] ?? zerosLike(o, y)),
      axis,
    ),
    null,
  ],
}

/** The parts of a tensor along an axis. Where one of the sizes is not known, `lengths` makes all of them (int64) for run time. */
export const split = defineOp(rule, (x: Value, { axis, sizes }: Attributes, lengths?: () => Value): readonly Value[] =>
  apply(rule, areKnown(sizes) || !lengths ? [x] : [x, lengths()], {
    axis: normalizeAxis('split', axis, x.shape),
    sizes,
  }),
)
