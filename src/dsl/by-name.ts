import { didYouMean } from '../codegen/nearest-name.js'
import { describeValue } from '../shapes/describe-value.js'

/**
 * What a user gives by its name in a table, with the defaults, or as a value. Throws TypeError, offering the names, for a name
 * that the table does not have and for values that `isOne` does not know. `names` are those on offer, by default the table's.
 */
export const byName = <T extends object>(
  what: string,
  table: Readonly<Record<string, () => T>>,
  like: unknown,
  isOne: (value: Partial<T>) => boolean,
  names: readonly string[] = Object.keys(table),
): T => {
  if (typeof like === 'string' && Object.hasOwn(table, like)) return (table[like] as () => T)()
  if (typeof like === 'object' && like !== null && isOne(like)) return like as T
  throw unknownName(what, like, names, [table])
}

const makerOf = <const What extends string>(what: What) => `${what}: got a function that makes one; call it` as const

/** The sentence for what makes a loss, an optimizer or the like in place of one. */
export type MakerOf<What extends string> = ReturnType<typeof makerOf<What>>

/** The error for a name, or a value, that is none of those on offer. `makers` have the names of functions. */
const unknownName = (
  what: string,
  like: unknown,
  names: readonly string[],
  makers: readonly Readonly<Record<string, unknown>>[] = [],
): TypeError => {
  if (typeof like === 'function') {
    const [own] = makers.flatMap(Object.entries).find(([, maker]) => maker === like) ?? []
    return new TypeError(`${makerOf(what)}, as in ${own ?? (like.name || what)}()`)
  }
  const list = names.join(', ')
  const hint = didYouMean(like, names)
  const offer = hint !== '' && list.length > longest ? '' : `; expected one of ${list}`
  return new TypeError(`unknown ${what} ${describeValue(like)}${offer}${hint}`)
}

/** How many characters of names are read at a glance. */
const longest = 300

/** Whether a value is a user's function. Throws TypeError for one of the makers, which is to be called, and for a layer or a model. */
export const isOwnFunction = (
  what: string,
  like: unknown,
  ...makers: readonly Readonly<Record<string, unknown>>[]
): like is (...args: never[]) => unknown => {
  if (typeof like !== 'function') return false
  if (makers.some((table) => Object.values(table).includes(like))) throw unknownName(what, like, [], makers)
  if (!('definitions' in like)) return true
  throw new TypeError(`${what}: expected a name, or a function of target and output, got a layer`)
}
