import { sizeOfShape } from '../../shapes/axes.js'
import type { Ops } from '../ir/op.js'
import type { Value } from '../ir/value.js'

/** So many samples at least are thought to be in a batch, where it pays or not by that. */
const batch = 16

/**
 * The gradient dy of a convolution's output [batch, filters, …] without the factor of each filter that it is a product with, as
 * behind a batch normalization, and what gives that factor to something that has the filters as its first axis: kernels, which are
 * smaller. dy itself where it is no such product.
 */
export const withoutFactor = (o: Ops, dy: Value, w: Value) => {
  const own = { base: dy, factored: (v: Value) => v }
  const { product, perm } = transposed(o, dy)
  const { node } = product
  const [kernel, places] = [sizeOfShape(w.shape.slice(1)), sizeOfShape(dy.shape.slice(2))]
  if (node.kind !== 'op' || node.rule !== o.mul.rule || !places || !kernel || batch * places < 2 * kernel) return own
  const [x, factor] = node.inputs as readonly [Value, Value]
  const isByFilter = product.shape.every((dim, axis) => factor.shape[axis] === (axis === perm[1] ? dim : 1))
  // else it has the channels of the factor alone
  const isWhole = x.shape.join() === product.shape.join()
  if (!isByFilter || !isWhole || factor.shape.length !== perm.length) return own
  const factored = (v: Value) =>
    o.mul(
      v,
      o.reshape(
        factor,
        v.shape.map((dim, axis) => (axis === 0 ? dim : 1)),
      ),
    )
  return { base: product === dy ? x : o.transpose(x, perm), factored }
}

const transposed = (o: Ops, dy: Value): { readonly product: Value; readonly perm: readonly number[] } => {
  const { node } = dy
  if (node.kind !== 'op' || node.rule !== o.transpose.rule)
    return { product: dy, perm: dy.shape.map((_, axis) => axis) }
  return { product: node.inputs[0] as Value, perm: (node.attributes as { readonly perm: readonly number[] }).perm }
}
