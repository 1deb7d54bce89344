import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { runScript } from './example.js'

const accuracy = (...words: string[]) => runScript('scripts/accuracy.ts', ...words)

const folder = mkdtempSync(join(tmpdir(), 'tenon-peers-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('npm run accuracy, on the digits alone, for one epoch, beside a peer', () => {
  // Node stands for Python
  const figure = JSON.stringify({ data: 'digits', seed: 0, test_accuracy: 0.98765 })
  writeFileSync(join(folder, 'accuracy_keras.py'), `console.log(${JSON.stringify(figure)})`)
  const words = ['--seeds', '1', '--epochs', '1', '--peers', folder, '--python', process.execPath]
  const { status, stdout, stderr } = accuracy(...words)
  expect(status, stderr).toBe(0)
  expect(stderr).toMatch(/^digits, seed 0: 0\.\d{4} \([\d.]+s\)$/m)
  expect(stdout).toMatch(/'digits' │ 'test accuracy' │ 'tenon' │ '(0\.\d{4})' │ '\1' │/)
  expect(stdout).toMatch(/'digits' │ 'test accuracy' │ 'keras' │ '0\.9877' │ '0\.9877' │/)
  expect(stdout).toContain('digits: a tenth of the learning rate in the last quarter of the epochs')
  for (const name of ['mnist-t10k', 'rt-polarity', 'series']) expect(stdout).toContain(`there is no folder ${name}`)
})

test.each([
  [['--only', 'cats'], 'Allowed choices are digits, mnist, text, series.'],
  [['--peers', '/nowhere', '--python', '/nowhere/python'], 'there is no Python at /nowhere/python'],
  [['--peers', '/nowhere', '--python', process.execPath], '/nowhere has no accuracy_keras.py'],
])('%j is an error', (words, sentence) => {
  const { status, stderr } = accuracy(...words)
  expect(status).toBe(1)
  expect(stderr).toContain(sentence)
  expect(stderr).not.toMatch(/^ {4}at /m)
})
