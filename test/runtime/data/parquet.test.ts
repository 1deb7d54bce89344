import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import * as zlib from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { input, parquet, sequential } from '../../../src/index.js'
import { readAll } from './read-all.js'
import { temporaryFolder } from './temporary-folder.js'

/* The files are pyarrow's, from test/golden/parquet_pyarrow.py. */

const golden = (name: string) => fileURLToPath(new URL(`../../golden/${name}`, import.meta.url))
const fruit = golden('fruit.parquet')
const { write } = temporaryFolder()
const numbers = Array.from({ length: 50 }, (_, i) => i)

describe('parquet', () => {
  it('reads numbers, booleans and classes from several row groups', async () => {
    const dataset = parquet(fruit, {
      features: ['count', 'width', 'ripe'],
      target: 'kind',
      classes: ['plum', 'pear', 'apple'],
      sampleWeight: 'price',
    })
    expect(await readAll(dataset)).toEqual({
      x: numbers.flatMap((i) => [i, i / 4, i % 2 === 0 ? 1 : 0]),
      y: numbers.map((i) => 2 - (i % 3)),
      weights: numbers.map((i) => Math.fround(i / 10)),
      shape: [3],
    })
    expect(dataset.source.rows()).toBe(50)
    const gaps = await readAll(parquet(fruit, { features: ['gaps'], target: ['width', 'count'], missing: 0 }))
    expect(gaps.x).toEqual(numbers.map((i) => (i === 37 ? 0 : i)))
    expect(gaps.y).toEqual(numbers.flatMap((i) => [i / 4, i]))
  })

  it('reads what gzip compressed', async () => {
    const { x } = await readAll(parquet(golden('fruit-gzip.parquet'), { features: ['width'] }))
    expect(x).toEqual(numbers.map((i) => i / 4))
  })

  it('reads what Zstandard compressed where Node can, and else says that it cannot', async () => {
    const read = readAll(parquet(golden('fruit-zstd.parquet'), { features: ['width'] }))
    if ('zstdDecompressSync' in zlib) expect((await read).x).toEqual(numbers.map((i) => i / 4))
    else
      await expect(read).rejects.toThrow(
        'parquet: fruit-zstd.parquet cannot be read: parquet unsupported compression codec: ZSTD',
      )
  })
})

describe('a file that does not fit', () => {
  it.each<[string, string, readonly string[], string, string]>([
    [
      'a missing column',
      fruit,
      ['widht', 'count'],
      'count',
      "parquet: fruit.parquet has no column widht; it has width, count, ripe, kind, price, gaps; did you mean 'width'?",
    ],
    [
      'a gap',
      fruit,
      ['width', 'gaps'],
      'ripe',
      'parquet: column gaps holds nothing in row 37 of fruit.parquet; expected a number',
    ],
    [
      'texts',
      fruit,
      ['width', 'kind'],
      'count',
      'parquet: column kind holds "apple" in row 0 of fruit.parquet; expected a number',
    ],
    ['too few columns', fruit, ['width'], 'count', "fit: x has samples of shape [1], but the model's input is [2]"],
    [
      'labels out of range',
      fruit,
      ['width', 'price'],
      'count',
      'fit: y holds label 3 in row 3 of fruit.parquet; expected integers from 0 to 2',
    ],
    [
      'half a file',
      write('half.parquet', readFileSync(fruit).subarray(0, 900)),
      ['width', 'count'],
      'count',
      'parquet: half.parquet cannot be read: ',
    ],
    [
      'a damaged file',
      write('damaged.parquet', readFileSync(fruit).fill(0xff, 10, 400)),
      ['width', 'count'],
      'count',
      'parquet: damaged.parquet cannot be read: ',
    ],
    [
      'an empty file',
      write('empty.parquet', ''),
      ['width', 'count'],
      'count',
      'parquet: empty.parquet cannot be read: ',
    ],
    [
      'no file',
      '/nowhere/fruit.parquet',
      ['width', 'count'],
      'count',
      'parquet: fruit.parquet cannot be read: there is no such file',
    ],
  ])('is an error before training: %s', async (_, path, features, target, sentence) => {
    const trainer = await sequential(input([2]))
      .dense(3)
      .compile({ loss: 'sparseCategoricalCrossentropy' })
    const fail = () => {
      throw new Error('training began')
    }
    const run = trainer.fit(parquet(path, { features, target }), { verbose: 0, callbacks: [{ onTrainBegin: fail }] })
    await expect(run).rejects.toThrow(sentence)
    await trainer.release()
  })
})
