import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

/** How a module ends in a process of its own, and what it prints. */
const ended = (module: URL, ...args: string[]) => {
  const { stdout, stderr, status, signal } = spawnSync(
    process.execPath,
    ['--import', 'tsx', fileURLToPath(module), ...args],
    {
      encoding: 'utf8',
      timeout: 60_000,
    },
  )
  return { stdout, stderr, status, signal }
}

it('a process ends by itself where nobody has released the trainer', () => {
  expect(ended(new URL('ending-child.ts', import.meta.url))).toEqual({
    stdout: 'true\n',
    stderr: '',
    status: 0,
    signal: null,
  })
})

it.each([150, 400, 650])('a process that exits amid a run ends behind it, with its own code (after %i ms)', (after) => {
  expect(ended(new URL('exit-child.ts', import.meta.url), `${after}`)).toEqual({
    stdout: '',
    stderr: '',
    status: 7,
    signal: null,
  })
})
