import { atOnce } from '../../src/codegen/slices.js'
import { decodingTensors, encodeTensors, type TensorFile } from '../../src/runtime/safetensors.js'

/** A safetensors file as its bytes. */
export const encoded = (file: TensorFile): Uint8Array => Uint8Array.from(Buffer.concat(encodeTensors(file)))

export const decoded = (bytes: Uint8Array, source: string): TensorFile => atOnce(decodingTensors(bytes, source))
