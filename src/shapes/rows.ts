import type { DimFits } from './data.js'
import { ShapeError } from './dim.js'

export const rowsMismatch = <
  const Call extends string,
  const First extends string,
  const X extends string,
  const Name extends string,
  const Y extends string,
>(
  call: Call,
  first: First,
  x: X,
  name: Name,
  y: Y,
) => `${call}: ${first} has ${x} rows, but ${name} has ${y}; give as many rows to both` as const

/** undefined, or that the literal row counts of x, of shape X, and of what `Name` says differ. */
export type RowsSentence<Call extends string, X, Y, Name extends string = 'y'> = X extends readonly [
  infer A,
  ...unknown[],
]
  ? Y extends readonly [infer B, ...unknown[]]
    ? DimFits<A, B> extends true
      ? undefined
      : ReturnType<typeof rowsMismatch<Call, 'x', `${A & number}`, Name, `${B & number}`>>
    : undefined
  : undefined

export const checkRows = (call: string, x: number, y: number, name: string, first = 'x'): void => {
  if (x !== y) throw new ShapeError(rowsMismatch(call, first, `${x}`, name, `${y}`))
}
