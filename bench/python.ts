import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'

/** A script of a folder by its path. Throws where the script or the Python that is to run it is not there. */
export const peerScript = (folder: string, file: string, python: string): string => {
  if (!existsSync(python)) {
    throw new Error(`there is no Python at ${python}; run ${join(folder, 'install.sh')}, or give --python`)
  }
  const path = join(folder, file)
  if (!existsSync(path)) throw new Error(`${folder} has no ${file}`)
  return path
}

/** What a Python script prints as JSON, a figure a line. Throws with what it says where it fails. */
export const figuresOf = <Figure>(python: string, script: string, args: readonly string[] = []): Figure[] => {
  const { status, stdout, stderr } = spawnSync(python, [script, ...args], { encoding: 'utf8', maxBuffer: 2 ** 26 })
  if (status !== 0) throw new Error(`${[script, ...args].join(' ')} failed:\n${stderr}`)
  return stdout
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line) as Figure)
}
