import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { loadReviews } from '../../examples/support/rt-polarity.js'
import { example } from './example.js'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tenon-reviews-'))
  const lines = (word: string) => Array.from({ length: 41 }, (_, i) => `${word} film ${i} caf\u00e9 . \n`).join('')
  writeFileSync(join(folder, 'rt-polarity.neg'), Buffer.from(lines('Dull'), 'latin1'))
  writeFileSync(join(folder, 'rt-polarity.pos'), Buffer.from(lines('Funny'), 'latin1'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('reads both files, every fifth sentence of them all for testing', () => {
  const { training, test } = loadReviews(folder)
  expect(test.texts.slice(0, 2)).toEqual(['Dull film 0 café . ', 'Dull film 5 café . '])
  expect([training.y.shape, test.y.shape]).toEqual([
    [65, 1],
    [17, 1],
  ])
  expect(test.texts.map((text) => (text.startsWith('Funny') ? 1 : 0))).toEqual(Array.from(test.y.data, Number))
})

test('sentiment trains program 3, and rates sentences', () => {
  const { status, stdout, stderr } = example('sentiment', '--data', folder, '--epochs', '1')
  expect(status, stderr).toBe(0)
  expect(stdout).toContain('Total params: 320,545')
  expect(stdout).toMatch(/Test accuracy: [\d.]+ \(17 sentences, seed 0\)/)
  expect(stdout).toMatch(/^ {2}[01]\.\d\d {2}dull characters in a dull plot$/m)
})

test('a folder without the files is an error in one line', () => {
  const { status, stderr } = example('sentiment', '--data', '/nowhere')
  expect(status).toBe(1)
  expect(stderr).toContain('error: /nowhere has no rt-polarity.neg; --data must name a folder of rt-polarity.neg and')
  expect(stderr).not.toMatch(/^ {4}at /m)
})
