import type { TensorSpec } from '../codegen/onnx/emit.js'
import type { InputSpec, TargetSpec } from '../runtime/program.js'
import { checkSeries } from '../shapes/data.js'
import type { DimValue, ShapeValue } from '../shapes/dim.js'
import { formatShape } from '../shapes/format.js'
import { plainKind, positionsOf } from '../shapes/target-axis.js'
import { idsOfInputs } from './ids.js'
import type { Loss } from './losses/loss.js'
import type { ModelGraph } from './model-graph.js'

/**
 * The inputs, with the ids of the layers that take some. Throws TypeError for a layer of ids that is given computed numbers, and for
 * an input that cannot hold its ids.
 */
export const inputsOf = (graph: ModelGraph): InputSpec[] => {
  const ids = idsOfInputs(graph)
  return graph.inputs.map(({ name, tensor: { dtype, shape }, tensor }) => ({
    name,
    dtype,
    shape,
    ids: ids.get(tensor) ?? null,
  }))
}

/** What a loss compares an output with. Throws TypeError for an output that it cannot be compared with. */
export const targetOf = (loss: Loss, output: TensorSpec, key: string, several: boolean): TargetSpec => {
  const { shape } = output
  const own = {
    key,
    output,
    name: several ? `${output.name}:target` : 'target',
    weight: several ? `${output.name}:sample_weight` : 'sample_weight',
  }
  const kind = loss.target
  if (plainKind(kind) === 'sameShape') return { ...own, dtype: 'float32', shape, kind, classes: null }
  if (kind === 'labelSequence') {
    checkSeries(loss.name, shape)
    const sequences = { ...own, dtype: 'int32', shape: [shape[0] as DimValue, null], kind } as const
    return { ...sequences, classes: classesOf(loss, shape) }
  }
  const positions = positionsOf(kind, shape, loss.name)
  const indices = { ...own, dtype: 'int32', shape: positions.slice(0, -1), kind } as const
  if (loss.labels === 'any') return { ...indices, classes: null }
  return { ...indices, classes: classesOf(loss, positions), ...(loss.labels && { ignored: loss.labels.ignored }) }
}

const classesOf = ({ name }: Loss, shape: ShapeValue): number => {
  const classes = shape.at(-1)
  if (shape.length > 1 && typeof classes === 'number') return classes
  throw new TypeError(
    `compile: ${name} needs an output [batch, …, classes] with a known number of classes, got ${formatShape(shape)}`,
  )
}
