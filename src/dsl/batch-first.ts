import { formatShape } from '../shapes/format.js'
import type { ModelGraph } from './model-graph.js'

/** Throws TypeError for an output whose first axis is not that of the inputs: batch by batch it gives no rows to join. */
export const requireBatchFirst = (call: string, { inputs, outputs }: ModelGraph): void => {
  const batches = new Set(inputs.map(({ tensor }) => tensor.shape[0]))
  const other = outputs.find(({ tensor: { shape } }) => shape.length === 0 || !batches.has(shape[0]))
  if (!other) return
  throw new TypeError(
    `${call}: output ${other.name} is ${formatShape(other.tensor.shape)}; each output must be [batch, …], a row for each sample`,
  )
}
