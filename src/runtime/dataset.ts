import type { TensorData } from '../codegen/ir/value.js'
import { checkRows, checkSamples, checkTargets } from '../shapes/data.js'
import { ShapeError } from '../shapes/dim.js'
import { formatShape } from '../shapes/format.js'
import { elementCount, holds } from './elements.js'
import type { Program } from './program.js'

/** Data that has been checked against a program: rows can be gathered from it without further checks. */
export interface Dataset {
  readonly x: TensorData
  readonly y: TensorData
  readonly rows: number
}

/** Samples and their targets, checked. Throws where the program cannot take them, naming the first bad row. */
export const checkedDataset = (call: string, program: Program, x: unknown, y: unknown): Dataset => {
  const { target } = program
  const samples = checkedTensor(call, 'x', x)
  const targets = checkedTensor(call, 'y', y)
  checkSamples(call, program.input.shape, samples.shape)
  checkRows(call, samples.shape, targets.shape)
  checkNotEmpty(call, samples)
  checkTargets(call, target.kind, program.outputShape(samples.shape), targets.shape)
  checkFinite(call, 'x', samples)
  if (target.classes !== null) checkLabels(call, target.classes, targets)
  else checkFinite(call, 'y', targets)
  return { x: samples, y: targets, rows: samples.shape[0] as number }
}

/** Samples alone, checked; by every layer too, since the runtime takes some that do not fit. */
export const checkedSamples = (call: string, program: Program, x: unknown): TensorData => {
  const samples = checkedTensor(call, 'x', x)
  checkSamples(call, program.input.shape, samples.shape)
  checkNotEmpty(call, samples)
  program.outputShape(samples.shape)
  checkFinite(call, 'x', samples)
  return samples
}

/** Rows `start` to `end` (not included), sharing memory. */
export const partOf = ({ x, y }: Dataset, start: number, end: number): Dataset => {
  const cut = ({ data, shape, dtype }: TensorData): TensorData => {
    const sample = shape.slice(1)
    const size = elementCount(sample)
    return { data: data.subarray(start * size, end * size), shape: [end - start, ...sample], dtype }
  }
  return { x: cut(x), y: cut(y), rows: end - start }
}

/** Whether a value is a tensor; `Tensor` or another object of the same fields. */
export const checkedTensor = (call: string, name: string, x: unknown): TensorData => {
  const { data, shape, dtype } = (x ?? {}) as Partial<TensorData>
  if (!Array.isArray(shape) || dtype === undefined || !holds(dtype, data)) {
    throw new TypeError(`${call}: ${name} must be a tensor; make one with tensor(data, shape)`)
  }
  if (elementCount(shape) !== data.length) {
    throw new ShapeError(`${call}: ${name} has shape ${formatShape(shape)}, but ${data.length} elements`)
  }
  return { data, shape, dtype }
}

const checkNotEmpty = (call: string, { shape }: TensorData): void => {
  if (shape[0] === 0) throw new RangeError(`${call}: x has no rows; give at least one`)
  if (shape.includes(0)) throw new RangeError(`${call}: x has no elements: its shape is ${formatShape(shape)}`)
}

const rowOf = (index: number, { shape }: TensorData): number => Math.floor(index / elementCount(shape.slice(1)))

/** Float64 beyond float32's range would turn infinite in the graph. */
const checkFinite = (call: string, name: string, x: TensorData): void => {
  const { data } = x
  if (!(data instanceof Float32Array || data instanceof Float64Array)) return
  for (let i = 0; i < data.length; i++) {
    if (!Number.isFinite(Math.fround(data[i] as number))) {
      throw new RangeError(
        `${call}: ${name} holds ${data[i]} in row ${rowOf(i, x)}; expected finite numbers of float32: clean the data first`,
      )
    }
  }
}

const checkLabels = (call: string, classes: number, y: TensorData): void => {
  const { data } = y
  for (let i = 0; i < data.length; i++) {
    const label = Number(data[i])
    if (!(Number.isInteger(label) && label >= 0 && label < classes)) {
      throw new RangeError(
        `${call}: y holds label ${label} in row ${rowOf(i, y)}; expected integers from 0 to ${classes - 1}`,
      )
    }
  }
}
