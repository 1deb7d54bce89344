import { type FileHandle, open } from 'node:fs/promises'
import { checkRanges, flag, type Range } from '../../codegen/ranges.js'
import type { Callback, Logs } from '../callback.js'
import { requirePath } from '../paths.js'
import { unwritable } from '../unwritable.js'
import { numberOf } from './saved-values.js'

export interface CsvLoggerOptions {
  /** What stands between fields; default ','. */
  readonly separator?: string
  /** Goes on with a file that is there, without a second header; default false, which empties it. */
  readonly append?: boolean
}

const ranges: Readonly<Record<keyof CsvLoggerOptions, Range>> = {
  separator: { text: 'one character', holds: (x) => typeof x === 'string' && x.length === 1 && !/["\r\n]/.test(x) },
  append: flag,
}

/**
 * Writes a row of CSV after each epoch: its number, from 0, and its logs by name. Without validation the `val_` columns
 * hold NA. Keras's `CSVLogger`. A run that goes on from a backup goes on with the rows of the epochs before it.
 */
export const csvLogger = (path: string, options: CsvLoggerOptions = {}): Callback => {
  requirePath('write', path)
  checkRanges('csvLogger', options, ranges)
  const { separator = ',', append = false } = options
  const quoted = (field: string) =>
    field.includes(separator) || /["\r\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field
  let file: FileHandle | undefined
  let keys: readonly string[] | undefined
  let size = 0

  /** Opens the file, with its first `kept` bytes. */
  const openAt = async (kept: number | 'all') => {
    await file?.close()
    file = await open(path, kept === 0 ? 'w' : 'a').catch((error) => {
      throw unwritable(path, error)
    })
    size = (await file.stat()).size
    if (kept === 'all' || size <= kept) return
    await file.truncate(kept)
    size = kept
  }
  const write = async (fields: readonly string[]) => {
    const row = `${fields.map(quoted).join(separator)}\r\n`
    await file?.writeFile(row).catch((error) => {
      throw unwritable(path, error)
    })
    size += Buffer.byteLength(row)
  }
  const close = async () => {
    await file?.close()
    file = undefined
  }

  return {
    name: 'csvLogger',
    onTrainBegin: async (run) => {
      keys = undefined
      await openAt(append || run.resumed ? 'all' : 0)
    },
    onEpochEnd: async (epoch, logs) => {
      keys ??= columnsOf(logs)
      if (size === 0) await write(['epoch', ...keys])
      await write([`${epoch}`, ...keys.map((key) => (Object.hasOwn(logs, key) ? String(logs[key]) : 'NA'))])
    },
    onTrainEnd: close,
    onTrainAbort: close,
    state: () => ({ values: { size } }),
    restore: ({ values }) => openAt(numberOf(values['size']) ?? 0),
  }
}

/** The names in order, and those of validation where there was none. */
const columnsOf = (logs: Logs): readonly string[] => {
  const names = Object.keys(logs).sort()
  return names.some((name) => name.startsWith('val_')) ? names : [...names, ...names.map((name) => `val_${name}`)]
}
