/**
 * What a user gives by its name in a table, with the defaults, or as a value. Throws TypeError, offering the names, for a name
 * that the table does not have and for values that `isOne` does not know.
 */
export const byName = <T extends object>(
  what: string,
  table: Readonly<Record<string, () => T>>,
  like: unknown,
  isOne: (value: Partial<T>) => boolean,
): T => {
  if (typeof like === 'string' && Object.hasOwn(table, like)) return (table[like] as () => T)()
  if (typeof like === 'object' && like !== null && isOne(like)) return like as T
  throw new TypeError(`unknown ${what} ${JSON.stringify(like)}; expected one of ${Object.keys(table).join(', ')}`)
}
