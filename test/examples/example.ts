import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('../../', import.meta.url))

/** Runs a TypeScript file of the project as its npm scripts do, without a terminal. */
export const runScript = (file: string, ...words: string[]) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--import', 'tsx', file, ...words], {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1' },
  })
  return { status, stdout, stderr }
}

/** Runs an example as `npm run example` does. */
export const example = (...words: string[]) => runScript('examples/run.ts', ...words)
