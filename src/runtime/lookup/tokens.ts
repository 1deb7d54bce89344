import { describeValue } from '../../shapes/describe-value.js'
import { ShapeError } from '../../shapes/dim.js'
import { formatShape } from '../../shapes/format.js'

/** Tokens in nested lists of equal lengths. */
export type Nested<Token> = Token | readonly Nested<Token>[]

/** A list of tokens, or of lists of them. */
export type Tokens<Token> = readonly Nested<Token>[]

/** The shape of nested lists: their lengths where they are written out, else wide. */
export type TokensShape<T> = T extends readonly (infer Item)[]
  ? [Item] extends [readonly unknown[]]
    ? [T['length'], ...TokensShape<T extends readonly [infer First, ...unknown[]] ? First : Item>]
    : [Item] extends [string | number]
      ? [T['length']]
      : (number | string)[]
  : (number | string)[]

/** Tokens one after the other, with their shape. */
export interface FlatTokens<Token> {
  readonly shape: readonly number[]
  readonly tokens: readonly Token[]
}

/**
 * Nested lists as they are in a row; `words` are what its tokens are called. Throws TypeError for what is no token, ShapeError for ragged
 * lists; both with the row.
 */
export const flatTokens = <Token>(
  call: string,
  lists: unknown,
  words: string,
  isToken: (x: unknown) => x is Token,
): FlatTokens<Token> => {
  if (!Array.isArray(lists)) throw new TypeError(`${call}: expected a list of ${words}, got ${describeValue(lists)}`)
  const tokens: Token[] = []
  const visit = (part: unknown, row: number): readonly number[] => {
    if (isToken(part)) {
      tokens.push(part)
      return []
    }
    if (!Array.isArray(part)) {
      throw new TypeError(`${call}: expected ${words}, but row ${row} holds ${describeValue(part)}`)
    }
    let first: readonly number[] = []
    for (const [i, inner] of part.entries()) {
      const own = visit(inner, row)
      if (i === 0) first = own
      else if (own.join() !== first.join()) throw ragged(row, own, first)
    }
    return [part.length, ...first]
  }
  const ragged = (row: number, own: readonly number[], first: readonly number[]) =>
    new ShapeError(
      `${call}: rows must be of one length, but row ${row} has shape ${formatShape(own)} beside ${formatShape(first)}; pad them`,
    )
  let sample: readonly number[] = []
  for (const [row, part] of lists.entries()) {
    const own = visit(part, row)
    if (row === 0) sample = own
    else if (own.join() !== sample.join()) throw ragged(row, own, sample)
  }
  return { shape: [lists.length, ...sample], tokens }
}

/** All tokens of nested lists, which may be ragged. Throws what `wrong` makes of a part that is none. */
export function* tokensIn<Token>(
  part: unknown,
  isToken: (x: unknown) => x is Token,
  wrong: (part: unknown) => Error,
): Generator<Token> {
  if (isToken(part)) yield part
  else if (Array.isArray(part)) for (const inner of part) yield* tokensIn(inner, isToken, wrong)
  else throw wrong(part)
}
