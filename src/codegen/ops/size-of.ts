import { sizeOfShape } from '../../shapes/axes.js'
import { apply1, defineOp, type OpRule } from '../ir/op.js'
import { scalar, type Value } from '../ir/value.js'

const rule: OpRule<object, readonly [Value]> = {
  name: 'sizeOf',
  infer: () => [{ dtype: 'int64', shape: [] }],
  emit: ({ node, inputs, outputs }) => void node('Size', inputs, {}, outputs),
  permute: (attributes) => ({ attributes, perm: [] }),
  vjp: null,
  ofShape: true,
}

/** The number of elements at run time, an int64 scalar; a constant where it is known. */
export const sizeOf = defineOp(rule, (x: Value): Value => {
  const size = sizeOfShape(x.shape)
  return size === null ? apply1(rule, [x]) : scalar(size, 'int64')
})
