import { topologicalOrder } from '../codegen/ir/graph.js'
import type { ScanAttributes } from '../codegen/ir/scan-attributes.js'
import type { OpNode, Value } from '../codegen/ir/value.js'
import * as ops from '../codegen/ops/index.js'
import type { Slices } from '../codegen/slices.js'
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

/** What goes over more numbers than this is. */
const fewNumbers = 2 ** 19

/** Updates of more weights than this are. */
const fewWeights = 400_000

/** A number that is proportional to the rows of a batch, or does not depend on them. */
interface Size {
  readonly size: number
  readonly byRows: boolean
}

/**
 * In slices, whether a training step of so many rows takes less time in one thread than in two, of a model with these weights and a forward
 * pass that gives `outputs`.
 */
export function* smallSteps(
  weights: readonly Weight[],
  outputs: () => Slices<readonly Value[]>,
): Slices<(rows: number) => boolean> {
  const count = weights.reduce((sum, { spec: { shape } }) => sum + (sizeOfShape(shape) as number), 0)
  if (count > fewWeights) return () => false
  const nodes = topologicalOrder(yield* outputs())
  const scans = nodes.flatMap(({ rule, inputs, attributes }) => {
    if (rule !== ops.scan.rule) return []
    const { body, states } = attributes as ScanAttributes
    return [{ body, time: inputs[states]?.shape[0] }]
  })
  const areAtMost = (sizes: readonly Size[], most: number) => (rows: number) =>
    sizes.every(({ size, byRows }) => (byRows ? size * rows : size) <= most)
  if (scans.length === 0) {
    const products = areAtMost(
      nodes.map((node) => productOf(node)),
      smallProduct,
    )
    // of random numbers, whose count is found when it runs, the tensors that they are for tell it
    const tensors = areAtMost(
      nodes.flatMap(({ outputs: made }) => made.map(({ shape }) => sizeOf(shape, 1))),
      fewNumbers,
    )
    return (rows) => products(rows) && tensors(rows)
  }
  const steps = Math.max(...scans.map(({ time }) => (typeof time === 'number' ? time : 1)))
  const within = scans.flatMap(({ body }) => topologicalOrder(body.results))
  // what is computed for all steps of time at once counts by the step
  const all = nodes.map((node) => productOf(node, 1)).map((one) => ({ ...one, size: one.size / steps }))
  return areAtMost([...all, ...within.map((node) => productOf(node, 1))], smallTimeStep)
}

/** `open` stands for dims that are not known, but for the first that has a name: that is the batch's, or takes as long. */
const sizeOf = (shape: ShapeValue, open = Number.POSITIVE_INFINITY): Size => {
  const batch = shape.findIndex((dim) => typeof dim === 'string')
  const known = shape.map((dim, i) => (typeof dim === 'number' ? dim : i === batch ? 1 : open))
  return { size: known.reduce((a, b) => a * b, 1), byRows: batch >= 0 }
}

/** The multiply-adds of a product, 0 for others. */
const productOf = ({ rule, inputs, outputs }: OpNode, open?: number): Size => {
  const [x, w] = inputs as readonly [Value, Value]
  const times = ({ size, byRows }: Size, each: ShapeValue): Size => ({
    size: size * sizeOf([1, ...each], open).size,
    byRows,
  })
  const made = () => sizeOf((outputs[0] as Value).shape, open)
  if (rule === ops.matmul.rule) return times(made(), x.shape.slice(-1))
  if (rule === ops.conv.rule) return times(made(), w.shape.slice(1))
  if (rule === ops.convTranspose.rule) return times(sizeOf(x.shape, open), w.shape.slice(1))
  return { size: 0, byRows: false }
}
