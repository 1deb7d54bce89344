import { createReadStream } from 'node:fs'
import { basename } from 'node:path'
import { checkOptions } from '../../codegen/known-options.js'
import { describeValue } from '../../shapes/describe-value.js'
import { requirePath } from '../paths.js'
import { whyUnread } from '../read-whole.js'
import type { Block } from './block.js'
import { Dataset } from './dataset.js'
import { loaded } from './optional-library.js'
import { type Source, showAll } from './source.js'
import { specimen } from './specimen.js'
import { type ColumnName, placesInHeader, type TableOptions, type TargetShape, tableOf } from './table.js'

export interface CsvOptions<
  F extends readonly ColumnName[] = readonly ColumnName[],
  T extends ColumnName | readonly ColumnName[] | undefined = ColumnName | readonly ColumnName[] | undefined,
> extends TableOptions<F, T> {
  /** What stands between cells; default ','. */
  readonly delimiter?: string | undefined
  /** Whether the first line names the columns; default true. Without it columns are numbers from 0. */
  readonly header?: boolean | undefined
}

const known: Readonly<Record<keyof CsvOptions, true>> = {
  features: true,
  target: true,
  sampleWeight: true,
  classes: true,
  missing: true,
  lookups: true,
  dtype: true,
  delimiter: true,
  header: true,
}

/** How many lines are read at once. */
const blockRows = 256
/** A quote that is not closed would take the rest of the file. */
const longestRecord = 2 ** 24

/**
 * A dataset of the rows of a CSV file (RFC 4180; UTF-8), read anew in each epoch: x [rows, features], and y [rows] of one target
 * column or [rows, targets]. Empty lines are passed over. fit reads the file once beforehand, and throws for the first cell that is
 * no number, with its line; for a missing column, and for a line of another number of cells.
 */
export const csv = <
  const F extends readonly ColumnName[],
  const T extends ColumnName | readonly ColumnName[] | undefined = undefined,
>(
  path: string,
  options: CsvOptions<F, T>,
): Dataset<[number, F['length']], TargetShape<T>> => {
  requirePath('read', path)
  checkOptions('csv', options, known)
  const { delimiter, header } = formOf('csv', options)
  const file = basename(path)
  const table = tableOf('csv', options, numberIn, (line) => `line ${line} of ${file}`)
  let rows: number | undefined
  const read = async function* (): AsyncGenerator<Block> {
    let places: readonly number[] | undefined
    let cells = 0
    let count = 0
    let records: (readonly string[])[] = []
    let lines: number[] = []
    const block = (): Block => {
      const own = records
      const made = table.fill(
        own.length,
        (column) => own.map((record) => record[(places as readonly number[])[column] as number]),
        Float64Array.from(lines),
      )
      records = []
      lines = []
      return made
    }
    for await (const { record, line } of recordsOf('csv', path, delimiter)) {
      if (!places) {
        cells = record.length
        if (header) {
          places = placesInHeader(
            'csv',
            file,
            record.map((name) => name.trim()),
            table.names,
          )
          continue
        }
        places = placesInHeader(
          'csv',
          file,
          record.map((_, i) => `${i}`),
          table.names,
        )
      }
      if (record.length !== cells) {
        throw new RangeError(
          `csv: line ${line} of ${file} has ${record.length} cells; expected ${cells}, as in its first line`,
        )
      }
      records.push(record)
      lines.push(line)
      count += 1
      if (records.length === blockRows) yield block()
    }
    if (!places) throw new RangeError(`csv: ${file} is empty`)
    if (records.length > 0) yield block()
    rows = count
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

/** How the options say that a file is written. Throws TypeError for a delimiter that cannot be one, and for another header than a flag. */
export const formOf = (
  call: string,
  { delimiter = ',', header = true }: Pick<CsvOptions, 'delimiter' | 'header'>,
): { readonly delimiter: string; readonly header: boolean } => {
  if (typeof delimiter !== 'string' || delimiter === '' || /["\r\n]/.test(delimiter)) {
    throw new TypeError(`${call}: delimiter must be a text such as ';' without quotes, got ${describeValue(delimiter)}`)
  }
  if (typeof header !== 'boolean') {
    throw new TypeError(`${call}: header must be true or false, got ${describeValue(header)}`)
  }
  return { delimiter, header }
}

const numberIn = (cell: unknown): number | undefined => {
  const text = String(cell).trim()
  const value = Number(text)
  // Number takes '' for 0, and '0x1f' and 'Infinity' for numbers
  return Number.isFinite(value) && /^[-+.\d]/.test(text) && !/^[-+]?0[box]/i.test(text) ? value : undefined
}

interface Line {
  readonly record: readonly string[]
  /** Where it begins, as an editor counts. */
  readonly line: number
}

/** The records of a CSV file, its header included. */
export async function* recordsOf(call: string, path: string, delimiter: string): AsyncGenerator<Line> {
  const { parse } = await loaded(call, 'csv-parse', () => import('csv-parse'))
  const parser = parse({
    bom: true,
    delimiter,
    info: true,
    relax_column_count: true,
    skip_empty_lines: true,
    max_record_size: longestRecord,
  })
  const file = createReadStream(path, { encoding: 'utf8' })
  file.on('error', (error) => parser.destroy(error))
  let cut = false
  file.on('data', (text) => {
    // the parser counts a line twice that ends with CR LF inside quotes
    let own = (cut ? '\r' : '') + String(text)
    cut = own.endsWith('\r')
    if (cut) own = own.slice(0, -1)
    if (!parser.write(own.replaceAll('\r\n', '\n'))) file.pause()
  })
  parser.on('drain', () => file.resume())
  file.on('end', () => {
    if (cut) parser.write('\r')
    parser.end()
  })
  try {
    for await (const { record, info } of parser as AsyncIterable<{ record: string[]; info: { lines: number } }>) {
      const inside = record.reduce((sum, cell) => sum + (cell.includes('\n') ? cell.split('\n').length - 1 : 0), 0)
      yield { record, line: info.lines - inside }
    }
  } catch (error) {
    throw new Error(`${call}: ${path} cannot be read: ${whyUnread(error)}`, { cause: error })
  } finally {
    file.destroy()
    parser.destroy()
  }
}
