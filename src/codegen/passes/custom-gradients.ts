import { rebuild, rewriting } from '../ir/rewrite.js'
import type { Value } from '../ir/value.js'
import * as ops from '../ops/index.js'
import type { Slices } from '../slices.js'

/** Leaves out what tells how to differentiate, which has been done. */
export const dropCustomGradients = (outputs: readonly Value[]): Slices<Value[]> =>
  rewriting(outputs, (node, inputs) =>
    node.rule === ops.customGradient.rule ? [inputs[0] as Value] : rebuild(node, inputs),
  )
