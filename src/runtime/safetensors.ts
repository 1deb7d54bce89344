import type { DType, TensorData } from '../codegen/ir/value.js'
import type { Slices } from '../codegen/slices.js'
import { formatShape } from '../shapes/format.js'
import { allocate, elementCount, holds } from './elements.js'
import { inTurns } from './in-turns.js'
import { repeatedKey } from './json-keys.js'
import { requirePath } from './paths.js'
import { readWhole } from './read-whole.js'

/** A file of the safetensors format: 8 bytes of header length, a JSON header, then the tensors' bytes, without gaps. */
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
/** The limit of the format's own library. */
const longestHeader = 100_000_000
const metadataKey = '__metadata__'
/** How many bytes are copied before other work may come in between: some milliseconds' worth. */
const slice = 2 ** 21

const bytesEach = (dtype: DType): number => allocate(dtype, 0).BYTES_PER_ELEMENT

/**
 * The bytes of a file, part by part, those of tensors without a copy: those of wide elements first, so that each is aligned, then by
 * name.
 */
export const encodeTensors = ({ tensors, metadata }: TensorFile): readonly Uint8Array[] => {
  const entries = [...tensors].sort(
    ([a, { dtype: aType }], [b, { dtype: bType }]) => bytesEach(bType) - bytesEach(aType) || (a < b ? -1 : 1),
  )
  const header: [string, unknown][] = [[metadataKey, metadata]]
  let offset = 0
  for (const [name, { dtype, shape, data }] of entries) {
    if (name === metadataKey) throw new Error(`a safetensors file cannot hold a tensor named ${metadataKey}`)
    if (!holds(dtype, data)) throw new TypeError(`tensor ${name} is not ${dtype}`)
    header.push([name, { dtype: typeNames[dtype], shape, data_offsets: [offset, offset + data.byteLength] }])
    offset += data.byteLength
  }
  const json = new TextEncoder().encode(JSON.stringify(Object.fromEntries(header)))
  const length = Math.ceil(json.length / 8) * 8
  const head = new Uint8Array(8 + length)
  new DataView(head.buffer).setBigUint64(0, BigInt(length), true)
  head.set(json, 8)
  head.fill(0x20, 8 + json.length)
  return [head, ...entries.map(([, { data }]) => new Uint8Array(data.buffer, data.byteOffset, data.byteLength))]
}

/** In slices, decodes a file, checking every length before it is used. Throws an error that names `source`. */
export function* decodingTensors(bytes: Uint8Array, source: string): Slices<TensorFile> {
  try {
    return yield* decoding(bytes)
  } catch (error) {
    if (error instanceof Malformed) throw new Error(`${source} is not a whole safetensors file: ${error.message}`)
    throw new Error(`cannot read ${source}: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    })
  }
}

class Malformed extends Error {}

const fail = (problem: string): never => {
  throw new Malformed(problem)
}

function* decoding(bytes: Uint8Array): Slices<TensorFile> {
  if (bytes.length < 8) fail(`it has ${bytes.length} bytes, expected at least 8`)
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true))
  if (length > longestHeader || 8 + length > bytes.length) {
    fail(`its header claims ${length} bytes, the file has ${bytes.length}`)
  }
  const { [metadataKey]: metadata = {}, ...entries } = parseHeader(bytes.subarray(8, 8 + length))
  if (!isRecord(metadata) || Object.values(metadata).some((value) => typeof value !== 'string')) {
    return fail('its metadata are not strings')
  }
  const body = bytes.subarray(8 + length)
  const extents = Object.entries(entries)
    .map(([name, entry]) => extentOf(name, entry, body.length))
    .sort((a, b) => a.start - b.start || a.end - b.end)
  const tensors = new Map<string, TensorData>()
  let end = 0
  for (const extent of extents) {
    const { name, dtype, shape } = extent
    if (extent.start !== end) fail(`tensor ${name} starts at byte ${extent.start}, expected ${end}`)
    end = extent.end
    const data = allocate(dtype, elementCount(shape))
    const own = new Uint8Array(data.buffer)
    for (let at = 0; at < own.length; at += slice) {
      own.set(body.subarray(extent.start + at, Math.min(end, extent.start + at + slice)), at)
      yield
    }
    tensors.set(name, { dtype, shape, data })
  }
  if (end !== body.length) fail(`its tensors take ${end} bytes, the file holds ${body.length}`)
  return { tensors, metadata: metadata as Record<string, string> }
}

/** Where a tensor lies in the file's body. */
interface Extent {
  readonly name: string
  readonly dtype: DType
  readonly shape: readonly number[]
  readonly start: number
  readonly end: number
}

const isRecord = (x: unknown): x is Record<string, unknown> => typeof x === 'object' && x !== null && !Array.isArray(x)

const parseHeader = (bytes: Uint8Array): Record<string, unknown> => {
  let text: string
  let header: unknown
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
    header = JSON.parse(text)
  } catch {
    return fail('its header is not JSON')
  }
  if (!isRecord(header)) return fail('its header is not an object')
  const repeated = repeatedKey(text)
  return repeated === undefined ? header : fail(`its header has ${JSON.stringify(repeated)} twice`)
}

const isCounts = (x: unknown): x is readonly number[] =>
  Array.isArray(x) && x.every((count) => Number.isSafeInteger(count) && count >= 0)

const extentOf = (name: string, entry: unknown, available: number): Extent => {
  if (!isRecord(entry)) return fail(`tensor ${name} has no description`)
  const { dtype: typeName, shape, data_offsets: offsets } = entry
  const dtype = (Object.keys(typeNames) as DType[]).find((key) => typeNames[key] === typeName)
  if (!dtype) {
    return fail(`tensor ${name} has dtype ${String(typeName)}; expected one of ${Object.values(typeNames).join(', ')}`)
  }
  if (!isCounts(shape)) return fail(`tensor ${name} has no valid shape`)
  if (!isCounts(offsets) || offsets.length !== 2) return fail(`tensor ${name} has no valid offsets`)
  const [start, end] = offsets as readonly [number, number]
  if (end > available) fail(`tensor ${name} ends at byte ${end}, the file holds ${available}`)
  const size = elementCount(shape) * bytesEach(dtype)
  if (end - start !== size)
    fail(`tensor ${name} of shape ${formatShape(shape)} needs ${size} bytes, has ${end - start}`)
  return { name, dtype, shape, start, end }
}

/** Reads and decodes a file. */
export const readTensors = async (path: string): Promise<TensorFile> => {
  requirePath('read', path)
  return inTurns(decodingTensors(await readWhole(path), path))
}
