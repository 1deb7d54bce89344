import type { TensorData } from '../codegen/ir/value.js'
import { checkRows, checkSamples, checkTargets } from '../shapes/data.js'
import { formatShape } from '../shapes/format.js'
import { checkFinite, checkInput, checkLabels } from './check-elements.js'
import { checkedTensor } from './checked-tensor.js'
import { elementCount } from './elements.js'
import type { Program } from './program.js'
import { checkedSampleWeight } from './sample-weight.js'

/** Data that has been checked against a program: rows can be gathered from it without further checks. */
export interface Dataset {
  readonly x: TensorData
  readonly y: TensorData
  /** A weight for each loss, of their shape; undefined where all count the same. */
  readonly sampleWeight: TensorData | undefined
  readonly rows: number
}

/** Samples and their targets, checked. Throws where the program cannot take them, naming the first bad row. */
export const checkedDataset = (
  call: string,
  program: Program,
  x: unknown,
  y: unknown,
  sampleWeight?: unknown,
): Dataset => {
  const { target } = program
  const samples = checkedTensor(call, 'x', x)
  const targets = checkedTensor(call, 'y', y)
  checkSamples(call, program.input.shape, samples.shape)
  checkRows(call, samples.shape, targets.shape)
  checkNotEmpty(call, samples)
  const output = program.outputShape(samples.shape)
  checkTargets(call, target.kind, output, targets.shape)
  checkInput(call, program.input, samples)
  if (target.classes !== null) checkLabels(call, target.classes, targets)
  else checkFinite(call, 'y', targets)
  const weights = sampleWeight === undefined ? undefined : checkedSampleWeight(call, samples, output, sampleWeight)
  return { x: samples, y: targets, sampleWeight: weights, rows: samples.shape[0] as number }
}

/** Samples alone, checked; by every layer too, since the runtime takes some that do not fit. */
export const checkedSamples = (call: string, program: Program, x: unknown): TensorData => {
  const samples = checkedTensor(call, 'x', x)
  checkSamples(call, program.input.shape, samples.shape)
  checkNotEmpty(call, samples)
  program.outputShape(samples.shape)
  checkInput(call, program.input, samples)
  return samples
}

/** Rows `start` to `end` (not included), sharing memory. */
export const partOf = ({ x, y, sampleWeight }: Dataset, start: number, end: number): Dataset => {
  const cut = ({ data, shape, dtype }: TensorData): TensorData => {
    const sample = shape.slice(1)
    const size = elementCount(sample)
    return { data: data.subarray(start * size, end * size), shape: [end - start, ...sample], dtype }
  }
  return { x: cut(x), y: cut(y), sampleWeight: sampleWeight && cut(sampleWeight), rows: end - start }
}

const checkNotEmpty = (call: string, { shape }: TensorData): void => {
  if (shape[0] === 0) throw new RangeError(`${call}: x has no rows; give at least one`)
  if (shape.includes(0)) throw new RangeError(`${call}: x has no elements: its shape is ${formatShape(shape)}`)
}
