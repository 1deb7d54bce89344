import { createReadStream } from 'node:fs'
import { type FileHandle, open, stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { createGunzip } from 'node:zlib'
import type { DType, TensorData, TypedArray } from '../../codegen/ir/value.js'
import { ShapeError } from '../../shapes/dim.js'
import { formatShape } from '../../shapes/format.js'
import { allocate, elementCount } from '../elements.js'
import { whyUnread } from '../read-whole.js'

/* Files of the IDX format, in which MNIST and its relatives come (LeCun et al., yann.lecun.com/exdb/mnist). */

interface ElementType {
  readonly dtype: DType
  readonly bytes: number
  readonly read: (view: DataView, at: number) => number
}

const types: Readonly<Record<number, ElementType>> = {
  8: { dtype: 'uint8', bytes: 1, read: (view, at) => view.getUint8(at) },
  9: { dtype: 'int32', bytes: 1, read: (view, at) => view.getInt8(at) },
  11: { dtype: 'int32', bytes: 2, read: (view, at) => view.getInt16(at) },
  12: { dtype: 'int32', bytes: 4, read: (view, at) => view.getInt32(at) },
  13: { dtype: 'float32', bytes: 4, read: (view, at) => view.getFloat32(at) },
  14: { dtype: 'float64', bytes: 8, read: (view, at) => view.getFloat64(at) },
}

/** What an IDX file says of itself. */
export interface IdxHeader {
  readonly dims: readonly number[]
  readonly type: ElementType
}

/** The largest sample that is read: a damaged header must not take all memory. */
const mostElements = 2 ** 28

const noHeader: IdxHeader = { dims: [0], type: types[8] as ElementType }

const fail = (path: string, problem: string): never => {
  throw new Error(`idx: ${basename(path)} is damaged or no IDX file: ${problem}`)
}

const unreadable = (path: string, error: unknown): Error =>
  new Error(`idx: ${path} cannot be read: ${whyUnread(error)}`, { cause: error })

const headerOf = (path: string, bytes: Buffer): { readonly header: IdxHeader; readonly length: number } | undefined => {
  if (bytes.length < 4) return undefined
  if (bytes[0] !== 0 || bytes[1] !== 0) fail(path, 'it does not start with two zeros')
  const [, , code = 0, rank = 0] = bytes
  const type =
    types[code] ?? fail(path, `its elements are of type 0x${code.toString(16)}, which the format does not have`)
  if (rank === 0) fail(path, 'it has no dims')
  const length = 4 + 4 * rank
  if (bytes.length < length) return undefined
  const dims = Array.from({ length: rank }, (_, i) => bytes.readUInt32BE(4 + 4 * i))
  if (elementCount(dims.slice(1)) > mostElements)
    fail(path, `its header says that a sample is ${formatShape(dims.slice(1))}`)
  return { header: { dims, type }, length }
}

const isGzip = async (path: string): Promise<boolean> => {
  let file: FileHandle | undefined
  try {
    file = await open(path)
    const { buffer, bytesRead } = await file.read(Buffer.alloc(2), 0, 2, 0)
    return bytesRead === 2 && buffer[0] === 0x1f && buffer[1] === 0x8b
  } catch (error) {
    throw unreadable(path, error)
  } finally {
    await file?.close()
  }
}

/** Reads an IDX file, plain or gzipped, from its start to its end. Whoever opens it closes it. */
export class IdxReader {
  private held: Buffer = Buffer.alloc(0)
  private taken = 0

  private constructor(
    private readonly path: string,
    private readonly chunks: AsyncIterator<Buffer>,
    private readonly destroy: () => void,
    /** Set once it has been read. */
    public header: IdxHeader,
  ) {}

  static async open(path: string): Promise<IdxReader> {
    const zipped = await isGzip(path)
    const file = createReadStream(path, { highWaterMark: 2 ** 18 })
    const stream = zipped ? file.pipe(createGunzip()) : file
    if (zipped) file.on('error', (error) => stream.destroy(error))
    const destroy = (): void => {
      stream.destroy()
      file.destroy()
    }
    const reader = new IdxReader(path, stream[Symbol.asyncIterator]() as AsyncIterator<Buffer>, destroy, noHeader)
    try {
      let found = headerOf(path, reader.held)
      while (!found) {
        if (!(await reader.more())) fail(path, `its header ends after ${reader.held.length} bytes`)
        found = headerOf(path, reader.held)
      }
      reader.header = found.header
      reader.held = reader.held.subarray(found.length)
      if (!zipped) await checkSize(path, found.header, found.length)
      return reader
    } catch (error) {
      destroy()
      throw error
    }
  }

  /** The rows, and how many are left. */
  get left(): number {
    return (this.header.dims[0] as number) - this.taken
  }

  /** The next `rows` rows, of which as many are left. Throws where the file ends before. */
  async read(rows: number): Promise<TensorData> {
    const { dims, type } = this.header
    const sample = dims.slice(1)
    const elements = rows * elementCount(sample)
    const bytes = elements * type.bytes
    const parts: Buffer[] = [this.held]
    let length = this.held.length
    while (length < bytes) {
      this.held = Buffer.alloc(0)
      if (!(await this.more())) {
        const size = Math.max(1, elementCount(sample) * type.bytes)
        fail(this.path, `its header says ${dims[0]} rows, but it ends in row ${this.taken + Math.floor(length / size)}`)
      }
      parts.push(this.held)
      length += this.held.length
    }
    const all = parts.length === 1 ? this.held : Buffer.concat(parts)
    this.held = all.subarray(bytes)
    this.taken += rows
    return { data: elementsOf(all, elements, type), shape: [rows, ...sample], dtype: type.dtype }
  }

  /** Throws where there is more than the header says. */
  async checkEnd(): Promise<void> {
    if (this.held.length === 0 && !(await this.more())) return
    fail(this.path, `it has more than the ${this.header.dims[0]} rows that its header says`)
  }

  close(): void {
    this.destroy()
  }

  private async more(): Promise<boolean> {
    try {
      const { done, value } = await this.chunks.next()
      if (!done) this.held = this.held.length === 0 ? value : Buffer.concat([this.held, value])
      return !done
    } catch (error) {
      if (!/^Z_|^ERR_ZLIB/.test((error as NodeJS.ErrnoException).code ?? '')) throw unreadable(this.path, error)
      throw new Error(`idx: ${basename(this.path)} is not a whole gzip file: ${(error as Error).message}`, {
        cause: error,
      })
    }
  }
}

const checkSize = async (path: string, { dims, type }: IdxHeader, header: number): Promise<void> => {
  const { size } = await stat(path)
  const expected = elementCount(dims) * type.bytes
  if (size - header !== expected) {
    fail(path, `its dims ${formatShape(dims)} need ${expected} bytes of data, it has ${size - header}`)
  }
}

const elementsOf = (bytes: Buffer, count: number, { dtype, bytes: size, read }: ElementType): TypedArray => {
  if (dtype === 'uint8') return new Uint8Array(bytes.buffer, bytes.byteOffset, count)
  const data = allocate(dtype, count)
  const view = new DataView(bytes.buffer, bytes.byteOffset)
  for (let i = 0; i < count; i++) data[i] = read(view, i * size) as never
  return data
}

/** Throws unless samples of these dims have as many elements as a declared shape. */
export const checkSampleShape = (path: string, dims: readonly number[], shape: readonly number[]): void => {
  if (
    elementCount(dims) === elementCount(shape) &&
    !(dims.length === shape.length && formatShape(dims) !== formatShape(shape))
  )
    return
  throw new ShapeError(
    `idx: ${basename(path)} has samples of shape ${formatShape(dims)}, but shape is ${formatShape(shape)}`,
  )
}
