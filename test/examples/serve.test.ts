import { expect, test } from 'vitest'
import { example } from './example.js'

test('serve answers digits, and says what is wrong with other requests', () => {
  // it trains only where no other example has: what it tells of the digits is not the matter here
  const { status, stdout, stderr } = example('serve', '--port', '0', '--once', '--epochs', '1')
  expect(status, stderr).toBe(0)
  expect(stdout).toMatch(/POST \{ "images": … \} to http:\/\/localhost:\d+; Ctrl-C ends/)
  expect(stdout).toMatch(/^200 \{"digits":\[\d(,\d){7}\]\}$/m)
  expect(stdout).toContain('400 {"error":"assertShape: expected a tensor of shape [?, 8, 8, 1], got [1, 1, 1, 1]"}')
})
