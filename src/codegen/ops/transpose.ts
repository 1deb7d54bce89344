import { transposeShape } from '../../shapes/transpose.js'
import { apply1, defineOp, type OpRule } from '../ir/op.js'
import type { Value } from '../ir/value.js'
import { emitReversedRuns } from '../lowering/reversed-runs.js'
import { emitTurnedSamples } from '../lowering/turned-samples.js'

export type TransposeAttributes = { readonly perm: readonly number[] }

const rule: OpRule<TransposeAttributes, readonly [Value]> = {
  name: 'transpose',
  infer: ([x], { perm }) => [{ dtype: x.dtype, shape: transposeShape(x.shape, perm) }],
  emit: (site) => {
    const { node, inputs, outputs, attributes } = site
    if (emitReversedRuns(site, attributes.perm) || emitTurnedSamples(site, attributes.perm)) return
    node('Transpose', inputs, { ...attributes }, outputs)
  },
  vjp: (o, dy, { attributes: { perm } }) => [
    o.transpose(
      dy,
      perm.map((_, axis) => perm.indexOf(axis)),
    ),
  ],
}

/** Reorders the axes: axis i of the result is axis perm[i] of x. */
export const transpose = defineOp(rule, (x: Value, perm: readonly number[]): Value => apply1(rule, [x], { perm }))
