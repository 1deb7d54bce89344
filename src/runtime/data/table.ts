import type { DType, TensorData } from '../../codegen/ir/value.js'
import { didYouMean } from '../../codegen/nearest-name.js'
import { describeValue } from '../../shapes/describe-value.js'
import { allocate } from '../elements.js'
import { IntegerLookup } from '../lookup/integer-lookup.js'
import { StringLookup } from '../lookup/string-lookup.js'
import type { Block, Layout } from './block.js'

/* What CSV and Parquet files share: columns of numbers, chosen by name. */

/** Names of columns, or their places counted from 0 in a file without a header. */
export type ColumnName = string | number

/** What makes indices of the texts, or of the whole numbers, of a column. */
type ColumnLookup = StringLookup<number, 'int'> | IntegerLookup<number, 'int'>

export interface TableOptions<
  F extends readonly ColumnName[] = readonly ColumnName[],
  T extends ColumnName | readonly ColumnName[] | undefined = ColumnName | readonly ColumnName[] | undefined,
> {
  /** The columns of x, in this order. */
  readonly features: F
  /** The column of y [rows], or several for [rows, columns]; none for data without targets. */
  readonly target?: T | undefined
  /** The column of the sample weights. */
  readonly sampleWeight?: ColumnName | undefined
  /** The texts of the target column in the order of their class indices. Without it targets are numbers. */
  readonly classes?: readonly string[] | undefined
  /** What stands for an empty cell of x; without it, one is an error. */
  readonly missing?: number | undefined
  /** Columns of x that hold texts or ids, by name, with lookups that make indices of them. */
  readonly lookups?: { readonly [Column in NoInfer<F>[number]]?: ColumnLookup | undefined } | undefined
  /** What x is read as; default 'float32'. */
  readonly dtype?: 'float32' | 'float64' | 'int32' | undefined
}

/** y: [rows] of one target column, [rows, columns] of a list of them. */
export type TargetShape<T> = [T] extends [readonly unknown[]]
  ? [number, T['length']]
  : [T] extends [ColumnName]
    ? [number]
    : undefined

/** A cell's number, or undefined. */
export type ReadNumber = (cell: unknown) => number | undefined

/** The options as columns to read: those of x, then of y, then of the weights. */
export interface Table {
  readonly names: readonly ColumnName[]
  /** A block of so many rows, from the cells of its columns. Throws for the first that is no number. */
  fill(rows: number, cellsOf: (column: number) => ArrayLike<unknown>, places: Float64Array): Block
  readonly layout: Layout
}

export const tableOf = (
  call: string,
  options: TableOptions,
  readNumber: ReadNumber,
  placeOf: (place: number) => string,
): Table => {
  const { features, target, sampleWeight, classes, missing, dtype = 'float32' } = options
  checkNames(call, features, target)
  checkLookups(call, features, options.lookups)
  checkCells(call, options)
  const indexIn = (lookup: ColumnLookup, cell: unknown, bad: (expected: string) => never): number => {
    const known = (index: number | undefined): number => index ?? bad(`one of ${listed(lookup.vocabulary)}`)
    if (!(lookup instanceof IntegerLookup)) {
      return typeof cell === 'object' && cell !== null ? bad('a text') : known(lookup.indexOf(String(cell ?? '')))
    }
    const id = readNumber(cell)
    return id !== undefined && Number.isSafeInteger(id) ? known(lookup.indexOf(id)) : bad('an integer')
  }
  const isWhole = (value: number): boolean => dtype !== 'int32' || (value | 0) === value
  const wanted = dtype === 'int32' ? 'an integer of int32' : 'a number'
  const targets =
    target === undefined ? [] : Array.isArray(target) ? (target as readonly ColumnName[]) : [target as ColumnName]
  const names = [...features, ...targets, ...(sampleWeight === undefined ? [] : [sampleWeight])]
  const classOf = classes ? new Map(classes.map((name, i) => [name, i])) : undefined
  const layout: Layout = {
    x: 0,
    y: target === undefined ? null : 1,
    sampleWeight: sampleWeight === undefined ? null : target === undefined ? 1 : 2,
  }
  const column = (
    own: readonly number[],
    rows: number,
    type: DType,
    shape: readonly number[],
    read: (cell: unknown, name: ColumnName, row: number) => number,
    cellsOf: (column: number) => ArrayLike<unknown>,
  ): TensorData => {
    const data = allocate(type, rows * own.length)
    own.forEach((index, at) => {
      const cells = cellsOf(index)
      const name = names[index] as ColumnName
      for (let row = 0; row < rows; row++) data[row * own.length + at] = read(cells[row], name, row) as never
    })
    return { data, shape, dtype: type }
  }
  return {
    names,
    layout,
    fill: (rows, cellsOf, places) => {
      const bad = (cell: unknown, name: ColumnName, row: number, expected: string): never => {
        const got = cell === '' || cell === null || cell === undefined ? 'nothing' : describeValue(cell)
        throw new RangeError(
          `${call}: column ${name} holds ${got} in ${placeOf(places[row] as number)}; expected ${expected}`,
        )
      }
      const numeric = (cell: unknown, name: ColumnName, row: number): number =>
        readNumber(cell) ?? bad(cell, name, row, 'a number')
      const feature = (cell: unknown, name: ColumnName, row: number): number => {
        const lookup = lookupOf(options, name)
        if (lookup) return indexIn(lookup, cell, (expected) => bad(cell, name, row, expected))
        const value = readNumber(cell)
        if (value !== undefined && isWhole(value)) return value
        const isEmpty = cell === null || cell === undefined || (typeof cell === 'string' && cell.trim() === '')
        if (isEmpty && missing !== undefined) return missing
        return bad(cell, name, row, isEmpty ? `${wanted}; missing: 0 would put one there` : wanted)
      }
      const label = (cell: unknown, name: ColumnName, row: number): number =>
        classOf?.get(String(cell)) ??
        classOf?.get(String(cell).trim()) ??
        bad(cell, name, row, `one of ${listed(classes ?? [])}`)
      const columns = [column(range(0, features.length), rows, dtype, [rows, features.length], feature, cellsOf)]
      if (target !== undefined) {
        const shape = Array.isArray(target) ? [rows, targets.length] : [rows]
        const own = range(features.length, targets.length)
        columns.push(
          classOf
            ? column(own, rows, 'int32', shape, label, cellsOf)
            : column(own, rows, 'float64', shape, numeric, cellsOf),
        )
      }
      if (sampleWeight !== undefined)
        columns.push(column([names.length - 1], rows, 'float32', [rows], numeric, cellsOf))
      return { columns, layout, rows, places, placeOf }
    },
  }
}

const range = (start: number, count: number): number[] => Array.from({ length: count }, (_, i) => start + i)

const listed = (names: readonly unknown[]): string =>
  `${names.slice(0, 8).join(', ')}${names.length > 8 ? `, … (${names.length})` : ''}`

const checkNames = (call: string, features: unknown, target: unknown): void => {
  const isName = (name: unknown): boolean =>
    typeof name === 'string' || (Number.isInteger(name) && (name as number) >= 0)
  if (!Array.isArray(features) || features.length === 0 || !features.every(isName)) {
    throw new TypeError(
      `${call}: features must be a list of columns, such as ['width', 'height'], got ${describeValue(features)}`,
    )
  }
  const names = Array.isArray(target) ? target : [target]
  if (target !== undefined && !(names.length > 0 && names.every(isName))) {
    throw new TypeError(`${call}: target must be a column or a list of columns, got ${describeValue(target)}`)
  }
}

/** The lookup of a column. */
export const lookupOf = ({ lookups = {} }: TableOptions, name: ColumnName): ColumnLookup | undefined =>
  Object.hasOwn(lookups, name) ? lookups[name] : undefined

/** Throws for a lookup of no feature, for one that gives more than an index, and for one without a vocabulary. */
const checkLookups = (call: string, features: readonly ColumnName[], lookups: TableOptions['lookups'] = {}): void => {
  const names = features.map(String)
  if (
    typeof lookups !== 'object' ||
    lookups === null ||
    lookups instanceof StringLookup ||
    lookups instanceof IntegerLookup
  ) {
    throw new TypeError(
      `${call}: lookups must have a lookup for each column by its name, got ${describeValue(lookups)}`,
    )
  }
  for (const [name, lookup] of Object.entries(lookups)) {
    if (lookup === undefined) continue
    if (!names.includes(name)) {
      throw new RangeError(
        `${call}: lookups has column ${name}, which is not among the features ${listed(names)}${didYouMean(name, names)}`,
      )
    }
    if (!(lookup instanceof StringLookup || lookup instanceof IntegerLookup)) {
      throw new TypeError(
        `${call}: lookups.${name} must be a lookup, such as stringLookup(), got ${describeValue(lookup)}`,
      )
    }
    if (lookup.vocabulary.length > 0 && (lookup.toJSON().outputMode ?? 'int') !== 'int') {
      throw new TypeError(`${call}: lookups.${name} must give indices, by outputMode 'int'; encode them in the model`)
    }
  }
}

const dtypes = ['float32', 'float64', 'int32']

const checkCells = (call: string, { classes, missing, dtype = 'float32' }: TableOptions): void => {
  if (!dtypes.includes(dtype)) {
    throw new TypeError(`${call}: dtype must be 'float32', 'float64' or 'int32', got ${describeValue(dtype)}`)
  }
  if (missing !== undefined && !(dtype === 'int32' ? (missing | 0) === missing : Number.isFinite(missing))) {
    const wanted = dtype === 'int32' ? 'an integer of int32' : 'a finite number'
    throw new TypeError(`${call}: missing must be ${wanted}, got ${describeValue(missing)}`)
  }
  if (classes === undefined) return
  if (!Array.isArray(classes) || classes.length === 0 || !classes.every((name) => typeof name === 'string')) {
    throw new TypeError(
      `${call}: classes must be a list of texts, such as ['no', 'yes'], got ${describeValue(classes)}`,
    )
  }
  const twice = classes.find((name, i) => classes.indexOf(name) < i)
  if (twice !== undefined) throw new RangeError(`${call}: classes has ${describeValue(twice)} twice; give each once`)
}

/** The places of columns in a header. Throws for one that is missing, or there twice. */
export const placesInHeader = (
  call: string,
  file: string,
  header: readonly string[],
  names: readonly ColumnName[],
): number[] =>
  names.map((name) => {
    const at = header.indexOf(String(name))
    if (at < 0) {
      throw new RangeError(
        `${call}: ${file} has no column ${name}; it has ${listed(header)}${didYouMean(String(name), header)}`,
      )
    }
    if (header.indexOf(String(name), at + 1) >= 0) throw new RangeError(`${call}: ${file} has two columns ${name}`)
    return at
  })
