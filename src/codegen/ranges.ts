import { describeValue } from '../shapes/describe-value.js'
import { oneOfWords } from '../shapes/sentence.js'
import { checkOptions } from './known-options.js'

/** What an option may be, and how a sentence says it. */
export interface Range {
  readonly text: string
  holds(x: unknown): boolean
}

const numbers = (text: string, holds: (x: number) => boolean): Range => ({
  text,
  holds: (x) => typeof x === 'number' && holds(x),
})

export const finite: Range = numbers('a number', Number.isFinite)
export const positive: Range = numbers('a positive number', (x) => x > 0 && Number.isFinite(x))
export const nonNegative: Range = numbers('a number of 0 or more', (x) => x >= 0 && Number.isFinite(x))
export const nonPositive: Range = numbers('a number of 0 or less', (x) => x <= 0 && Number.isFinite(x))
export const fraction: Range = numbers('a number in [0, 1)', (x) => x >= 0 && x < 1)
export const share: Range = numbers('a number in [0, 1]', (x) => x >= 0 && x <= 1)
export const integerFrom = (least: number): Range =>
  numbers(
    least === 1 ? 'a positive integer' : `an integer of ${least} or more`,
    (x) => Number.isInteger(x) && x >= least,
  )
export const integerIn = (least: number, most: number): Range =>
  numbers(`an integer from ${least} to ${most}`, (x) => Number.isInteger(x) && x >= least && x <= most)
export const flag: Range = { text: 'true or false', holds: (x) => typeof x === 'boolean' }
export const integer: Range = numbers('an integer', Number.isInteger)
export const word: Range = { text: 'a string', holds: (x) => typeof x === 'string' && x !== '' }
export const words: Range = {
  text: 'a list of strings',
  holds: (x) => Array.isArray(x) && x.every((word) => typeof word === 'string' && word !== ''),
}

export const oneOf = (...words: readonly string[]): Range => ({
  text: oneOfWords(words),
  holds: (x) => words.some((word) => word === x),
})

/** The same, or null. */
export const orNull = ({ text, holds }: Range): Range => ({
  text: `${text}, or null`,
  holds: (x) => x === null || holds(x),
})

/** A list of those; `text` says what they are. */
export const listOf = (text: string, { holds }: Range): Range => ({
  text: `a list of ${text}`,
  // by from: every passes over holes
  holds: (x) => Array.isArray(x) && x.length > 0 && Array.from(x).every(holds),
})

/** One, or a list of them. */
export const oneOrMore = (text: string, one: Range): Range => {
  const list = listOf(text, one)
  return { text: `${one.text}, or ${list.text}`, holds: (x) => one.holds(x) || list.holds(x) }
}

/** Throws for unknown options, and for those outside their range; true is any. `required` may not be left out. */
export const checkRanges = <O extends object>(
  call: string,
  options: O,
  ranges: Readonly<Record<keyof O, Range | true>>,
  required: readonly (keyof O & string)[] = [],
): void => {
  checkOptions<O>(call, options, ranges)
  const wanted: readonly string[] = required
  for (const [key, range] of Object.entries<Range | true>(ranges)) {
    if (range === true) continue
    const value = Object.hasOwn(options, key) ? options[key as keyof O] : undefined
    if (value === undefined ? !wanted.includes(key) : range.holds(value)) continue
    throw new RangeError(`${call}: ${key} must be ${range.text}, got ${describeValue(value)}`)
  }
}
