import type { TensorData } from '../codegen/ir/value.js'
import { checkSamples, checkTargets } from '../shapes/data.js'
import type { ShapeValue } from '../shapes/dim.js'
import { formatShape } from '../shapes/format.js'
import { compareNames } from '../shapes/least.js'
import { checkRows } from '../shapes/rows.js'
import { bindSymbols, checkBound, type Part } from '../shapes/symbols.js'
import { positionsOf } from '../shapes/target-axis.js'
import { type Argument, arranged } from './arguments.js'
import { checkInput, checkTarget, type PlaceOf, rowNumber } from './check-elements.js'
import { checkedRows } from './checked-tensor.js'
import { areEqualDims, elementCount } from './elements.js'
import type { InputSpec, PredictionProgram, Program, TargetSpec } from './program.js'
import { checkedSampleWeights } from './sample-weight.js'

/** Samples that have been checked against a program: a tensor for each input. */
export interface Samples {
  readonly x: readonly TensorData[]
  readonly rows: number
}

/** Data that has been checked against a program: rows can be gathered from it without further checks. */
export interface CheckedData extends Samples {
  /** A tensor for each target. */
  readonly y: readonly TensorData[]
  /** A weight for each loss of each target, of their shape; undefined where all count the same. */
  readonly sampleWeight: readonly TensorData[] | undefined
}

/** A tensor of a call, with what the model knows of it. */
interface Checked<Spec> extends Part {
  readonly spec: Spec
  readonly tensor: TensorData
}

/** Samples and their targets, checked. Throws where the program cannot take them, naming the first bad row. */
export const checkedData = (
  call: string,
  program: Program,
  x: unknown,
  y: unknown,
  sampleWeight?: unknown,
  placeOf: PlaceOf = rowNumber,
): CheckedData => {
  const samples = tensorsOf(inputsOf(call, program), program.inputs, x, ({ shape }) => shape)
  const targets = tensorsOf(targetsOf(call, program), program.targets, y, ({ output }) => output.shape)
  const { rows, bindings } = checkedParts(call, samples)
  for (const target of targets) {
    checkTargets(call, target.spec.kind, target.expected, target.shape, target.name)
    checkRows(call, rows, target.shape[0] as number, target.name)
    checkBound(call, target, bindings)
  }
  checkNotEmpty(call, samples)
  const shapes = program.outputShapes(samples.map(({ shape }) => shape))
  const places = program.outputs.map(({ name }) => name)
  const outputs = program.targets.map(({ output }) => shapes[places.indexOf(output.name)] as ShapeValue)
  for (const [i, { name, shape, spec }] of targets.entries()) {
    checkTargets(call, spec.kind, outputs[i] as ShapeValue, shape, name)
  }
  for (const { name, spec, tensor } of samples) checkInput(call, name, spec, tensor, placeOf)
  for (const { name, spec, tensor } of targets) checkTarget(call, name, spec, tensor, placeOf)
  const weights = { ...targetsOf(call, program), name: 'sampleWeight' }
  const positions = program.targets.map(({ kind }, i) => positionsOf(kind, outputs[i] as ShapeValue))
  return {
    x: samples.map(({ tensor }) => tensor),
    y: targets.map(({ tensor }) => tensor),
    sampleWeight:
      sampleWeight === undefined ? undefined : checkedSampleWeights(weights, rows, positions, sampleWeight, placeOf),
    rows,
  }
}

/** Samples alone, checked; by every layer too, since the runtime takes some that do not fit. */
export const checkedSamples = (
  call: string,
  program: PredictionProgram,
  x: unknown,
  placeOf: PlaceOf = rowNumber,
): Samples => {
  const samples = tensorsOf(inputsOf(call, program), program.inputs, x, ({ shape }) => shape)
  const last = fitting.get(program)
  if (!last || samples.some(({ tensor }, i) => !areEqualDims(tensor.shape, last[i] as readonly number[]))) {
    checkedParts(call, samples)
    checkNotEmpty(call, samples)
    program.outputShapes(samples.map(({ shape }) => shape))
    fitting.set(
      program,
      samples.map(({ tensor }) => [...tensor.shape]),
    )
  }
  for (const { name, spec, tensor } of samples) checkInput(call, name, spec, tensor, placeOf)
  return { x: samples.map(({ tensor }) => tensor), rows: samples[0]?.tensor.shape[0] as number }
}

/** The shapes of the last samples that fitted a program, which need not be looked at again: that takes longer than a small run. */
const fitting = new WeakMap<PredictionProgram, readonly (readonly number[])[]>()

const inputsOf = (call: string, { inputs, inputArrangement }: PredictionProgram): Argument => ({
  call,
  name: 'x',
  taker: 'input',
  arrangement: inputArrangement,
  keys: inputs.map(({ name }) => name),
})

const targetsOf = (call: string, { targets, targetArrangement }: Program): Argument => ({
  call,
  name: 'y',
  taker: 'loss',
  arrangement: targetArrangement,
  keys: targets.map(({ key }) => key),
})

const tensorsOf = <Spec extends InputSpec | TargetSpec>(
  argument: Argument,
  specs: readonly Spec[],
  given: unknown,
  expected: (spec: Spec) => ShapeValue,
): readonly Checked<Spec>[] =>
  arranged(argument, given).map(({ name, value }, i) => {
    const spec = specs[i] as Spec
    const tensor = checkedRows(argument.call, name, value)
    return { name, spec, tensor, expected: expected(spec), shape: tensor.shape }
  })

/** The rows of samples, and what the model's symbols are in them. */
const checkedParts = (call: string, samples: readonly Part[]) => {
  for (const { name, shape, expected } of samples) checkSamples(call, expected, shape, name)
  const [first, ...others] = samples.toSorted((a, b) => compareNames(a.name, b.name)) as [Part, ...Part[]]
  const [rows] = first.shape as readonly [number]
  for (const { name, shape } of others) checkRows(call, rows, shape[0] as number, name, first.name)
  return { rows, bindings: bindSymbols(call, samples) }
}

/** Rows `start` to `end` (not included), sharing memory. */
export const partOf = ({ x, y, sampleWeight }: CheckedData, start: number, end: number): CheckedData => {
  const cut = ({ data, shape, dtype }: TensorData): TensorData => {
    const sample = shape.slice(1)
    const size = elementCount(sample)
    return { data: data.subarray(start * size, end * size), shape: [end - start, ...sample], dtype }
  }
  return { x: x.map(cut), y: y.map(cut), sampleWeight: sampleWeight?.map(cut), rows: end - start }
}

const checkNotEmpty = (call: string, samples: readonly Part[]): void => {
  for (const { name, shape } of samples) {
    if (shape[0] === 0) throw new RangeError(`${call}: ${name} has no rows; give at least one`)
    if (shape.includes(0)) {
      throw new RangeError(`${call}: ${name} has no elements: its shape is ${formatShape(shape)}`)
    }
  }
}
