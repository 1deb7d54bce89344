import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { compile } from '../../src/dsl/compile.js'
import { input } from '../../src/dsl/input.js'
import { sequential } from '../../src/dsl/sequential.js'
import { type Tensor, tensor } from '../../src/runtime/tensor.js'
import { Trainer } from '../../src/runtime/trainer.js'
import { linearProgram } from './linear-program.js'

/* What inputs of integers take: any numeric tensor of whole numbers, and of ids that a layer has. */

let integers: Trainer
let ids: Trainer
let text: Trainer
let casting: Trainer

const reader = (dtype: 'int32' | 'float32') =>
  sequential(input([3], { dtype }))
    .reshape([3])
    .embedding(100, 2)
    .flatten()
    .dense(1)
    .compile({ loss: 'mse', threads: 1 }) as Promise<Trainer>

beforeAll(async () => {
  integers = await Trainer.create(linearProgram({ dtype: 'int32' }), { threads: 1 })
  ids = await Trainer.create(linearProgram({ dtype: 'int32', ids: { layer: 'embedding (layer 1)', count: 10 } }), {
    threads: 1,
  })
  text = await reader('int32')
  casting = await reader('float32')
})

afterAll(() => Promise.all([integers, ids, text, casting].map((trainer) => trainer.release())))

const y = tensor(new Float32Array(2), [2, 1])
const numbers = [1, 2, 3, 4, 5, 6]

const calls = (trainer: Trainer, x: Tensor) => [
  () => trainer.fit(x, y, { verbose: 0 }),
  () => trainer.evaluate(x, y),
  () => trainer.predict(x),
]

describe('whole numbers', () => {
  it.each([
    tensor(Float32Array.from(numbers), [2, 3]),
    tensor(Float64Array.from(numbers), [2, 3]),
    tensor(Uint8Array.from(numbers), [2, 3]),
    tensor(BigInt64Array.from(numbers, BigInt), [2, 3]),
  ])('may come as $dtype', async (x) => {
    const wanted = tensor(Int32Array.from(numbers), [2, 3])
    for (const trainer of [integers, ids, text, casting]) {
      expect((await trainer.predict(x as Tensor)).data).toEqual((await trainer.predict(wanted)).data)
    }
    await integers.fit(x as Tensor, y, { verbose: 0 })
  })
})

describe('what does not fit is an error that names the row', () => {
  const int32 = 'the input is int32: expected whole numbers from -2147483648 to 2147483647'
  it.each([
    [() => integers, tensor(Float32Array.of(1, 2, 3, 4, 5.5, 6), [2, 3]), `x holds 5.5 in row 1; ${int32}`],
    [() => integers, tensor(Float64Array.of(1, 2, 2 ** 31, 4, 5, 6), [2, 3]), `x holds 2147483648 in row 0; ${int32}`],
    [
      () => integers,
      tensor(BigInt64Array.of(1n, 2n, 3n, 4n, 5n, -(2n ** 40n)), [2, 3]),
      'x holds -1099511627776 in row',
    ],
    [() => integers, tensor(Float32Array.of(1, 2, 3, 4, 5, Number.NaN), [2, 3]), `x holds NaN in row 1; ${int32}`],
    [
      () => ids,
      tensor(Int32Array.of(1, 2, 3, 4, 10, 6), [2, 3]),
      'x holds id 10 in row 1; embedding (layer 1) takes ids from 0 to 9',
    ],
    [() => ids, tensor(Int32Array.of(-1, 2, 3, 4, 1, 6), [2, 3]), 'x holds id -1 in row 0; embedding (layer 1) takes'],
    [() => ids, tensor(Float32Array.of(1, 2.5, 3, 4, 1, 6), [2, 3]), 'x holds id 2.5 in row 0; embedding (layer 1)'],
    [
      () => text,
      tensor(Int32Array.of(1, 2, 3, 4, 100, 6), [2, 3]),
      'x holds id 100 in row 1; embedding (layer 2) takes ids from 0 to 99',
    ],
    [
      () => casting,
      tensor(Float32Array.of(1, 2, 3, 4, 99.5, 6), [2, 3]),
      'x holds id 99.5 in row 1; embedding (layer 2) takes ids from 0 to 99',
    ],
  ])('%#', async (trainer, x, sentence) => {
    for (const [i, run] of calls(trainer(), x as Tensor).entries()) {
      await expect(run()).rejects.toThrow(`${['fit', 'evaluate', 'predict'][i]}: ${sentence}`)
    }
  })

  it('in validation data too', async () => {
    const [x, bad] = [numbers, [1, 2, 3, 100, 0, 0]].map((all) => tensor(Int32Array.from(all), [2, 3]))
    const validationData = [bad as Tensor, y] as const
    await expect(text.fit(x as Tensor, y, { validationData, verbose: 0 })).rejects.toThrow(
      'fit: validationData: x holds id 100 in row 1; embedding (layer 2) takes ids from 0 to 99',
    )
  })
})

describe('an embedding that cannot be given ids', () => {
  it('does not come after a layer that computes', async () => {
    const model = sequential(input([3]))
      .reshape([3, 1])
      .rescaling(0.5)
      .embedding(4, 2)
    await expect(compile(model, { loss: 'mse' })).rejects.toThrow(
      'compile: embedding (layer 3) takes ids, but rescaling before it gives other numbers; put embedding first',
    )
  })

  it('has no more ids than float32 can tell apart', async () => {
    const most = 2 ** 24
    const model = (count: number) => sequential(input([1])).embedding(count, 1, { embeddingsInitializer: 'zeros' })
    await expect(compile(model(most + 1), { loss: 'mse' })).rejects.toThrow(
      "compile: embedding takes 16777217 ids, and float32 holds integers up to 2^24; use input(…, { dtype: 'int32' })",
    )
  })
})
