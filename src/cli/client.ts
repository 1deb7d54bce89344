import { dirname, relative, sep } from 'node:path'
import { emitClient } from '../codegen/typescript/client.js'
import { writeAtomically } from '../runtime/write-atomically.js'
import { readModelFile } from './model-file.js'

/** Writes the typed client of an ONNX file. Throws an error that names the file which cannot be read or written. */
export const writeClient = async (
  modelPath: string,
  { output, name }: { readonly output: string; readonly name: string },
): Promise<void> => {
  if (!/\.m?ts$/.test(output)) throw new Error(`the client is a TypeScript module: expected a .ts file, got ${output}`)
  const { model } = await readModelFile(modelPath)
  const path = relative(dirname(output), modelPath).split(sep).join('/')
  const text = await emitClient(model, { modelFile: path.startsWith('.') ? path : `./${path}`, name })
  await writeAtomically(output, new TextEncoder().encode(text))
}
