import { expect, test } from 'vitest'
import { languages, loadMessages } from '../../examples/support/languages-data.js'
import { example } from './example.js'

test('a message trains or tests in all 14 languages, and no text does both', () => {
  const { training, test } = loadMessages()
  expect(training.texts.slice(0, 2)).toEqual([
    'A 0 modifier cannot be used with an import declaration',
    'Modifikátor {0} nejde použít s deklarací import.',
  ])
  expect(test.texts[0]).toBe('ALL COMPILER OPTIONS')
  for (const { texts, labels } of [training, test]) {
    expect(labels.length).toBe(texts.length)
    expect(new Set(labels)).toEqual(new Set(languages.keys()))
  }
  expect(training.texts.length).toBeGreaterThan(20_000)
  expect(test.texts.length).toBeGreaterThan(5_000)
  const seen = new Set(training.texts)
  expect(test.texts.filter((text) => seen.has(text))).toEqual([])
})

test('languages are told apart after one epoch', () => {
  const { status, stdout, stderr } = example('languages', '--epochs', '1')
  expect(status, stderr).toBe(0)
  expect(Number(/Test accuracy: ([\d.]+)/.exec(stdout)?.[1])).toBeGreaterThan(0.95)
  expect(stdout).toMatch(/^ +en +cs +de/m)
  expect(stdout).toMatch(/^ {2}de +Der Typ passt nicht\.$/m)
})
