import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Peer } from './peer.js'
import { peerScript } from './python.js'

const script = (file: string): string => fileURLToPath(new URL(`peers/${file}`, import.meta.url))

/**
 * Starts the peers that Python has, one after the other. Throws where the folder, the Python or one of the libraries is not there; those
 * given before have started then.
 */
export async function* pythonPeers(folder: string, python: string): AsyncGenerator<Peer> {
  peerScript(folder, 'workloads.py', python)
  yield Peer.start('torch', [python, script('torch_peer.py')], true)
  for (const backend of ['tensorflow', 'jax'])
    yield Peer.start(`keras-${backend}`, [python, script('keras_peer.py'), backend, folder])
}

/** TensorFlow.js, of the packages in a folder's node_modules. */
export const tfjsPeer = async (folder: string): Promise<Peer> => {
  const path = join(folder, 'node_modules/@tensorflow/tfjs')
  if (!existsSync(path)) throw new Error(`there is no ${path}; npm install --prefix ${folder} @tensorflow/tfjs`)
  return Peer.start('tfjs', [process.execPath, script('tfjs.mjs'), folder])
}
