import type { Ops } from '../ir/op.js'
import type { Value } from '../ir/value.js'
import { choice } from './choice.js'
import { rankedMaskings, rankedReluGradients } from './choices.js'

/** dy where the condition holds, 0 elsewhere. Neither need be broadcast to the other. */
export const maskedGradient = (o: Ops, dy: Value, condition: Value): Value => masking(o, [dy, condition], {})

/** The gradient of relu from its result y: dy where y > 0, 0 elsewhere. */
export const reluGradient = (o: Ops, dy: Value, y: Value): Value => positive(o, [dy, y], {})

const byProduct = (o: Ops, dy: Value, condition: Value): Value => o.mul(dy, o.cast(condition, dy.dtype))
const byWhere = (o: Ops, dy: Value, condition: Value): Value => o.where(condition, dy, 0)

const masking = choice<'product' | 'where', object>({
  kind: 'masked gradient',
  ways: {
    product: (o, inputs) => byProduct(o, ...(inputs as readonly [Value, Value])),
    where: (o, inputs) => byWhere(o, ...(inputs as readonly [Value, Value])),
  },
  ranked: rankedMaskings,
  below: () => 2,
})

const positive = choice<'steep' | 'product' | 'where', object>({
  kind: 'relu gradient',
  ways: {
    steep: (o, [dy, y]) => o.mul(dy as Value, o.heaviside(y as Value)),
    product: (o, [dy, y]) => byProduct(o, dy as Value, o.greater(y as Value, 0)),
    where: (o, [dy, y]) => byWhere(o, dy as Value, o.greater(y as Value, 0)),
  },
  ranked: rankedReluGradients,
})
