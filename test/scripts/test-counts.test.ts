import { expect, test } from 'vitest'
import { readTestCounts } from '../../scripts/test-counts.js'

const file = (name: string, status: string, tests: readonly string[]) => ({
  name,
  status,
  assertionResults: tests.map((result) => ({ status: result })),
})
const counts = (testResults: readonly object[], files: readonly string[]) =>
  readTestCounts(() => JSON.stringify({ testResults }), files)

test('failed tests are counted', () => {
  expect(counts([file('/a', 'failed', ['failed', 'passed', 'failed'])], ['/a'])).toEqual({
    passed: 1,
    failed: 2,
    skipped: 0,
  })
})

test('a file that failed outside of its tests counts as a failure', () => {
  expect(counts([file('/a', 'failed', []), file('/b', 'failed', ['passed'])], ['/a', '/b'])).toEqual({
    passed: 1,
    failed: 2,
    skipped: 0,
  })
})

test('a test that never ended, as when its worker is killed, is a failure though its file reads passed', () => {
  expect(counts([file('/a', 'passed', ['pending'])], ['/a'])?.failed).toBe(1)
})

test('a file that passed without tests was killed while it was loaded', () => {
  expect(counts([file('/a', 'passed', [])], ['/a'])?.failed).toBe(1)
})

test('a file that did not report counts as a failure', () => {
  expect(counts([file('/a', 'passed', ['passed'])], ['/a', '/b'])?.failed).toBe(1)
})

test('skipped tests are neither passed nor failed', () => {
  expect(counts([file('/a', 'passed', ['passed', 'skipped', 'todo'])], ['/a'])).toEqual({
    passed: 1,
    failed: 0,
    skipped: 2,
  })
})

test('there are no counts without a whole report', () => {
  expect(readTestCounts(() => '{"testResults": [', [])).toBeUndefined()
})
