import type { InputSpec, TargetSpec } from '../runtime/program.js'
import { formatShape } from '../shapes/format.js'
import type { Loss } from './losses.js'
import type { Model } from './sequential.js'

/** The input, with the ids of the first layer that does not take whatever comes. */
export const inputOf = ({ input, layers }: Model): InputSpec => {
  const at = layers.findIndex(({ definition: { takes, ids } }) => takes !== 'anything' || ids !== undefined)
  const { name, definition } = layers[at] ?? {}
  const count = definition?.ids
  return { ...input, ids: count === undefined ? null : { layer: `${name} (layer ${at + 1})`, count } }
}

/** What the loss compares the output with. Throws TypeError for an output that it cannot be compared with. */
export const targetOf = (loss: Loss, model: Model): TargetSpec => {
  const { outputShape } = model
  if (loss.target === 'sameShape')
    return { name: 'target', dtype: 'float32', shape: outputShape, kind: 'sameShape', classes: null }
  const classes = outputShape.at(-1)
  if (outputShape.length < 2 || typeof classes !== 'number') {
    throw new TypeError(
      `compile: ${loss.name} needs an output [batch, …, classes] with a known number of classes, got ${formatShape(outputShape)}`,
    )
  }
  return { name: 'target', dtype: 'int32', shape: outputShape.slice(0, -1), kind: 'classIndices', classes }
}
