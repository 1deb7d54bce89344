import { mkdir, readFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { describeValue } from '../shapes/describe-value.js'
import { writeAtomically } from './write-atomically.js'

/** By machine, and by what was measured: what was the fastest. */
export type MeasuredTable = Readonly<Record<string, Readonly<Record<string, string>>>>

const isRecord = (x: unknown): x is object => typeof x === 'object' && x !== null && !Array.isArray(x)

/** The table in a file; an empty one where there is none. Throws for a file that holds something else. */
export const readMeasured = async (file: string): Promise<MeasuredTable> => {
  if (typeof file !== 'string' || file === '')
    throw new TypeError(`compile: tune: file must be a path such as 'lowerings.json', got ${describeValue(file)}`)
  let text: string
  try {
    text = await readFile(file, 'utf8')
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    if (code === 'ENOENT') return {}
    throw new Error(`compile: tune: cannot read ${file}: ${message}; name another file in tune`, { cause: error })
  }
  try {
    const table: unknown = JSON.parse(text)
    const isTable = isRecord(table) && Object.values(table).every((ways) => isRecord(ways) && hasStringsOnly(ways))
    if (isTable) return table as MeasuredTable
  } catch {
    // said below
  }
  throw new Error(`compile: ${file} is not a table of measured lowerings; name another file in tune, or delete it`)
}

const hasStringsOnly = (ways: object): boolean => Object.values(ways).every((way) => typeof way === 'string')

export const writeMeasured = async (file: string, table: MeasuredTable): Promise<void> => {
  try {
    await mkdir(dirname(file), { recursive: true })
  } catch (error) {
    const { message } = error as Error
    throw new Error(`compile: tune: cannot write ${file}: ${message}; name another file in tune`, { cause: error })
  }
  await writeAtomically(file, new TextEncoder().encode(`${JSON.stringify(table, null, 2)}\n`))
}
