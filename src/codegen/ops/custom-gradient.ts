import { apply1, defineOp, type OpRule, type Ops } from '../ir/op.js'
import type { Value } from '../ir/value.js'

type Gradient = (ops: Ops, dy: Value) => readonly (Value | null)[]
type Attributes = { readonly gradient: Gradient }

const rule: OpRule<Attributes> = {
  name: 'customGradient',
  infer: ([y]) => [y as Value],
  emit: ({ node, inputs: [y], outputs }) => void node('Identity', [y as string], {}, outputs),
  vjp: (o, dy, { attributes: { gradient } }) => [null, ...gradient(o, dy)],
}

/**
 * y, whose gradient for `of` is what `gradient` makes of its own: for what is known to need less than going back through each
 * step of its computation.
 */
export const customGradient = defineOp(
  rule,
  (y: Value, of: readonly Value[], gradient: Gradient): Value => apply1(rule, [y, ...of], { gradient }),
)
