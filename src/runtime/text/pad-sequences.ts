import { checkOptions } from '../../codegen/known-options.js'
import { describeValue } from '../../shapes/describe-value.js'
import { type Guard, isPositiveInteger, type Known } from '../../shapes/dim.js'
import type { RowLengthSentence } from '../../shapes/row-length.js'
import { notPositiveInteger } from '../../shapes/sentence.js'
import { Tensor } from '../tensor.js'

/** The end at which rows are filled up or cut. */
export type End = 'pre' | 'post'

/** How rows come to one length. */
export interface RowOptions<L extends number, Call extends string> {
  /** The length of every row; by default that of the longest. Keras's `maxlen` and `output_sequence_length`. */
  readonly length?: Guard<RowLengthSentence<Call, L>, L> | undefined
  /** Where shorter rows are filled up. */
  readonly padding?: End | undefined
  /** Where longer rows are cut. */
  readonly truncating?: End | undefined
}

export const rowOptions = { length: true, padding: true, truncating: true } as const

export interface PadSequencesOptions<L extends number> extends RowOptions<L, 'padSequences'> {
  /** What shorter rows are filled up with; default 0. */
  readonly value?: number | undefined
}

/** Rows of one length, of lists of any lengths. Throws RangeError or TypeError for options that are none. */
export const rowsOf = (
  call: string,
  lists: readonly ArrayLike<number>[],
  {
    length,
    shortest,
    padding,
    truncating,
    value,
  }: { length: number | undefined; shortest: number; padding: End; truncating: End; value: number },
): Tensor<[number, number], 'int32'> => {
  for (const [option, end] of Object.entries({ padding, truncating })) {
    if (end !== 'pre' && end !== 'post') {
      throw new TypeError(`${call}: ${option} must be 'pre' or 'post', got ${describeValue(end)}`)
    }
  }
  if (length !== undefined && !isPositiveInteger(length)) {
    throw new RangeError(notPositiveInteger(call, 'length', describeValue(length)))
  }
  const columns = length ?? lists.reduce((longest, list) => Math.max(longest, list.length), shortest)
  const data = newRows(call, lists.length, columns).fill(value)
  for (const [row, list] of lists.entries()) {
    const kept = Math.min(list.length, columns)
    const from = truncating === 'pre' ? list.length - kept : 0
    const to = row * columns + (padding === 'pre' ? columns - kept : 0)
    for (let i = 0; i < kept; i++) data[to + i] = list[from + i] as number
  }
  return new Tensor(data, [lists.length, columns], 'int32')
}

const newRows = (call: string, rows: number, columns: number): Int32Array => {
  try {
    return new Int32Array(rows * columns)
  } catch {
    throw new RangeError(`${call}: ${rows} × ${columns} ids do not fit in memory; give a shorter length`)
  }
}

const isInt32 = (x: unknown): boolean => typeof x === 'number' && (x | 0) === x

const notLists = 'padSequences: expected a list of lists of integers, such as [[1, 2], [3]]'

type ListsSentence<T> = T extends readonly ArrayLike<number>[] ? undefined : typeof notLists

/**
 * Lists of integers as rows [lists, length], int32; shorter ones are filled up with `value`, longer ones cut, both in front
 * by default. Keras's `pad_sequences`, which also takes fractions and cuts them to integers. Throws TypeError for what is not
 * a list of lists of integers of 32 bits, RangeError for a length that is not a positive integer.
 */
export const padSequences = <const T extends readonly unknown[], const L extends number = number>(
  lists: Guard<ListsSentence<T>, T>,
  options: PadSequencesOptions<L> = {},
): Tensor<[T['length'], Known<L>], 'int32'> => {
  checkOptions('padSequences', options, { ...rowOptions, value: true })
  const { length, padding = 'pre', truncating = 'pre', value = 0 } = options as PadSequencesOptions<number>
  if (!isInt32(value)) {
    throw new TypeError(`padSequences: value must be an integer of 32 bits, got ${describeValue(value)}`)
  }
  if (!Array.isArray(lists)) throw new TypeError(`${notLists}, got ${describeValue(lists)}`)
  for (const [row, list] of lists.entries()) checkList(row, list)
  return rowsOf('padSequences', lists, { length, shortest: 0, padding, truncating, value }) as never
}

const checkList = (row: number, list: unknown): void => {
  if (!Array.isArray(list) && !ArrayBuffer.isView(list)) {
    throw new TypeError(`padSequences: list ${row} is ${describeValue(list)}, expected a list of integers`)
  }
  const elements = Array.from(list as ArrayLike<unknown>)
  const at = elements.findIndex((x) => !isInt32(x))
  if (at < 0) return
  throw new TypeError(
    `padSequences: element ${at} of list ${row} must be an integer of 32 bits, got ${describeValue(elements[at])}`,
  )
}
