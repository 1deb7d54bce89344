import { expect, test } from 'vitest'
import { input, type TensorData } from '../../src/codegen/ir/value.js'
import {
  abs,
  add,
  average,
  cast,
  clip,
  concatenate,
  divide,
  greater,
  matmul,
  maximum,
  mean,
  minimum,
  multiply,
  power,
  relu,
  slice,
  stack,
  subtract,
  transpose,
  where,
} from '../../src/dsl/operations/index.js'
import type { SymbolicTensor } from '../../src/dsl/symbolic.js'
import { floats, numbers, runGraph } from '../support/evaluate.js'
import { maskOfSymbolic } from '../support/evaluate-symbolic.js'
import { place } from '../support/place.js'

/* Two series [batch, time, features] with masks, and one without: which positions of a result count, by the rules of Keras. */

const a = place(['batch', 3, 2])
const b = place(['batch', 3, 2])
const free = place(['batch', null, 2])
const masks = { a: [1, 0, 0, 1, 1, 0], b: [1, 1, 0, 0, 1, 0] }
const flags = (data: readonly number[]): TensorData => ({ dtype: 'bool', shape: [2, 3], data: Uint8Array.from(data) })

/** The mask of a result, 2 rows; undefined where it has none. */
const maskOf = async (result: SymbolicTensor): Promise<number[] | undefined> => {
  const tensors = [a, b, free]
  const inputs = tensors.map(({ dtype, shape }, i) => input('abc'[i] as string, dtype, shape))
  const [maskA, maskB] = ['maskA', 'maskB'].map((name) => input(name, 'bool', ['batch', 3])) as [never, never]
  const mask = maskOfSymbolic(
    result,
    new Map(tensors.map((tensor, i) => [tensor, inputs[i] as never])),
    new Map<SymbolicTensor, never>([
      [a, maskA],
      [b, maskB],
    ]),
  )
  if (!mask) return undefined
  const zeros = floats([2, 3, 2], Array(12).fill(0))
  const got = await runGraph(
    { inputs: [...inputs, maskA, maskB], outputs: new Map([['mask', mask]]) },
    { a: zeros, b: zeros, c: zeros, maskA: flags(masks.a), maskB: flags(masks.b) },
  )
  return numbers(got.get('mask') as TensorData)
}

const either = [1, 1, 0, 1, 1, 0]

test.each<[string, SymbolicTensor, number[] | undefined]>([
  ['add of two with masks: where one counts', add(a, b), either],
  ['subtract', subtract(a, b), either],
  ['multiply', multiply(a, b), either],
  ['average', average(a, b, a), either],
  ['maximum', maximum(a, b), either],
  ['minimum', minimum(a, b), either],
  ['add of one without a mask: none', add(a, b, free), undefined],
  ['a number beside it', add(a, 1), masks.a],
  ['power by a number', power(a, 2), masks.a],
  ['a number over it', divide(1, a), masks.a],
  ['two tensors divided: none', divide(a, b), undefined],
  ['compared with a number', greater(a, 0), masks.a],
  ['one element each', relu(abs(a)), masks.a],
  ['clip and cast', cast(clip(a, 0, 1), 'int32'), masks.a],
  ['concatenate of features: where one counts', concatenate([a, b]), either],
  ['concatenate of features, one without a mask: none', concatenate([a, free]), undefined],
  ['concatenate of features, all without a mask: none', concatenate([free, free]), undefined],
  ['concatenate of time: one after the other', concatenate([a, b], { axis: 1 }), [1, 0, 0, 1, 1, 0, 1, 1, 0, 0, 1, 0]],
  [
    'concatenate of time, one without a mask: it counts everywhere',
    concatenate([free, a], { axis: 1 }),
    [1, 1, 1, 1, 0, 0, 1, 1, 1, 1, 1, 0],
  ],
  ['concatenate of batches', concatenate([a, b], { axis: 0 }), [...masks.a, ...masks.b]],
  ['mean', mean(a, { axis: 2 }), undefined],
  ['matmul', matmul(a, transpose(b, [0, 2, 1])), undefined],
  ['slice', slice(a, [null, [0, 2]]), undefined],
  ['stack', stack([a, b]), undefined],
  ['where', where(greater(a, 0), a, 0), undefined],
])('%s', async (_, result, expected) => {
  expect(await maskOf(result)).toEqual(expected)
})
