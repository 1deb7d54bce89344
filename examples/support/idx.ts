import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'

/** A file of the IDX format, in which MNIST and its relatives come: unsigned bytes and their dims. */
export interface Idx {
  readonly dims: readonly number[]
  readonly data: Uint8Array
}

/**
 * Reads an IDX file of unsigned bytes, plain or gzipped.
 * Throws an error that names the file if it is not one, has other than `rank` dims, or does not hold what its header says.
 */
export const readIdx = (path: string, rank: number): Idx => decodeIdx(unzipped(readFileSync(path), path), rank, path)

const unzipped = (bytes: Uint8Array, path: string): Uint8Array => {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes
  try {
    return gunzipSync(bytes)
  } catch (error) {
    throw new Error(`${path} is not a whole gzip file: ${(error as Error).message}`, { cause: error })
  }
}

/** Decodes the bytes of an IDX file: two zeros, the element type, the rank, each dim as 32 bits from the high byte, the data. */
export const decodeIdx = (bytes: Uint8Array, rank: number, source: string): Idx => {
  const fail = (problem: string): never => {
    throw new Error(`${source} is not an IDX file of ${rank} dims: ${problem}`)
  }
  const header = 4 + 4 * rank
  if (bytes.length < 4 || bytes[0] !== 0 || bytes[1] !== 0) fail('it does not start with the magic number')
  if (bytes[2] !== 8) fail(`its elements are of type 0x${bytes[2]?.toString(16)}, expected unsigned bytes (0x8)`)
  if (bytes[3] !== rank) fail(`it has ${bytes[3]}`)
  if (bytes.length < header) fail(`its header ends after ${bytes.length} bytes`)
  const view = new DataView(bytes.buffer, bytes.byteOffset)
  const dims = Array.from({ length: rank }, (_, i) => view.getUint32(4 + 4 * i))
  const size = dims.reduce((a, b) => a * b, 1)
  if (bytes.length !== header + size) {
    fail(`its dims [${dims.join(', ')}] need ${size} bytes of data, it has ${bytes.length - header}`)
  }
  return { dims, data: bytes.subarray(header) }
}
