import { expect, test } from 'vitest'
import { block } from '../../src/dsl/block.js'
import { input } from '../../src/dsl/input.js'
import { bidirectional, dense, lstm } from '../../src/dsl/layers/index.js'
import { sequential } from '../../src/dsl/sequential.js'
import { loadModel } from '../../src/runtime/onnx-file.js'
import { Tensor } from '../../src/runtime/tensor.js'
import type { Trainer } from '../../src/runtime/trainer.js'
import { ShapeError } from '../../src/shapes/dim.js'
import { distance, numbers } from '../support/evaluate.js'
import { checkSnippets } from '../support/snippets.js'

const wave = (shape: readonly number[]) =>
  new Tensor(
    Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => Math.sin(0.9 * i)),
    shape,
    'float32',
  )

const series = sequential(input([null, 2])).gru(4, { returnSequences: true })
const withoutStates = series.lstm(3, { name: 'coder' })
const withStates = series.lstm(3, { returnState: true, name: 'coder' })

/** Outputs by their order, whatever the types say of the number. */
const predictAll = async (trainer: Trainer, x: Tensor) => (await trainer.predict(x)) as unknown as Tensor[]

test('states come out beside the output: in predict, and in the inference file', async () => {
  await using one = await withoutStates.compile({ loss: 'mse', seed: 4 })
  await using all = await withStates.compile({ loss: 'mse', seed: 4 })
  const x = wave([5, 7, 2])
  const output = (await one.predict(x)) as unknown as Tensor
  const [again, h, c] = (await predictAll(all, x)) as [Tensor, Tensor, Tensor]
  expect([again.shape, h.shape, c.shape]).toEqual([
    [5, 3],
    [5, 3],
    [5, 3],
  ])
  expect(numbers(again)).toEqual(numbers(output))
  expect(numbers(h)).toEqual(numbers(output))
  expect(numbers(c)).not.toEqual(numbers(output))
  await using file = await loadModel(all.exportInference().model)
  expect(file.outputs.map(({ name }) => name)).toEqual(['coder', 'coder/h', 'coder/c'])
  const loaded = await file.run({ input: x })
  expect(distance(numbers(loaded['coder/c'] as Tensor), numbers(c))).toBeLessThan(1e-6)
})

test('a loss is of the first output; batches are joined for all', async () => {
  await using one = await withoutStates.compile({ loss: 'mse', seed: 4 })
  await using all = await withStates.compile({ loss: 'mse', seed: 4 })
  const [x, y] = [wave([6, 5, 2]), wave([6, 3])]
  const fit = { epochs: 2, batchSize: 4, verbose: 0, shuffle: false } as const
  expect((await all.fit(x, y, fit)).history).toEqual((await one.fit(x, y, fit)).history)
  const [whole, parts] = [await predictAll(all, x), (await all.predict(x, { batchSize: 4 })) as unknown as Tensor[]]
  for (const [i, tensor] of whole.entries())
    expect(distance(numbers(parts[i] as Tensor), numbers(tensor))).toBeLessThan(1e-6)
})

test('both directions on their own', async () => {
  const model = sequential(input([4, 2])).bidirectional(lstm(3, { returnSequences: true }), {
    mergeMode: null,
    name: 'both',
  })
  await using trainer = await model.compile({ loss: 'mse' })
  const [forward, backward] = (await predictAll(trainer, wave([2, 4, 2]))) as [Tensor, Tensor]
  expect([forward.shape, backward.shape]).toEqual([
    [2, 4, 3],
    [2, 4, 3],
  ])
  expect(trainer.exportInference().outputs.map(({ name }) => name)).toEqual(['both', 'both/backward'])
})

test('nothing can follow several outputs', () => {
  const sentence =
    'expected one tensor, got 3; a layer that gives its states, or both directions, must be the last (layer 2, dense)'
  const model = sequential(input([4, 2])).lstm(3, { returnState: true }) as unknown as { pipe(layer: unknown): unknown }
  expect(() => model.pipe(dense(1))).toThrow(ShapeError)
  expect(() => model.pipe(dense(1))).toThrow(`dense: ${sentence.replace(/ \(.*/, '')}`)
  expect(() => model.pipe(bidirectional(lstm(1)))).toThrow('bidirectional: expected one tensor, got 3')
})

test('in a block too, only the last layer may give several', () => {
  const sentence =
    'block: expected one tensor between its layers; a layer that gives its states, or both directions, must be the last'
  expect(() => block(lstm(2, { returnState: true }), dense(1))).toThrow(new ShapeError(sentence))
  expect(() => block(block(dense(3), bidirectional(lstm(2), { mergeMode: null })), dense(1))).toThrow(sentence)
  const wrong = (layers: string) => `const model = sequential(input([4, 2])).pipe(${layers})`
  const right = `const all = sequential(input([4, 2])).pipe(block(dense(3), lstm(2, { returnState: true })))
const both = sequential(input([4, 2])).bidirectional(block(gru(2)))`
  const mistakes = [
    'block(lstm(2, { returnState: true }), dense(1))',
    'block(block(dense(3), lstm(2, { returnState: true })), dense(1))',
  ].map(wrong)
  const checked = checkSnippets([right, ...mistakes])
  expect(checked.get(right)?.diagnostics).toEqual([])
  expect(checked.get(right)?.typeOf('all')).toBe(
    'Ending<["batch", 4, 2], [["batch", 2], ["batch", 2], ["batch", 2]], 57>',
  )
  expect(checked.get(right)?.typeOf('both')).toBe('Sequential<["batch", 4, 2], ["batch", 4], 72>')
  for (const snippet of mistakes) {
    expect(checked.get(snippet)?.diagnostics).toEqual([
      { line: 1, text: expect.stringContaining(`is not assignable to parameter of type '"${sentence}"'`) },
    ])
  }
})

test('what the compiler says of all that', () => {
  const right = `const model = sequential(input([null, 2])).lstm(3, { returnSequences: true, returnState: true })
const trainer = await model.compile({ loss: 'mse' })
const all = await trainer.predict(tensor(new Float32Array(5 * 4 * 2), [5, 4, 2]))
await trainer.fit(tensor(new Float32Array(40), [5, 4, 2]), tensor(new Float32Array(60), [5, 4, 3]))
const c = all[2]`
  const follows = `const model = sequential(input([4, 2])).lstm(3, { returnState: true })
const next = model.dense(3)
const piped = model.pipe(dense(3))`
  const target = `const model = sequential(input([4, 2])).lstm(3, { returnState: true })
const trainer = await model.compile({ loss: 'mse' })
await trainer.fit(tensor(new Float32Array(40), [5, 4, 2]), tensor(new Float32Array(10), [5, 2]))`
  const checked = checkSnippets([right, follows, target])
  const of = (snippet: string) => checked.get(snippet)
  expect(of(right)?.diagnostics).toEqual([])
  expect(of(right)?.typeOf('c')).toBe('Tensor<[5, 3], "float32">')
  const sentence = 'expected one tensor, got 3; a layer that gives its states, or both directions, must be the last'
  expect(of(follows)?.diagnostics).toEqual(
    ['dense', 'pipe'].map((call, i) => ({
      line: i + 2,
      text: `This expression is not callable.\n  Type 'ShapeError<"${call}: ${sentence}">' has no call signatures.`,
    })),
  )
  expect(of(target)?.diagnostics).toEqual([
    {
      line: 3,
      text: expect.stringContaining(
        "fit: y has samples of shape [2], but the model's output is [3]; reshape the data, or change the model's last layer",
      ),
    },
  ])
})
