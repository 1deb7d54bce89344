import type { TensorSpec } from '../codegen/onnx/emit.js'
import type { InputSpec, TargetSpec } from '../runtime/program.js'
import { formatShape } from '../shapes/format.js'
import type { NamedLayer } from './forward.js'
import type { Loss } from './losses.js'
import type { Model } from './sequential.js'

/**
 * The input, with the ids of the layer that takes it for some. Throws TypeError for a layer of ids that is given anything but
 * the input's own elements, and for an input that cannot hold its ids.
 */
export const inputOf = ({ input, layers }: Model): InputSpec => {
  const at = layers.findIndex(({ definition: { ids } }) => ids !== undefined)
  if (at < 0) return { ...input, ids: null }
  const { name, definition } = layers[at] as NamedLayer
  const between = layers.slice(0, at).find(({ definition: { takes } }) => takes !== 'anything')
  if (between) {
    throw new TypeError(
      `compile: ${name} (layer ${at + 1}) takes ids, but ${between.name} before it gives other numbers; put ${name} first`,
    )
  }
  const count = definition.ids as number
  if (input.dtype === 'float32' && count > 2 ** 24) {
    throw new TypeError(
      `compile: ${name} takes ${count} ids, and float32 holds integers up to 2^24; use input(…, { dtype: 'int32' })`,
    )
  }
  return { ...input, ids: { layer: `${name} (layer ${at + 1})`, count } }
}

/** What the loss compares the output, a tensor of this name, with. Throws TypeError for an output that it cannot be compared with. */
export const targetOf = (loss: Loss, { outputShape }: Model, output: TensorSpec): TargetSpec => {
  const own = { name: 'target', key: output.name, output, weight: 'sample_weight' } as const
  if (loss.target === 'sameShape')
    return { ...own, dtype: 'float32', shape: outputShape, kind: 'sameShape', classes: null }
  const classes = outputShape.at(-1)
  if (outputShape.length < 2 || typeof classes !== 'number') {
    throw new TypeError(
      `compile: ${loss.name} needs an output [batch, …, classes] with a known number of classes, got ${formatShape(outputShape)}`,
    )
  }
  return { ...own, dtype: 'int32', shape: outputShape.slice(0, -1), kind: 'classIndices', classes }
}
