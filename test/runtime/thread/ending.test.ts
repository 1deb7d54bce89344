import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

/** How a module ends in a process of its own, and what it prints. */
const ended = (module: string, ...args: string[]) => {
  const path = fileURLToPath(new URL(module, import.meta.url))
  const { stdout, stderr, status, signal } = spawnSync(process.execPath, ['--import', 'tsx', path, ...args], {
    encoding: 'utf8',
    timeout: 60_000,
  })
  return { stdout, stderr, status, signal }
}

it('a process ends by itself where nobody has released the trainer', () => {
  expect(ended('ending-child.ts')).toEqual({ stdout: 'true\n', stderr: '', status: 0, signal: null })
})

it.each([150, 400, 650])('a process that exits amid a run ends behind it, with its own code (after %i ms)', (after) => {
  expect(ended('exit-child.ts', `${after}`)).toEqual({ stdout: '', stderr: '', status: 7, signal: null })
})
