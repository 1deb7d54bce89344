import { apply1, defineOp, type OpRule, type Ops } from '../ir/op.js'
import type { Value } from '../ir/value.js'

/** The gradients of `of`, from that of y and what was kept. */
type Gradient = (ops: Ops, dy: Value, kept: readonly Value[]) => readonly (Value | null)[]
type Attributes = { readonly gradient: Gradient; readonly of: number }

const rule: OpRule<Attributes> = {
  name: 'customGradient',
  infer: ([y]) => [y as Value],
  emit: ({ node, inputs: [y], outputs }) => void node('Identity', [y as string], {}, outputs),
  anyOrder: true,
  vjp: (o, dy, { inputs, attributes: { gradient, of } }) => [null, ...gradient(o, dy, inputs.slice(1 + of))],
}

/**
 * y, whose gradient for `of` is what `gradient` makes of its own and of `kept`: for what is known to need less than going back
 * through each step of its computation. All are to have their axes in one order, but `gradient` may find them in another.
 */
export const customGradient = defineOp(
  rule,
  (y: Value, of: readonly Value[], gradient: Gradient, kept: readonly Value[] = []): Value =>
    apply1(rule, [y, ...of, ...kept], { gradient, of: of.length }),
)
