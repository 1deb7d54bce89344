import { sizeOfShape } from '../../shapes/axes.js'
import { matmulShape } from '../../shapes/matmul.js'
import { apply1, defineOp, type EmitSite, type OpRule, type Ops } from '../ir/op.js'
import type { Value } from '../ir/value.js'
import { currentTarget } from '../lowering/target.js'

const rule: OpRule<object, Operands> = {
  name: 'matmul',
  infer: ([a, b]) => [{ dtype: a.dtype, shape: matmulShape(a.shape, b.shape) }],
  emit: (site) => {
    const { node, inputs, outputs, values } = site
    const [a, b] = inputs as readonly [string, string]
    const left = currentTarget().device === 'cuda' && bothRepeat(values) ? repeatedLeft(site) : a
    node('MatMul', [left, b], {}, outputs)
  },
  vjp: (o, dy, { inputs: [a, b] }) => [o.matmul(dy, swapped(o, b)), rightGradient(o, a, b, dy)],
}

type Operands = readonly [Value, Value]

/** Whether each of the operands is repeated along an axis of the other. */
const bothRepeat = ([a, b]: Operands): boolean => repeats(a, b) && repeats(b, a)

const repeats = ({ shape: a }: Value, { shape: b }: Value): boolean =>
  b.slice(0, -2).some((dim, i) => {
    const at = i + a.length - b.length
    return dim !== 1 && (at < 0 || a[at] === 1)
  })

/** CUDA's kernel takes leading axes [2, 1] and [1, 2] for the same two products, not for four: the left one is repeated before. */
const repeatedLeft = ({ node, int64, inputs: [a, b], values }: EmitSite<object, Operands>): string => {
  const shape = values[1].shape.slice(0, -2)
  const known = shape.filter((dim) => typeof dim === 'number')
  const ones = int64([1, 1])
  const dims =
    known.length === shape.length
      ? int64([...known, 1, 1])
      : node('Concat', [node('Slice', [node('Shape', [b as string]), int64([0]), int64([-2])]), ones], { axis: 0 })
  return node('Expand', [a as string, dims])
}

/** Of a matrix one product over all rows, where one for each of the leading axes would leave their sum to be taken. */
const rightGradient = (o: Ops, a: Value, b: Value, dy: Value): Value => {
  const [inner, outer] = b.shape
  const isForAll = a.shape.length > 2 && b.shape.length === 2 && typeof inner === 'number' && typeof outer === 'number'
  if (!isForAll) return o.matmul(swapped(o, a), dy)
  const rows = sizeOfShape(a.shape.slice(0, -1))
  return o.matmul(swapped(o, o.reshape(a, [rows, inner])), o.reshape(dy, [rows, outer]))
}

const swapped = (o: Ops, x: Value): Value => {
  const rank = x.shape.length
  return o.transpose(x, [...Array(rank - 2).keys(), rank - 1, rank - 2])
}

/** Matrix product over the last two axes; leading axes broadcast. */
export const matmul = defineOp(rule, (a: Value, b: Value): Value => apply1(rule, [a, b]))
