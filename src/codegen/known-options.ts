import { describeValue } from '../shapes/describe-value.js'
import { didYouMean } from './nearest-name.js'

/**
 * Throws unless `options` is an object that has none but the known options. The compiler says so too, but JavaScript would
 * pass over a misspelt one.
 */
export const checkOptions = <O extends object>(
  call: string,
  options: O,
  known: Readonly<Record<keyof O, unknown>>,
): void => {
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    throw new TypeError(`${call}: options must be an object, got ${describeValue(options)}`)
  }
  const unknown = Object.keys(options).find((key) => !Object.hasOwn(known, key))
  if (unknown === undefined) return
  if (![null, Object.prototype].includes(Object.getPrototypeOf(options))) {
    throw new TypeError(`${call}: options must be a plain object, got ${describeValue(options)}`)
  }
  const names = Object.keys(known)
  throw new TypeError(
    `${call}: unknown option ${unknown}; expected one of ${names.join(', ')}${didYouMean(unknown, names)}`,
  )
}
