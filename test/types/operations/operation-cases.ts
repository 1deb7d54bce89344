/* What the tables of operations are made of: one call on a, b and c, tensors that the arguments of `place` describe. */

interface Use {
  readonly inputs: readonly string[]
  readonly call: string
  /** Statements before the tensors. */
  readonly setup: string
}

export interface RightUse extends Use {
  /** Shape and dtype of the result, as its type prints them; those of several results in a list. */
  readonly result: string
  /** The same at run time, as JSON. */
  readonly runs: string
}

export interface WrongUse extends Use {
  /** What both the compiler and the run time say. */
  readonly sentence: string
}

export interface RefusedUse extends Use {
  /** What TypeScript itself says. */
  readonly text: string
  /** What the run time says. */
  readonly throws: string
}

export interface OperationCases {
  readonly right: readonly RightUse[]
  readonly wrong: readonly WrongUse[]
  readonly refused: readonly RefusedUse[]
}

type Rest = { readonly setup?: string }

/** @param runs what `result` is at run time, where the compiler does not know all of it */
export const right = (
  inputs: readonly string[],
  call: string,
  result: string,
  { setup = '', runs = result }: Rest & { readonly runs?: string } = {},
): RightUse => ({ inputs, call, setup, result, runs })

/** @param call with the argument at fault in «» */
export const wrong = (
  inputs: readonly string[],
  call: string,
  sentence: string,
  { setup = '' }: Rest = {},
): WrongUse => ({
  inputs,
  call,
  setup,
  sentence,
})

/** @param call with what TypeScript finds fault with in «» */
export const refused = (
  inputs: readonly string[],
  call: string,
  text: string,
  throws: string,
  { setup = '' }: Rest = {},
): RefusedUse => ({ inputs, call, setup, text, throws })

export const notAnAxis = (op: string, axis: number, shape: string): string =>
  `${op}: axis ${axis} is not an axis of ${shape}; axes count from 0, or from -1 at the end`

/** A number of which the compiler knows nothing. */
export const one = 'const one: number = 1'
