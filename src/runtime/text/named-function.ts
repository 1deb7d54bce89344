import { describeValue } from '../../shapes/describe-value.js'

/** A function that an option of `call` gives by its name in a table, or as itself. Throws TypeError for anything else. */
export const namedFunction = <F extends (text: string) => unknown>(
  call: string,
  option: string,
  table: Readonly<Record<string, F>>,
  like: unknown,
): F => {
  if (typeof like === 'function') return like as F
  if (typeof like === 'string' && Object.hasOwn(table, like)) return table[like] as F
  const names = Object.keys(table).map((name) => `'${name}'`)
  throw new TypeError(`${call}: ${option} must be ${names.join(', ')} or a function, got ${describeValue(like)}`)
}
