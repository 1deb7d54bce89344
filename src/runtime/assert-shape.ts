import type { DType } from '../codegen/ir/value.js'
import { type Asserted, type AssertSentence, checkShape } from '../shapes/assert-shape.js'
import { describeValue } from '../shapes/describe-value.js'
import type { Dim, Guard, Shape } from '../shapes/dim.js'
import type { Tensor } from './tensor.js'

/**
 * Throws ShapeError unless a tensor has this shape, and tells the compiler that it has: after `assertShape(x, [null, 28, 28])`, x is a
 * Tensor<[number, 28, 28]>. null is any dim; a name is any too, but the same wherever it stands. Where the tensor's type rules the
 * shape out, the call does not compile.
 */
export function assertShape<S extends Shape, T extends DType, const Want extends readonly (Dim | null)[]>(
  x: Tensor<S, T>,
  shape: Guard<AssertSentence<S, Want>, Want>,
): asserts x is Tensor<Asserted<S, Want>, T> {
  const { shape: own } = (x ?? {}) as { readonly shape?: unknown }
  if (!Array.isArray(own)) throw new TypeError(`assertShape: expected a tensor, got ${describeValue(x)}`)
  checkShape(shape as Want, own)
}
