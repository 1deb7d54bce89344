import { open, readFile, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { DType, TensorData, TypedArray } from '../codegen/ir/value.js'
import { allocate } from './session.js'

/** A file of the safetensors format: 8 bytes of header length, a JSON header, then the tensors' bytes. */
export interface TensorFile {
  readonly tensors: ReadonlyMap<string, TensorData>
  readonly metadata: Readonly<Record<string, string>>
}

const typeNames: Record<DType, string> = {
  float32: 'F32',
  float64: 'F64',
  int32: 'I32',
  int64: 'I64',
  uint8: 'U8',
  bool: 'BOOL',
}
const longestHeader = 100_000_000

/** Encodes tensors, sorted by name and aligned to 8 bytes. */
export const encodeTensors = ({ tensors, metadata }: TensorFile): Uint8Array => {
  const entries = [...tensors].sort(([a], [b]) => (a < b ? -1 : 1))
  const header: Record<string, unknown> = { __metadata__: metadata }
  let offset = 0
  for (const [name, { dtype, shape, data }] of entries) {
    header[name] = { dtype: typeNames[dtype], shape, data_offsets: [offset, offset + data.byteLength] }
    offset += data.byteLength
  }
  const json = JSON.stringify(header)
  const text = new TextEncoder().encode(
    json.padEnd(json.length + ((8 - (new TextEncoder().encode(json).length % 8)) % 8)),
  )
  const bytes = new Uint8Array(8 + text.length + offset)
  new DataView(bytes.buffer).setBigUint64(0, BigInt(text.length), true)
  bytes.set(text, 8)
  let at = 8 + text.length
  for (const [, { data }] of entries) {
    bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), at)
    at += data.byteLength
  }
  return bytes
}

/** Decodes a file, checking every length before it is used. Throws an error that names `source`. */
export const decodeTensors = (bytes: Uint8Array, source: string): TensorFile => {
  const fail = (problem: string): never => {
    throw new Error(`${source} is not a whole safetensors file: ${problem}`)
  }
  if (bytes.length < 8) fail(`it has ${bytes.length} bytes, expected at least 8`)
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true))
  if (length > longestHeader || 8 + length > bytes.length) {
    fail(`its header claims ${length} bytes, the file has ${bytes.length}`)
  }
  const header = parseHeader(bytes.subarray(8, 8 + length), fail)
  const body = bytes.subarray(8 + length)
  const { __metadata__: metadata = {}, ...entries } = header
  const tensors = new Map<string, TensorData>()
  let end = 0
  for (const [name, entry] of Object.entries(entries).sort(([, a], [, b]) => startOf(a) - startOf(b))) {
    const tensor = decodeEntry(name, entry, body, fail)
    if (startOf(entry) !== end) fail(`tensor ${name} starts at byte ${startOf(entry)}, expected ${end}`)
    end += tensor.data.byteLength
    tensors.set(name, tensor)
  }
  if (end !== body.length) fail(`its tensors take ${end} bytes, the file holds ${body.length}`)
  if (!isRecord(metadata) || Object.values(metadata).some((value) => typeof value !== 'string'))
    fail('its metadata are not strings')
  return { tensors, metadata: metadata as Record<string, string> }
}

const isRecord = (x: unknown): x is Record<string, unknown> => typeof x === 'object' && x !== null && !Array.isArray(x)

const startOf = (entry: unknown): number =>
  isRecord(entry) && Array.isArray(entry['data_offsets']) ? Number(entry['data_offsets'][0]) : Number.NaN

const parseHeader = (bytes: Uint8Array, fail: (problem: string) => never): Record<string, unknown> => {
  try {
    const header: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
    return isRecord(header) ? header : fail('its header is not an object')
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof TypeError) return fail('its header is not JSON')
    throw error
  }
}

const decodeEntry = (name: string, entry: unknown, body: Uint8Array, fail: (problem: string) => never): TensorData => {
  const {
    dtype: typeName,
    shape,
    data_offsets: offsets,
  } = isRecord(entry) ? entry : fail(`tensor ${name} has no description`)
  const dtype = (Object.keys(typeNames) as DType[]).find((key) => typeNames[key] === typeName)
  if (!dtype)
    fail(`tensor ${name} has dtype ${String(typeName)}; expected one of ${Object.values(typeNames).join(', ')}`)
  const count = (x: unknown) => Number.isSafeInteger(x) && (x as number) >= 0
  if (!Array.isArray(shape) || !shape.every(count)) fail(`tensor ${name} has no valid shape`)
  if (!Array.isArray(offsets) || offsets.length !== 2 || !offsets.every(count))
    fail(`tensor ${name} has no valid offsets`)
  const [start, end] = offsets as [number, number]
  const size = (shape as number[]).reduce((a, b) => a * b, 1)
  const bytesEach = allocate(dtype as DType, 0).BYTES_PER_ELEMENT
  if (end > body.length) fail(`tensor ${name} ends at byte ${end}, the file holds ${body.length}`)
  if (end - start !== size * bytesEach)
    fail(`tensor ${name} of shape [${shape}] needs ${size * bytesEach} bytes, has ${end - start}`)
  const data = allocate(dtype as DType, size)
  new Uint8Array(data.buffer).set(body.subarray(start, end))
  return { dtype: dtype as DType, shape: shape as number[], data: data as TypedArray }
}

/** Reads and decodes a file. */
export const readTensors = async (path: string): Promise<TensorFile> => {
  const bytes = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    throw new Error(`cannot read ${path}: ${error.code === 'ENOENT' ? 'there is no such file' : error.message}`, {
      cause: error,
    })
  })
  return decodeTensors(bytes, path)
}

/** Writes a file whole or not at all: to a neighbour first, which takes its place once it is on disk. */
export const writeAtomically = async (path: string, bytes: Uint8Array): Promise<void> => {
  const temporary = join(dirname(path), `.${basename(path)}.${process.pid}.tmp`)
  try {
    const file = await open(temporary, 'w')
    try {
      await file.writeFile(bytes)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(temporary, path)
  } catch (error) {
    await rm(temporary, { force: true })
    throw new Error(`cannot write ${path}: ${error instanceof Error ? error.message : String(error)}`, { cause: error })
  }
}
