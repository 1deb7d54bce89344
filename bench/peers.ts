import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'

/** One figure of a peer, as its script prints it. */
export interface PeerFigure {
  readonly peer: string
  readonly workload: string
  readonly batch: number
  readonly ms_per_step: number
}

const scripts = [
  { peer: 'torch', file: 'time_torch.py', args: [] },
  { peer: 'keras-tensorflow', file: 'time_keras.py', args: ['tensorflow'] },
  { peer: 'keras-jax', file: 'time_keras.py', args: ['jax'] },
] as const

/** The peers' scripts in a folder, each ready to run once. Throws where the folder or the Python is not there. */
export const peersOf = (folder: string, python: string): { readonly peer: string; run(): PeerFigure[] }[] => {
  if (!existsSync(python))
    throw new Error(`there is no Python at ${python}; run ${join(folder, 'install.sh')}, or give --python`)
  return scripts.map(({ peer, file, args }) => {
    const path = resolve(folder, file)
    if (!existsSync(path)) throw new Error(`${folder} has no ${file}`)
    return {
      peer,
      run: () => {
        const { status, stdout, stderr } = spawnSync(python, [path, ...args], { encoding: 'utf8', maxBuffer: 2 ** 26 })
        if (status !== 0) throw new Error(`${file} ${args.join(' ')} failed:\n${stderr}`)
        return stdout
          .split('\n')
          .filter((line) => line.startsWith('{'))
          .map((line) => JSON.parse(line) as PeerFigure)
      },
    }
  })
}
