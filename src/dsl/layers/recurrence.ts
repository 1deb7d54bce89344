import { bodyParameter } from '../../codegen/ir/body.js'
import { constant, scalar, type Value } from '../../codegen/ir/value.js'
import { currentTarget } from '../../codegen/lowering/target.js'
import type { FusedActivation } from '../../codegen/ops/fused-recurrence.js'
import * as ops from '../../codegen/ops/index.js'
import type { ActivationLike } from '../activations.js'
import type { CallContext, Recurrence } from '../layer-definition.js'
import { dropoutMask } from './dropout-mask.js'
import { fusedActivation } from './fused-activation.js'

/** h · the columns of the recurrent kernel that belong to gates `from` to `to` (not included). */
export type GateProduct = (h: Value, from: number, to: number) => Value

/** [..., count · units] as one [..., units] for each gate. */
export const gatesOf = (x: Value, count: number, units: number): readonly Value[] =>
  ops.split(x, { axis: -1, sizes: Array<number>(count).fill(units) })

/** What one kind of recurrent layer does in a step. */
export interface Cell {
  readonly type: 'LSTM' | 'GRU' | 'RNN'
  readonly gates: number
  readonly states: 1 | 2
  /** The gates' places in ONNX's order, in ours. */
  readonly onnxGates: readonly number[]
  readonly resetAfter: boolean
  /** For ONNX's operator: those of the gates first. */
  readonly activations: readonly ActivationLike[]
  /** The next states, the first of which is the output. `projected` is what the gates see of the input, [batch, gates · units]. */
  step(projected: Value, states: readonly Value[], product: GateProduct, recurrentBias: Value | null): readonly Value[]
}

/** Weights of a cell at run time, as Keras shapes them. */
export interface CellWeights {
  /** [features, gates · units] */
  readonly kernel: Value
  /** [units, gates · units] */
  readonly recurrentKernel: Value
  /** [gates · units] */
  readonly bias: Value | null
  /** [gates · units], of a GRU that resets after the product. */
  readonly recurrentBias: Value | null
}

export interface RecurrenceOptions {
  readonly units: number
  readonly dropout: number
  readonly recurrentDropout: number
  readonly reverse: boolean
  readonly zeroMasked?: boolean | undefined
  readonly initial?: readonly Value[] | undefined
}

export interface RecurrenceResult {
  /** [time, batch, units], in the order of x. */
  readonly steps: Value
  /** The last states, [batch, units] each. */
  readonly states: readonly Value[]
}

/**
 * The call of a recurrent layer: runs it, publishes its last states, and gives its output. The run goes the way of its
 * goBackwards; the steps of the output go from the last to the first where `backwards` says so.
 */
export const runAndPublish = (
  recurrence: Recurrence,
  x: Value,
  context: CallContext,
  {
    backwards,
    ...options
  }: { readonly backwards: boolean; readonly zeroMasked?: boolean; readonly initial?: readonly Value[] | undefined },
): Value => {
  const { output, states } = recurrence.run(x, context, { ...options, reverse: recurrence.goBackwards })
  for (const [i, state] of states.entries()) context.output(recurrence.stateNames[i] as string, state)
  return backwards && recurrence.returnSequences ? ops.reverse(output, 1) : output
}

/** Runs a cell over x [batch, time, features]: in training by a scan, else by ONNX's own operator where that can do it. */
export const runRecurrence = (
  x: Value,
  context: CallContext,
  cell: Cell,
  weights: CellWeights,
  options: RecurrenceOptions,
): RecurrenceResult => {
  const steps = ops.transpose(x, [1, 0, 2])
  const activations = cell.activations.map(fusedActivation)
  if (!context.training && !context.mask && areFused(activations, cell))
    return fused(steps, cell, activations, weights, options)
  const initial = options.initial ?? Array.from({ length: cell.states }, () => zeros(x, [options.units]))
  return scanned(steps, initial, context, cell, weights, options)
}

/** Whether ONNX's operator has these activations of a cell, and the device a kernel for it with them. */
const areFused = (
  activations: readonly (FusedActivation | undefined)[],
  { type, resetAfter }: Cell,
): activations is readonly FusedActivation[] => {
  if (currentTarget().device === 'cpu') return activations.every((activation) => activation !== undefined)
  const names = activations.map((activation) => activation?.name)
  return names.join() === cudaActivations[type].join() && (type !== 'GRU' || resetAfter)
}

/** cuDNN has no others, and of GRU only the one that resets after the product. */
const cudaActivations: Readonly<Record<Cell['type'], readonly string[]>> = {
  LSTM: ['Sigmoid', 'Tanh', 'Tanh'],
  GRU: ['Sigmoid', 'Tanh'],
  RNN: ['Tanh'],
}

const scanned = (
  steps: Value,
  initial: readonly Value[],
  context: CallContext,
  cell: Cell,
  { kernel, recurrentKernel, bias, recurrentBias }: CellWeights,
  { units, dropout, recurrentDropout, reverse, zeroMasked }: RecurrenceOptions,
): RecurrenceResult => {
  // the same masks in every step (Gal & Ghahramani, 2016); Keras draws one for each gate where the recurrent kernel's inputs are dropped, else one for all
  const gated = context.training && recurrentDropout > 0
  const dropped = (rate: number, size: number) => () => dropoutMask(context, zeros(steps, [size], 1), rate)
  const [features] = kernel.shape as readonly number[]
  const inputMasks = masks(
    context.training && dropout > 0,
    gated ? cell.gates : 1,
    dropped(dropout, features as number),
  )
  const stateMasks = masks(gated, cell.gates, dropped(recurrentDropout, units))
  const product = gateProduct(units, cell.gates)
  const projection = product(kernel, inputMasks)(steps, 0, cell.gates)
  const projected = bias ? ops.add(projection, bias) : projection

  const mask = context.mask && ops.transpose(ops.unsqueeze(context.mask, [2]), [1, 0, 2])
  const sequences = [projected, ...(mask ? [mask] : [])]
  const before = initial.map((state) => bodyParameter('state', state))
  const leaves = sequences.map((sequence) =>
    bodyParameter('step', { dtype: sequence.dtype, shape: sequence.shape.slice(1) }),
  )
  const [input, counts] = leaves as [Value, Value | undefined]
  const next = cell.step(input, before, product(recurrentKernel, stateMasks), recurrentBias)
  const after = counts ? next.map((state, i) => ops.where(counts, state, before[i] as Value)) : next
  const results = ops.scan({
    states: initial,
    sequences,
    reverse,
    parameters: [...before, ...leaves],
    results: [...after, after[0] as Value],
  })
  const output = results[cell.states] as Value
  return {
    steps: zeroMasked && mask ? ops.where(mask, output, 0) : output,
    states: results.slice(0, cell.states),
  }
}

const masks = (wanted: boolean, count: number, draw: () => Value): readonly Value[] =>
  wanted ? Array.from({ length: count }, draw) : []

/** Products with the columns of some gates; with a mask for each gate, each sees its own input. */
const gateProduct =
  (units: number, gates: number) =>
  (kernel: Value, own: readonly Value[]): GateProduct =>
  (x, from, to) => {
    const columns = (start: number, end: number) =>
      end - start === gates
        ? kernel
        : ops.slice(kernel, { axes: [1], starts: [start * units], ends: [end * units], steps: [1] })
    if (own.length === 0) return ops.matmul(x, columns(from, to))
    if (own.length === 1) return ops.matmul(ops.mul(x, own[0] as Value), columns(from, to))
    const parts = own.slice(from, to).map((mask, i) => ops.matmul(ops.mul(x, mask), columns(from + i, from + i + 1)))
    return parts.length === 1 ? (parts[0] as Value) : ops.concat(parts, -1)
  }

const fused = (
  steps: Value,
  cell: Cell,
  activations: readonly FusedActivation[],
  weights: CellWeights,
  { units, reverse, initial = [] }: RecurrenceOptions,
): RecurrenceResult => {
  const { type, gates, onnxGates, resetAfter } = cell
  const reordered = (x: Value) => {
    const parts = gatesOf(x, gates, units)
    return ops.concat(
      onnxGates.map((gate) => parts[gate] as Value),
      -1,
    )
  }
  const matrix = (kernel: Value) => ops.unsqueeze(ops.transpose(reordered(kernel), [1, 0]), [0])
  const { bias } = weights
  const recurrentBias = weights.recurrentBias ?? constant(new Float32Array(gates * units), 'float32')
  const [all, ...last] = ops.fusedRecurrence(
    {
      x: steps,
      w: matrix(weights.kernel),
      r: matrix(weights.recurrentKernel),
      b: bias && ops.unsqueeze(ops.concat([reordered(bias), reordered(recurrentBias)], 0), [0]),
      states: initial.map((state) => ops.unsqueeze(state, [0])),
    },
    { type, units, activations, resetAfter, reverse },
  )
  return {
    steps: ops.squeeze(all as Value, [1]),
    states: last.slice(0, cell.states).map((state) => ops.squeeze(state, [0])),
  }
}

/** Zeros [batch, ...dims] for the batch along `axis` of x. */
const zeros = (x: Value, dims: readonly number[], axis = 0): Value => {
  const batch = x.shape[axis] ?? null
  const like = [batch, ...dims]
  if (typeof batch === 'number') return ops.expand(scalar(0), like)
  return ops.expand(scalar(0), like, ops.concat([ops.shapeOf(x, axis, axis + 1), constant(dims, 'int64')], 0))
}
