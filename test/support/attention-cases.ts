import { readFileSync } from 'node:fs'
import { gradients } from '../../src/codegen/autodiff.js'
import { input, scalar, type Value } from '../../src/codegen/ir/value.js'
import * as ops from '../../src/codegen/ops/index.js'
import { forward } from '../../src/dsl/forward.js'
import type { AttentionLayer, AttentionRule } from '../../src/dsl/layers/attention-layer.js'
import { additiveAttention, attention, groupedQueryAttention, multiHeadAttention } from '../../src/dsl/layers/index.js'
import { modelGraph } from '../../src/dsl/model-graph.js'
import { SymbolicTensor } from '../../src/dsl/symbolic.js'
import { weightsOf } from '../../src/dsl/weights.js'
import { fromGolden, type Golden } from './evaluate.js'

/** A layer of attention that Keras has run, as the golden file holds it. */
export interface Case {
  readonly layer: 'multiHeadAttention' | 'groupedQueryAttention' | 'attention' | 'additiveAttention'
  readonly args: readonly never[]
  readonly causal: boolean
  readonly inputs: Readonly<Record<string, Golden>>
  readonly masks: Readonly<Record<string, Golden>>
  readonly attentionMask: Golden | null
  readonly weights: Readonly<Record<string, Golden>>
  readonly y: Golden
  readonly scores: Golden | null
  readonly cotangent: Golden
  readonly gradients: Readonly<Record<string, Golden>>
}

type Factory = (...args: readonly never[]) => AttentionLayer<AttentionRule>
const factories = { multiHeadAttention, groupedQueryAttention, attention, additiveAttention } as unknown as Readonly<
  Record<Case['layer'], Factory>
>
export const cases = JSON.parse(readFileSync(new URL('../golden/attention.json', import.meta.url), 'utf8')) as Case[]

/** A graph of its outputs and gradients, and what is fed; the batch is a symbol, and `open` leaves the numbers of steps open too. */
export const attentionCaseGraph = (one: Case, open: boolean) => {
  const inputs = Object.entries({ ...one.inputs, ...(one.attentionMask && { attentionMask: one.attentionMask }) })
  const dims = ({ shape }: Golden, steps: number) =>
    shape.map((dim, axis) => (axis === 0 ? 'batch' : open && axis <= steps ? null : dim))
  const tensors = inputs.map(([name, golden]) => {
    const shape = name === 'attentionMask' ? dims(golden, golden.shape.length === 3 ? 2 : 0) : dims(golden, 1)
    return [name, new SymbolicTensor(shape, golden.dtype, { kind: 'input', name })] as const
  })
  const { query, ...beside } = Object.fromEntries(tensors)
  const options = { ...beside, useCausalMask: one.causal, returnAttentionScores: one.scores !== null }
  const made = factories[one.layer](...one.args)(query as never, options as never) as unknown
  const ends = (one.scores === null ? [made] : made) as SymbolicTensor[]
  const graph = modelGraph(
    tensors.map(([, tensor]) => tensor),
    ends,
  )
  const weights = weightsOf(graph)
  const values = tensors.map(([name, { shape, dtype }]) => input(name, dtype, shape))
  const masks = tensors.map(([name]) => {
    const mask = one.masks[name] ?? (name === 'query' && !('value' in one.inputs) ? one.masks.value : undefined)
    return mask && input(`mask of ${name}`, 'int32', dims(mask, 1))
  })
  const {
    outputs: [output, shares],
  } = forward(graph, weights, values, { masks: masks.map((mask) => mask && ops.cast(mask, 'bool')) })
  const { value } = output as { value: Value }
  const cotangent = input('cotangent', 'float32', value.shape)
  const wanted = [
    ...tensors.flatMap(([name], i) => (name === 'attentionMask' ? [] : [[name, values[i] as Value] as const])),
    ...weights.map(({ name, value }) => [name.replace(/^[^/]*\//, ''), value] as const),
  ]
  const grads = gradients(
    ops.add(
      ops.reduceSum(ops.mul(value, cotangent)),
      shares ? ops.reduceSum(ops.mul(shares.value, shares.value)) : scalar(0),
    ),
    wanted.map(([, value]) => value),
  )
  const outputs = new Map([
    ['y', value],
    ...(shares ? [['scores', shares.value] as const] : []),
    ...wanted.map(([name], i) => [`d ${name}`, grads[i] as Value] as const),
  ])
  const feeds = {
    ...Object.fromEntries(inputs.map(([name, golden]) => [name, fromGolden(golden)])),
    ...Object.fromEntries(
      Object.entries(one.masks)
        .filter(([name]) => name in one.inputs)
        .map(([name, mask]) => [`mask of ${name}`, fromGolden(mask)]),
    ),
    cotangent: fromGolden(one.cotangent),
    ...Object.fromEntries(
      weights.map(({ name }) => [name, fromGolden(one.weights[name.replace(/^[^/]*\//, '')] as Golden)]),
    ),
  }
  const given = [...values, ...masks.flatMap((mask) => mask ?? []), cotangent, ...weights.map((one) => one.value)]
  return { graph: { inputs: given, outputs }, feeds, shape: value.shape, weights }
}
