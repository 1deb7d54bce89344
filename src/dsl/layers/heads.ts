import { constant, type Value } from '../../codegen/ir/value.js'
import * as ops from '../../codegen/ops/index.js'
import { flag } from '../../codegen/ranges.js'
import { checkBeside, checkMask, headsShape } from '../../shapes/attention.js'
import type { GuardArgument, ShapeValue } from '../../shapes/dim.js'
import { checkRate } from '../../shapes/dropout-rate.js'
import { requirePositive } from '../../shapes/sentence.js'
import type { Layer } from '../layer.js'
import { operation, type SymbolicTensor } from '../symbolic.js'
import { attendedValues, attentionShares } from './attended.js'
import { type Attending, type AttentionLayer, type AttentionRule, attentionLayer } from './attention-layer.js'
import { dropout } from './dropout.js'
import { type KernelOptions, kernelOptions } from './kernel.js'
import { projection } from './projection.js'

/** Options of layers with several heads. */
export interface HeadsOptions<
  Bias extends boolean,
  Window extends number | null,
  Gate extends boolean,
  Fault = undefined,
> extends Omit<KernelOptions<Bias>, 'activation'> {
  /** No step attends to later ones; default false. A call may say otherwise. */
  readonly useCausalMask?: boolean | undefined
  /** Each step attends to those less than so many steps away, before it or behind; by default to all. */
  readonly slidingWindow?: GuardArgument<Fault, 'slidingWindow', Window | undefined>
  /** Multiplies what each head has found by the sigmoid of a projection of the query (Qiu et al., 2025); default false. */
  readonly useGate?: Gate | undefined
}

const { activation: _, ...own } = kernelOptions
export const headsOptions = { ...own, dropout: true, useCausalMask: flag, slidingWindow: true, useGate: flag } as const

export interface Heads {
  /** The arguments by their names; those that are left out, or null, have defaults. */
  readonly counts: Readonly<Record<string, number | null | undefined>>
  readonly heads: number
  /** Of keys and values: each serves heads / keyHeads of the query's. */
  readonly keyHeads: number
  readonly keyDim: number
  readonly valueDim: number
  readonly outputShape?: number | null | undefined
  readonly dropout?: number | undefined
}

/** Attention of several heads: projections to them, what they attend to, and a projection of that to features. */
export const attentionOfHeads = <R extends AttentionRule>(
  kind: string,
  { dropout: rate = 0, heads, keyHeads, keyDim, valueDim, outputShape, counts: given }: Heads,
  { name, useCausalMask, slidingWindow, useGate = false, ...options }: HeadsOptions<boolean, number | null, boolean>,
): AttentionLayer<R> => {
  const counts = Object.fromEntries(
    Object.entries({ ...given, slidingWindow }).flatMap(([argument, count]) =>
      count === undefined || count === null ? [] : [[argument, count]],
    ),
  )
  for (const [argument, count] of Object.entries(counts)) requirePositive(kind, argument, count)
  checkRate(kind, 'dropout', rate)
  const project = {
    query: projection('query', options, 1, [heads, keyDim]),
    key: projection('key', options, 1, [keyHeads, keyDim]),
    value: projection('value', options, 1, [keyHeads, valueDim]),
  }
  const gate = useGate ? projection('gate', { ...options, activation: 'sigmoid' }, 1, [heads, valueDim]) : undefined
  const parts = [...Object.values(project), ...(gate ? [gate] : [])]
  const outputs = new Map<number, Layer>()
  /** The projection to so many features; a use has another one only where its query has other features. */
  const outputOf = (features: number): Layer => {
    const known = outputs.get(features)
    if (known) return known
    const made = projection('attention_output', options, 2, [features])
    made.trainable = project.query.trainable
    outputs.set(features, made)
    parts.push(made)
    return made
  }
  const drop = dropout(rate)
  const attend = (given: Attending): readonly [SymbolicTensor, SymbolicTensor] => {
    const { query, key, value, attentionMask, causal } = given
    headsShape(kind, query.shape, counts, [heads, keyHeads], outputShape ?? undefined)
    checkBeside(kind, query.shape, value.shape, key.shape)
    if (attentionMask) checkMask(kind, query.shape, value.shape, heads, attentionMask.shape)
    const queries = project.query(query) as SymbolicTensor
    const grouped = heads !== keyHeads
    const keys = project.key(key) as SymbolicTensor
    const gates = gate?.(query) as SymbolicTensor | undefined
    const values = project.value(value) as SymbolicTensor
    const shares = attentionShares({
      query: grouped ? withAxes(queries, 2, 1, [keyHeads, heads / keyHeads]) : queries,
      key: keys,
      value: values,
      attentionMask,
      causal,
      window: slidingWindow ?? undefined,
    })
    const attended = attendedValues(rate > 0 ? (drop(shares) as SymbolicTensor) : shares, values)
    const output = outputOf(outputShape ?? (query.shape[2] as number))
    const found = grouped ? withAxes(attended, 2, 2, [heads]) : attended
    return [
      output(gates ? gated(found, gates) : found) as SymbolicTensor,
      grouped ? withAxes(shares, 1, 2, [heads]) : shares,
    ]
  }
  return attentionLayer(kind, { name, useCausalMask }, { parts, masksPairs: true, attend })
}

const gated = (found: SymbolicTensor, gates: SymbolicTensor): SymbolicTensor => {
  const run = (...[x, gate]: readonly Value[]) => ops.mul(x as Value, gate as Value)
  return operation('gated', [found, gates], run, {
    mask: ([mask]) => mask,
    masked: (_, ...values) => run(...values),
  })
}

/** x with other axes in place of `count` from the axis `at` on, of as many elements. */
const withAxes = (x: SymbolicTensor, at: number, count: number, dims: readonly number[]): SymbolicTensor =>
  operation(
    'reshape',
    [x],
    (...[value]) => {
      const { shape } = value as Value
      const whole: ShapeValue = [...shape.slice(0, at), ...dims, ...shape.slice(at + count)]
      return ops.reshape(value as Value, whole, () =>
        ops.concat(
          [ops.shapeOf(value as Value, 0, at), constant(dims, 'int64'), ops.shapeOf(value as Value, at + count)],
          0,
        ),
      )
    },
    { mask: ([mask]) => mask },
  )
