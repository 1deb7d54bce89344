/** The characters of names, as JavaScript sorts them. */
type Alphabet = '$-0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz'

/** Whether name A sorts before name B. */
type IsBefore<A, B> = A extends `${infer X}${infer As}`
  ? B extends `${infer Y}${infer Bs}`
    ? X extends Y
      ? IsBefore<As, Bs>
      : Alphabet extends `${string}${X}${string}${Y}${string}`
        ? true
        : false
    : false
  : B extends ''
    ? false
    : true

/**
 * The first of a union of names, as they sort; never of none. Unions have no order of their own, and an error that names one of
 * several culprits should name the same one at each run, and by each compiler.
 */
export type Least<Names extends string> = {
  [A in Names]: { [B in Names]: IsBefore<B, A> }[Names] extends false ? A : never
}[Names]

/** The order of `Least`, for sorting. */
export const compareNames = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
