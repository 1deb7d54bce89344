import { normalizeAxis } from '../../shapes/axes.js'
import { splitSizes } from '../../shapes/split.js'
import { defineOp, type OpRule } from '../ir/op.js'
import { apply, type Value } from '../ir/value.js'
import { zerosLike } from '../lowering/zeros-like.js'

type Attributes = { readonly axis: number; readonly sizes: readonly number[] }

const rule: OpRule<Attributes, readonly [Value]> = {
  name: 'split',
  infer: ([x], { axis, sizes }) => {
    splitSizes(x.shape, sizes, axis)
    return sizes.map((size) => ({ dtype: x.dtype, shape: x.shape.with(axis, size) }))
  },
  emit: ({ node, inputs, outputs, attributes: { axis, sizes }, int64, fresh }) =>
    void node(
      'Split',
      [...inputs, int64(sizes)],
      { axis },
      sizes.map((_, i) => outputs[i] || fresh()),
    ),
  vjp: (o, _, { outputs, attributes: { axis }, outputGradients }) => [
    o.concat(
      outputs.map((y, i) => outputGradients[i] ?? zerosLike(o, y)),
      axis,
    ),
  ],
}

/** The parts of a tensor along an axis. */
export const split = defineOp(rule, (x: Value, { axis, sizes }: Attributes): readonly Value[] =>
  apply(rule, [x], { axis: normalizeAxis('split', axis, x.shape), sizes }),
)
