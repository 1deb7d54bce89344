import { readFile } from 'node:fs/promises'
import { type ModelDescription, readModel } from '../codegen/onnx/read.js'

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EISDIR: 'it is a directory',
  EACCES: 'it may not be read by this user',
}

/** Reads and decodes an ONNX file. Throws an error that names it. */
export const readModelFile = async (path: string): Promise<{ model: ModelDescription; size: number }> => {
  const bytes = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    throw new Error(`cannot read ${path}: ${reasons[error.code ?? ''] ?? error.message}`, { cause: error })
  })
  return { model: await readModel(bytes, path), size: bytes.length }
}
