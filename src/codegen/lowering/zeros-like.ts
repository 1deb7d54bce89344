import type { Ops } from '../ir/op.js'
import { scalar, type Value } from '../ir/value.js'

/** Zeros of x's dtype and shape, whatever x holds. */
export const zerosLike = (o: Ops, x: Value): Value =>
  o.expand(scalar(0, x.dtype), x.shape, x.shape.every((dim) => typeof dim === 'number') ? undefined : o.shapeOf(x))
