const longest = 40
const most = 4

/**
 * A wrong value, short enough for a sentence: strings in quotes, arrays and plain objects by what comes first in them, other
 * objects by their constructor. Never throws.
 */
export const describeValue = (value: unknown): string => {
  try {
    return described(value)
  } catch {
    return `a strange ${typeof value}`
  }
}

const described = (value: unknown): string => {
  if (typeof value === 'string') return quoted(value)
  if (typeof value === 'bigint') return `${cut(String(value))}n`
  if (typeof value === 'function') return value.name ? `the function ${cut(value.name)}` : 'a function'
  if (typeof value !== 'object' || value === null) return cut(String(value))
  if (Array.isArray(value)) return list('[]', Array.from(value.slice(0, most), item), value.length)
  const maker = madeBy(value)
  if (maker) return `${/^[AEIO]/i.test(maker) ? 'an' : 'a'} ${cut(maker)}`
  const keys = Object.keys(value)
  return list('{}', keys.slice(0, most).map(cut), keys.length)
}

/** The name of an object's class; none of plain objects. */
const madeBy = (value: object): string | undefined => {
  const prototype = Object.getPrototypeOf(value)
  if (prototype === null || prototype === Object.prototype) return undefined
  const name: unknown = prototype.constructor?.name
  return typeof name === 'string' && name !== '' ? name : 'object'
}

/** What is in an array stays short: what is in its own arrays and objects is left out. */
const item = (value: unknown): string => {
  if (typeof value !== 'object' || value === null) return described(value)
  return Array.isArray(value) ? (value.length > 0 ? '[…]' : '[]') : (madeBy(value) ?? '{…}')
}

const list = ([open, close]: string, items: readonly string[], length: number): string => {
  const inside = length > items.length ? [...items, '…'] : items
  const space = open === '{' && length > 0 ? ' ' : ''
  return `${open}${space}${inside.join(', ')}${space}${close}${length > items.length ? ` of ${length}` : ''}`
}

const cut = (text: string): string => (text.length > longest ? `${text.slice(0, longest)}…` : text)

const quoted = (text: string): string =>
  text.length > longest
    ? `${JSON.stringify(text.slice(0, longest))}… of ${text.length} characters`
    : JSON.stringify(text)
