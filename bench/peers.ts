import { figuresOf, peerScript } from './python.js'

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
export const peersOf = (folder: string, python: string): { readonly peer: string; run(): PeerFigure[] }[] =>
  scripts.map(({ peer, file, args }) => {
    const path = peerScript(folder, file, python)
    return { peer, run: () => figuresOf<PeerFigure>(python, path, args) }
  })
