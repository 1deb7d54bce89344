import { describe, expect, test } from 'vitest'
import { compile } from '../../src/dsl/compile.js'
import { model } from '../../src/dsl/functional.js'
import { input } from '../../src/dsl/input.js'
import { dense, embedding, flatten } from '../../src/dsl/layers/index.js'
import {
  add,
  concatenate,
  expandDims,
  slice,
  split,
  squeeze,
  stack,
  transpose,
} from '../../src/dsl/operations/index.js'
import type { SymbolicTensor } from '../../src/dsl/symbolic.js'
import { tensor } from '../../src/runtime/tensor.js'

/* Ids that are moved between the input and the layer that takes them are checked as those that come straight from it. */

type Words = SymbolicTensor<['batch', 4], 'int32' | 'float32'>

const moves: Record<string, (words: Words) => SymbolicTensor> = {
  slice: (words) => slice(words, [null, [0, 2]]),
  split: (words) => split(words, 2)[1],
  expandDims: (words) => expandDims(words, 1),
  squeeze: (words) => squeeze(expandDims(words, 1), 1),
  transpose: (words) => transpose(expandDims(words, 1), [0, 2, 1]),
  concatenate: (words) => concatenate([words, slice(words, [null, [0, 2]])]),
  stack: (words) => stack([words, words], { axis: 1 }),
}

const embedded = (words: SymbolicTensor): SymbolicTensor => flatten()(embedding(10, 2)(words as never) as never)

describe.each(['int32', 'float32'] as const)('%s', (dtype) => {
  test.each(Object.entries(moves))('%s', async (_, move) => {
    const words: Words = input([4], { dtype })
    await using trainer = await compile(model({ inputs: words, outputs: embedded(move(words)) }), { loss: 'mse' })
    const data = (ids: number[]) => tensor(Float32Array.from(ids), [1, 4])
    await trainer.predict(data([0, 9, 3, 4]))
    for (const wrong of [-1, 99]) {
      await expect(trainer.predict(data([wrong, 0, 1, wrong]))).rejects.toThrow(
        new RegExp(`^predict: x holds id ${wrong} in row 0; embedding \\(layer [23]\\) takes ids from 0 to 9$`),
      )
    }
  })
})

test('of an input in parts, each for a layer of ids, the widest counts', async () => {
  const words = input([2], { dtype: 'int32' })
  const [few, many] = split(words, 2)
  const outputs = add(embedding(10, 2)(few), embedding(20, 2)(many))
  await using trainer = await compile(model({ inputs: words, outputs }), { loss: 'mse' })
  await trainer.predict(tensor(Int32Array.of(9, 19), [1, 2]))
  await expect(trainer.predict(tensor(Int32Array.of(9, 20), [1, 2]))).rejects.toThrow('embedding_1')
})

test('an input in parts, of which some are numbers, may hold any', async () => {
  const x = input([3])
  const ids = slice(x, [null, [0, 1]])
  const outputs = add(dense(2)(slice(x, [null, [1, 3]])), flatten()(embedding(10, 2)(ids)))
  await using trainer = await compile(model({ inputs: x, outputs }), { loss: 'mse' })
  await trainer.predict(tensor(Float32Array.of(9, -0.5, 99), [1, 3]))
})

test('computed numbers among them are no ids', async () => {
  const x = input([3])
  const outputs = embedded(concatenate([x, dense(2)(x)]))
  await expect(compile(model({ inputs: x, outputs }), { loss: 'mse' })).rejects.toThrow(
    'compile: embedding (layer 3) takes ids, but dense before it gives other numbers; put embedding first',
  )
})
