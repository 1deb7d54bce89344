import { type ModelDescription, readModel } from '../codegen/onnx/read.js'
import { readWhole } from '../runtime/read-whole.js'

/** Reads and decodes an ONNX file. Throws an error that names it. */
export const readModelFile = async (path: string): Promise<{ model: ModelDescription; size: number }> => {
  const bytes = await readWhole(path)
  return { model: await readModel(bytes, path), size: bytes.length }
}
