import { basename } from 'node:path'
import * as zlib from 'node:zlib'
import { checkOptions } from '../../codegen/known-options.js'
import { requirePath } from '../paths.js'
import { whyUnread } from '../read-whole.js'
import type { Block } from './block.js'
import { Dataset } from './dataset.js'
import { loaded } from './optional-library.js'
import { type Source, showAll } from './source.js'
import { specimen } from './specimen.js'
import { placesInHeader, type TableOptions, type TargetShape, tableOf } from './table.js'

const known: Readonly<Record<keyof TableOptions, true>> = {
  features: true,
  target: true,
  sampleWeight: true,
  classes: true,
  missing: true,
  lookups: true,
  dtype: true,
}

/** How many rows a block has. */
const blockRows = 1024

/**
 * A dataset of the rows of a Parquet file, read anew in each epoch, one row group in memory at a time: x [rows, features], and y
 * [rows] of one target column or [rows, targets]. Reads columns of numbers, booleans and, for classes, texts; plain and compressed
 * by Snappy, gzip, Brotli, and by Zstandard where Node has it (22.15). fit reads the chosen columns once beforehand, and throws for the first cell that is no number, with its row.
 */
export const parquet = <
  const F extends readonly string[],
  const T extends string | readonly string[] | undefined = undefined,
>(
  path: string,
  options: TableOptions<F, T>,
): Dataset<[number, F['length']], TargetShape<T>> => {
  requirePath('read', path)
  checkOptions('parquet', options, known)
  const file = basename(path)
  const table = tableOf('parquet', options, numberIn, (row) => `row ${row} of ${file}`)
  let rows: number | undefined
  const read = async function* (): AsyncGenerator<Block> {
    const library = await loaded('parquet', 'hyparquet', () => import('hyparquet'))
    const wholly = <T>(work: Promise<T>): Promise<T> =>
      work.catch((error: Error) => {
        throw damaged(path, error)
      })
    const buffer = await wholly(library.asyncBufferFromFile(path))
    const metadata = await wholly(library.parquetMetadataAsync(buffer))
    const names = library.parquetSchema(metadata).children.map(({ element }) => element.name)
    placesInHeader('parquet', file, names, table.names)
    rows = Number(metadata.num_rows)
    const columns = [...new Set(table.names.map(String))]
    const scan = await wholly(library.parquetScan({ file: buffer, metadata, columns, compressors }))
    for (const { rowStart, rowEnd } of scan.ranges) {
      const cells: ArrayLike<unknown>[] = []
      for (const name of table.names)
        cells.push(await wholly(scan.readColumn({ column: String(name), rowStart, rowEnd })))
      for (let start = rowStart; start < rowEnd; start += blockRows) {
        const count = Math.min(blockRows, rowEnd - start)
        const offset = start - rowStart
        const cellsOf = (column: number) => Array.prototype.slice.call(cells[column], offset, offset + count)
        yield table.fill(
          count,
          cellsOf,
          Float64Array.from({ length: count }, (_, row) => start + row),
        )
      }
    }
  }
  const source: Source = {
    rows: () => rows,
    ownBatches: false,
    inspect: async (_, show) => {
      show(specimen(table.fill, table.names.length, options))
      await showAll(read(), show)
    },
    read,
  }
  return new Dataset(source)
}

type Decompress = (bytes: Uint8Array) => Uint8Array

/** Zstandard comes with Node 22.15 and 23.8. */
const { zstdDecompressSync: zstd } = zlib as { readonly zstdDecompressSync?: Decompress }

const decompress =
  (by: Decompress): Decompress =>
  (bytes) =>
    new Uint8Array(by(bytes))

const compressors = {
  GZIP: decompress(zlib.gunzipSync),
  BROTLI: decompress(zlib.brotliDecompressSync),
  ...(zstd ? { ZSTD: decompress(zstd) } : {}),
}

const damaged = (path: string, error: Error): Error =>
  new Error(`parquet: ${basename(path)} cannot be read: ${whyUnread(error)}`, { cause: error })

const numberIn = (cell: unknown): number | undefined => {
  const value = typeof cell === 'bigint' || typeof cell === 'boolean' ? Number(cell) : cell
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined
}
