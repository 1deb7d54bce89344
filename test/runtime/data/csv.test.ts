import { describe, expect, it } from 'vitest'
import { csv, input, sequential } from '../../../src/index.js'
import { readAll } from './read-all.js'
import { temporaryFolder } from './temporary-folder.js'

const { write } = temporaryFolder()
const features = ['a', 'b'] as const

describe('csv', () => {
  it.each([
    ['plain', 'a,b,y\n1,2,3\n4,5,6\n'],
    ['without a last line end', 'a,b,y\n1,2,3\n4,5,6'],
    ['CR LF, and a byte order mark', '\ufeffa,b,y\r\n1,2,3\r\n4,5,6\r\n'],
    ['empty lines', '\na,b,y\n\n1,2,3\n\n\n4,5,6\n\n'],
    ['quotes and spaces', '"a", b ,"y"\n"1", 2 ,"3"\n4,"5",6\n'],
    ['other columns, in another order', 'y,note,b,a\n3,"no, ""this"" one\r\nhas lines",2,1\n6,,5,4\n'],
  ])('reads files: %s', async (name, text) => {
    const dataset = csv(write(`${name}.csv`, text), { features, target: 'y' })
    expect(await readAll(dataset)).toEqual({ x: [1, 2, 4, 5], y: [3, 6], weights: [], shape: [2] })
    expect(dataset.source.rows()).toBe(2)
  })

  it('reads more lines than fit a chunk of the file', async () => {
    const rows = Array.from({ length: 30_000 }, (_, i) => [i, i / 4, 1 - i])
    const path = write('long.csv', `a,b,y\r\n${rows.map((row) => row.join(',')).join('\r\n')}\r\n`)
    const { x, y } = await readAll(csv(path, { features, target: 'y' }))
    expect(x).toEqual(rows.flatMap((row) => row.slice(0, 2)))
    expect(y).toEqual(rows.map(([, , own]) => own))
  })

  it('reads classes, weights, several targets, gaps and other delimiters', async () => {
    const path = write('wide.csv', 'a;b;kind;w\n1e3;;plum;2\n-.5;+4;fig;0.5\n')
    const options = { features, delimiter: ';', missing: -1, sampleWeight: 'w' } as const
    expect(await readAll(csv(path, { ...options, target: 'kind', classes: ['fig', 'plum'] }))).toEqual({
      x: [1000, -1, -0.5, 4],
      y: [1, 0],
      weights: [2, 0.5],
      shape: [2],
    })
    const bare = csv(write('bare.csv', '1,2,3\n4,5,6\n'), {
      features: [2],
      target: [0, 1],
      header: false,
      dtype: 'int32',
    })
    expect(await readAll(bare)).toEqual({ x: [3, 6], y: [1, 2, 4, 5], weights: [], shape: [1] })
  })
})

describe('a file that does not fit', () => {
  const train = async (text: string, options: object = {}) => {
    const trainer = await sequential(input([2]))
      .dense(3, { activation: 'softmax' })
      .compile({ loss: 'sparseCategoricalCrossentropy' })
    const dataset = csv(write('iris.csv', text), { features, target: 'y', ...options })
    try {
      await trainer.fit(dataset, {
        verbose: 0,
        callbacks: [
          {
            onTrainBegin: () => {
              throw new Error('training began')
            },
          },
        ],
      })
    } finally {
      await trainer.release()
    }
  }

  it.each<[string, string, string, object?]>([
    ['a missing column', 'a,bb,y\n1,2,0\n', 'csv: iris.csv has no column b; it has a, bb, y'],
    ['a column twice', 'a,b,b,y\n1,2,2,0\n', 'csv: iris.csv has two columns b'],
    ['a text', 'a,b,y\n1,2,0\n\n3,four,1\n', 'csv: column b holds "four" in line 4 of iris.csv; expected a number'],
    [
      'a text behind lines in quotes',
      'a,b,y,note\r\n1,2,0,"one\r\ntwo"\r\n1,x,0,"three\r\nfour"\r\n',
      'csv: column b holds "x" in line 4 of iris.csv; expected a number',
    ],
    [
      'a gap',
      'a,b,y\n1,2,0\n3,,1\n',
      'csv: column b holds nothing in line 3 of iris.csv; expected a number; missing: 0',
    ],
    ['hexadecimal digits', 'a,b,y\n0x10,2,0\n', 'csv: column a holds "0x10" in line 2 of iris.csv'],
    ['no number', 'a,b,y\nNaN,2,0\n', 'csv: column a holds "NaN" in line 2 of iris.csv'],
    ['a number beyond all', 'a,b,y\n1e999,2,0\n', 'csv: column a holds "1e999" in line 2 of iris.csv'],
    ['a short line', 'a,b,y\n1,2,0\n3,4\n', 'csv: line 3 of iris.csv has 2 cells; expected 3, as in its first line'],
    ['a long line', 'a,b,y\n1,2,0,9\n', 'csv: line 2 of iris.csv has 4 cells; expected 3'],
    ['no lines', '', 'csv: iris.csv is empty'],
    ['a header alone', 'a,b,y\n', 'fit: the dataset has no rows'],
    [
      'a label out of range',
      'a,b,y\n1,2,0\n1,2,3\n',
      'fit: y holds label 3 in line 3 of iris.csv; expected integers from 0 to 2',
    ],
    [
      'an unknown class',
      'a,b,y\n1,2,fig\n1,2,pear\n',
      'csv: column y holds "pear" in line 3 of iris.csv; expected one of fig',
      { classes: ['fig'] },
    ],
    [
      'other columns than the model',
      'a,b,y\n1,2,0\n',
      "fit: x has samples of shape [1], but the model's input is [2]",
      { features: ['a'] },
    ],
    ['a quote that stays open', 'a,b,y\n1,2,"0\n1,2,0\n', 'iris.csv cannot be read: Quote Not Closed'],
  ])('is an error before training: %s', async (_, text, sentence, options) => {
    await expect(train(text, options)).rejects.toThrow(sentence)
  })

  it('is found as it is read where it is not read beforehand', async () => {
    const lines = Array.from({ length: 600 }, (_, i) => `1,${i === 580 ? '?' : 2},0`)
    const trainer = await sequential(input([2]))
      .dense(3)
      .compile({ loss: 'sparseCategoricalCrossentropy' })
    let steps = 0
    const count = { onTrainBatchEnd: () => void steps++ }
    const dataset = csv(write('late.csv', `a,b,y\n${lines.join('\n')}`), { features, target: 'y' })
    const sentence = 'csv: column b holds "?" in line 582 of late.csv'
    await expect(trainer.fit(dataset, { verbose: 0, callbacks: [count] })).rejects.toThrow(sentence)
    expect(steps).toBe(0)
    await expect(trainer.fit(dataset, { verbose: 0, callbacks: [count], validate: false })).rejects.toThrow(sentence)
    expect(steps).toBe(16)
    await trainer.release()
  })

  it('does not cut numbers down to integers', async () => {
    const ages = (text: string) => readAll(csv(write('ages.csv', text), { features: ['age'], dtype: 'int32' }))
    expect((await ages('age\n-3\n 4e2 \n')).x).toEqual([-3, 400])
    for (const cell of ['1.5', '3000000000']) {
      await expect(ages(`age\n1\n${cell}\n`)).rejects.toThrow(
        `csv: column age holds "${cell}" in line 3 of ages.csv; expected an integer of int32`,
      )
    }
  })

  it('passes over blanks around a class, as around a number', async () => {
    const dataset = csv(write('blanks.csv', 'a, y\n1, no\n2, yes\n'), {
      features: ['a'],
      target: 'y',
      classes: ['no', 'yes'],
    })
    expect((await readAll(dataset)).y).toEqual([0, 1])
  })

  it.each<[object, string]>([
    [{ dtype: 'float16' }, "csv: dtype must be 'float32', 'float64' or 'int32', got \"float16\""],
    [{ missing: Number.NaN }, 'csv: missing must be a finite number, got NaN'],
    [{ missing: 0.5, dtype: 'int32' }, 'csv: missing must be an integer of int32, got 0.5'],
    [{ classes: [] }, "csv: classes must be a list of texts, such as ['no', 'yes'], got []"],
    [{ classes: [0, 1] }, "csv: classes must be a list of texts, such as ['no', 'yes'], got [0, 1]"],
    [{ classes: ['no', 'yes', 'no'] }, 'csv: classes has "no" twice; give each once'],
    [{ delimiter: '' }, 'csv: delimiter must be a text such as \';\' without quotes, got ""'],
  ])('does not take %j', (options, sentence) => {
    expect(() => csv('x.csv', { features, target: 'y', ...options } as never)).toThrow(sentence)
  })

  it('that is not there is an error', async () => {
    expect(() => csv(undefined as never, { features })).toThrow('cannot read the file: its path must be a string')
    await expect(readAll(csv('/nowhere/iris.csv', { features }))).rejects.toThrow(
      'csv: /nowhere/iris.csv cannot be read: there is no such file',
    )
    expect(() => csv('x.csv', { features: [] })).toThrow(
      "csv: features must be a list of columns, such as ['width', 'height'], got []",
    )
    expect(() => csv('x.csv', { features, delimeter: ';' } as never)).toThrow('csv: unknown option delimeter')
  })
})
