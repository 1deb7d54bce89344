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
  throw unknownName(what, like, names)
}

/** The error for a name, or a value, that is none of those on offer. */
export const unknownName = (what: string, like: unknown, names: readonly string[]): TypeError => {
  if (typeof like === 'function') {
    return new TypeError(`${what}: got the function ${like.name}; call it, as in ${like.name || what}()`)
  }
  const list = names.join(', ')
  const near = list.length > longest && typeof like === 'string' ? nearest(like, names) : undefined
  return new TypeError(
    `unknown ${what} ${describeValue(like)}; ${near === undefined ? `expected one of ${list}` : `did you mean ${near}?`}`,
  )
}

/** How many characters of names are read at a glance. */
const longest = 300

/** The name that the fewest changed, missing or additional letters, or letters that changed places, make of `word`, if few do. */
const nearest = (word: string, names: readonly string[]): string | undefined => {
  const [best] = names
    .map((name) => ({ name, apart: editDistance(word.toLowerCase(), name.toLowerCase()) }))
    .filter(({ apart }) => apart <= Math.max(1, word.length / 3))
    .toSorted((a, b) => a.apart - b.apart)
  return best?.name
}

/** Optimal string alignment: Levenshtein's distance in which a swap of neighbours is one step. */
const editDistance = (a: string, b: string): number => {
  let before: number[] = []
  let above = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const replaced = (above[j - 1] as number) + Number(a[i - 1] !== b[j - 1])
      const swaps = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]
      const swapped = swaps ? (before[j - 2] as number) + 1 : replaced
      row.push(Math.min(replaced, swapped, (above[j] as number) + 1, (row[j - 1] as number) + 1))
    }
    before = above
    above = row
  }
  return above.at(-1) as number
}

/** Whether a value is a user's function, and not one that makes what the table offers. Throws TypeError for a layer or a model. */
export const isOwnFunction = (
  what: string,
  like: unknown,
  table: Readonly<Record<string, unknown>>,
): like is (...args: never[]) => unknown => {
  if (typeof like !== 'function' || Object.values(table).includes(like)) return false
  if (!('definitions' in like)) return true
  throw new TypeError(`${what}: expected a name, or a function of target and output, got a layer`)
}
