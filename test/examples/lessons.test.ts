import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { example, root } from './example.js'

const lessons = readdirSync(`${root}examples`).filter((file) => /^\d\d-/.test(file))
const tests = readdirSync(`${root}test/examples`).map((file) => readFileSync(`${root}test/examples/${file}`, 'utf8'))
const readme = readFileSync(`${root}README.md`, 'utf8')

test('the lessons are numbered without a gap', () => {
  expect(lessons.map((file) => Number(file.slice(0, 2)))).toEqual(lessons.map((_, i) => i + 1))
  expect(lessons.length).toBe(12)
})

test('the help names them by number', () => {
  const { stdout } = example('--help')
  for (const [i, file] of lessons.entries()) expect(stdout).toContain(`${file.slice(3, -3)}|${i + 1}`)
})

test.each(lessons)('%s has less than 80 lines, is run by a test, and is in the README', (file) => {
  const name = file.slice(3, -3)
  expect(readFileSync(`${root}examples/${file}`, 'utf8').trimEnd().split('\n').length).toBeLessThan(80)
  expect(tests.some((text) => text.includes(`example('${name}'`))).toBe(true)
  expect(readme).toMatch(new RegExp(`^[|] +${Number(file.slice(0, 2))} +[|] [\`]${name}[\`] `, 'm'))
})
