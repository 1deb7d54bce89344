import { topologicalOrder } from '../codegen/ir/graph.js'
import type { ScanAttributes } from '../codegen/ir/scan-attributes.js'
import type { OpNode, Value } from '../codegen/ir/value.js'
import * as ops from '../codegen/ops/index.js'
import { sizeOfShape } from '../shapes/axes.js'
import type { ShapeValue } from '../shapes/dim.js'
import type { Weight } from './weights.js'

/*
 * Measured on two cores, batch by units of two dense layers, ms a step of Adam in one thread and in two: 32 × 64 0.10 and 0.13, 32 × 256 0.47 and
 * 0.72, 128 × 256 0.96 and 1.1; 8 × 512 1.46 and 1.21, 32 × 784 of the bench 2.5 and 2.0. Two LSTM layers of 50 steps: 32 × 64 6.5 and 8.1,
 * 128 × 64 23.6 and 22.9, 32 × 128 19 and 16.
 */

/** Products of more multiply-adds than this are over sooner in two threads. */
const smallProduct = 2 ** 23

/** The same of what a recurrent layer computes between two steps of time. */
const smallTimeStep = 2 ** 20

/** Updates of more weights than this are. */
const fewWeights = 400_000

/** Whether a training step of so many rows, whose forward pass gives these outputs, takes less time in one thread than in two. */
export const isSmallStep = (weights: readonly Weight[], outputs: () => readonly Value[], rows: number): boolean => {
  const count = weights.reduce((sum, { spec: { shape } }) => sum + (sizeOfShape(shape) as number), 0)
  if (count > fewWeights) return false
  const nodes = topologicalOrder(outputs())
  const scans = nodes.flatMap(({ rule, inputs, attributes }) => {
    if (rule !== ops.scan.rule) return []
    const { body, states } = attributes as ScanAttributes
    return [{ body, time: inputs[states]?.shape[0] }]
  })
  if (scans.length === 0) return nodes.every((node) => productOf(node, rows) <= smallProduct)
  const steps = Math.max(...scans.map(({ time }) => (typeof time === 'number' ? time : 1)))
  const within = scans.flatMap(({ body }) => topologicalOrder(body.results))
  // what is computed for all steps of time at once counts by the step
  const ofStep = [
    ...nodes.map((node) => productOf(node, rows, 1) / steps),
    ...within.map((node) => productOf(node, rows, 1)),
  ]
  return ofStep.every((size) => size <= smallTimeStep)
}

/** The multiply-adds of a product, 0 for others; `open` stands for dims that are not known. */
const productOf = ({ rule, inputs, outputs }: OpNode, rows: number, open = Number.POSITIVE_INFINITY): number => {
  const [x, w] = inputs as readonly [Value, Value]
  const known = (shape: ShapeValue) =>
    shape.reduce<number>(
      (size, dim, i) => size * (typeof dim === 'number' ? dim : i === 0 && dim !== null ? rows : open),
      1,
    )
  const size = () => known((outputs[0] as Value).shape)
  if (rule === ops.matmul.rule) return size() * known([1, x.shape.at(-1) ?? 1])
  return rule === ops.conv.rule ? size() * known([1, ...w.shape.slice(1)]) : 0
}
