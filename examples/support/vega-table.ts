import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'

/** The rows of a CSV file of the npm package vega-datasets, by column. Its files have no quoted fields. */
export const vegaTable = (file: string): Record<string, string>[] => {
  const folder = join(createRequire(import.meta.url).resolve('vega-datasets'), '../../data')
  const [header, ...rows] = readFileSync(join(folder, file), 'utf8').trim().split('\n')
  const columns = (header as string).split(',')
  return rows.map((row) => {
    const fields = row.split(',')
    return Object.fromEntries(columns.map((column, i) => [column, fields[i] as string]))
  })
}
