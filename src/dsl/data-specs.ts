import type { DType } from '../codegen/ir/value.js'
import type { TensorSpec } from '../codegen/onnx/emit.js'
import type { InputSpec, TargetSpec } from '../runtime/program.js'
import { formatShape } from '../shapes/format.js'
import type { Loss } from './losses.js'
import type { ModelGraph, NamedTensor } from './model-graph.js'
import { isFloat } from './operations/promote.js'
import type { Call, SymbolicTensor } from './symbolic.js'

/**
 * The inputs, with the ids of the layer that takes each for some. Throws TypeError for a layer of ids that is given computed
 * numbers, and for an input that cannot hold its ids.
 */
export const inputsOf = (graph: ModelGraph): InputSpec[] => {
  const ids = new Map<SymbolicTensor, NonNullable<InputSpec['ids']>>()
  const { calls, inputs } = graph
  for (const [i, { name, call }] of calls.entries()) {
    if (!('layer' in call.made) || call.made.layer.ids === undefined) continue
    const count = call.made.layer.ids
    const place = `${name} (layer ${i + 1})`
    const { from, through, dtype } = originOf(call.inputs[0] as SymbolicTensor, inputs)
    if (!from) {
      // ids that are computed as integers are the user's own business; the runtime checks them where they are used
      if (through && dtype !== 'float32') continue
      const between = calls.find(({ call: other }) => other === through)?.name
      throw new TypeError(
        `compile: ${place} takes ids, but ${between} before it gives other numbers; put ${name} first`,
      )
    }
    if (from.tensor.dtype === 'float32' && count > 2 ** 24) {
      throw new TypeError(
        `compile: ${name} takes ${count} ids, and float32 holds integers up to 2^24; use input(…, { dtype: 'int32' })`,
      )
    }
    const known = ids.get(from.tensor)
    if (!known || count < known.count) ids.set(from.tensor, { layer: place, count })
  }
  return inputs.map(({ name, tensor: { dtype, shape }, tensor }) => ({
    name,
    dtype,
    shape,
    ids: ids.get(tensor) ?? null,
  }))
}

/** The input that a tensor's elements are, in whatever order; or the call that computes them, and as what. */
const originOf = (
  tensor: SymbolicTensor,
  inputs: readonly NamedTensor[],
): { readonly from?: NamedTensor; readonly through?: Call; readonly dtype?: DType } => {
  let current = tensor
  for (;;) {
    const from = inputs.find((input) => input.tensor === current)
    if (from) return { from }
    const { source } = current
    if (source.kind === 'input') return {}
    if (!keepsElements(source)) return { through: source, dtype: current.dtype }
    current = source.inputs[0] as SymbolicTensor
  }
}

/** Whether a call moves elements only, or makes floats of whole numbers. */
const keepsElements = ({ made, inputs }: Call): boolean =>
  'layer' in made
    ? made.layer.takes === 'anything'
    : made.operation.kind === 'cast' && !isFloat((inputs[0] as SymbolicTensor).dtype)

/** What a loss compares an output with. Throws TypeError for an output that it cannot be compared with. */
export const targetOf = (loss: Loss, output: TensorSpec, key: string, several: boolean): TargetSpec => {
  const { shape } = output
  const own = {
    key,
    output,
    name: several ? `${output.name}:target` : 'target',
    weight: several ? `${output.name}:sample_weight` : 'sample_weight',
  }
  if (loss.target === 'sameShape') return { ...own, dtype: 'float32', shape, kind: 'sameShape', classes: null }
  const classes = shape.at(-1)
  if (shape.length < 2 || typeof classes !== 'number') {
    throw new TypeError(
      `compile: ${loss.name} needs an output [batch, …, classes] with a known number of classes, got ${formatShape(shape)}`,
    )
  }
  return { ...own, dtype: 'int32', shape: shape.slice(0, -1), kind: 'classIndices', classes }
}
