import { basename } from 'node:path'
import { checkOptions } from '../../codegen/known-options.js'
import { describeValue } from '../../shapes/describe-value.js'
import { requirePath } from '../paths.js'
import { type CsvOptions, formOf, recordsOf } from './csv.js'
import { type ColumnName, placesInHeader } from './table.js'

/**
 * The texts of one column of a CSV file, one after the other, for a lookup to learn:
 *
 *     const kinds = await stringLookup().adapt(csvColumn('animals.csv', 'kind'))
 *
 * Throws, when it is read, for a column that is missing, and for a file that cannot be read.
 */
export const csvColumn = (
  path: string,
  column: ColumnName,
  options: Pick<CsvOptions, 'delimiter' | 'header'> = {},
): AsyncIterable<string> => {
  requirePath('read', path)
  checkOptions('csvColumn', options, { delimiter: true, header: true })
  if (typeof column !== 'string' && typeof column !== 'number') {
    throw new TypeError(`csvColumn: column must be a name or a place from 0, got ${describeValue(column)}`)
  }
  const { delimiter, header } = formOf('csvColumn', options)
  return {
    async *[Symbol.asyncIterator]() {
      let place: number | undefined
      for await (const { record, line } of recordsOf('csvColumn', path, delimiter)) {
        if (place === undefined) {
          const names = header ? record.map((name) => name.trim()) : record.map((_, i) => `${i}`)
          ;[place] = placesInHeader('csvColumn', basename(path), names, [column])
          if (header) continue
        }
        const cell = record[place as number]
        if (cell === undefined)
          throw new RangeError(`csvColumn: line ${line} of ${basename(path)} has no column ${column}`)
        yield cell
      }
    },
  }
}
