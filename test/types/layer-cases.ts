/* What the tables of cases are made of: one call on a model with the given input. */

interface Use {
  /** The argument of input(…). */
  readonly input: string
  /** The fluent call; `.pipe(…)` with the same layer is derived from it. */
  readonly call: string
  /** Statements before the model. */
  readonly setup: string
}

export interface RightUse extends Use {
  /** Output shape and parameter count, as the hover prints them. */
  readonly result: string
  /** The same as they are at run time. */
  readonly runs: readonly [shape: readonly unknown[], parameters: number]
  /** The layer gives several tensors, so that the chain ends with it. */
  readonly ends: boolean
}

export interface WrongUse extends Use {
  /** What both the compiler and the run time say. */
  readonly sentence: string
  /** What the compiler prints for the fluent form instead, where that cannot know better. */
  readonly fluent?: string
  /** The argument at fault is left out: the fluent form shows the sentence at the next call, on the line after. */
  readonly leftOut?: boolean
}

export interface RefusedUse extends Use {
  /** What TypeScript itself says. */
  readonly text: string
  /** What the run time says, where it is told. */
  readonly throws?: string
}

export interface LayerCases {
  readonly right: readonly RightUse[]
  readonly wrong: readonly WrongUse[]
  readonly refused: readonly RefusedUse[]
}

interface Rest {
  readonly setup?: string
}

/** @param runs what `result` is at run time, where the compiler does not know all of it */
export const right = (
  input: string,
  call: string,
  result: string,
  { setup = '', runs = result, ends = false }: Rest & { readonly runs?: string; readonly ends?: boolean } = {},
): RightUse => ({ input, call, setup, result, runs: JSON.parse(`[${runs}]`), ends })

export const wrong = (
  input: string,
  call: string,
  sentence: string,
  { setup = '', ...rest }: Rest & Pick<WrongUse, 'fluent' | 'leftOut'> = {},
): WrongUse => ({ input, call, setup, sentence, ...rest })

export const refused = (
  input: string,
  call: string,
  text: string,
  { setup = '', ...rest }: Rest & { readonly throws?: string } = {},
): RefusedUse => ({ input, call, setup, text, ...rest })

export const unknownOption = (option: string, type: string, instead?: string): string =>
  instead === undefined
    ? `Object literal may only specify known properties, and '${option}' does not exist in type '${type}'.`
    : `Object literal may only specify known properties, but '${option}' does not exist in type '${type}'. Did you mean to write '${instead}'?`

/** A value that the compiler knows as one of two. */
export const either = (name: string, a: string, b: string): string => `const ${name} = Date.now() > 0 ? ${a} : ${b}`
/** Three dims that the compiler knows nothing of. */
export const unknownRank = 'const dims = [8, 8, 3].map(Number)'
/** The same of two dims. */
export const unknownSeries = 'const dims = [8, 3].map(Number)'

/** What cases of layers over images and over volumes differ in. */
export interface Over {
  /** 2x of 'x', 3x of 'x': the same for each spatial axis, as in `[8, 8`. */
  readonly each: (one: string) => string
  readonly axes: string
  readonly names: string
  readonly count: string
  readonly unknown: string
}

export const overImages: Over = {
  each: (one) => `${one}, ${one}`,
  axes: 'height, width',
  names: 'height and width',
  count: 'two',
  unknown: unknownRank,
}

export const overVolumes: Over = {
  each: (one) => `${one}, ${one}, ${one}`,
  axes: 'depth, height, width',
  names: 'depth, height and width',
  count: 'three',
  unknown: 'const dims = [8, 8, 8, 3].map(Number)',
}

/** 8x8 or 8x8x8 */
export const times = ({ each }: Over, one: string): string => each(one).replaceAll(', ', 'x')

/** The two sentences about another rank, the second with what to do. */
export const otherRanks = (name: string, over: Over, call = `.${name}()`): WrongUse[] => {
  const expected = (got: string) => `${name}: expected input [batch, ${over.axes}, channels], got ${got}`
  return [
    wrong('[8]', call, expected('[batch, 8]')),
    wrong(
      `[${over.each('8')}]`,
      call,
      `${expected(`[batch, ${over.each('8')}]`)}; add the channels in input(…), or by reshape`,
    ),
  ]
}

/** `dataFormat` misspelt, and its value. */
export const formatRefused = (name: string, over: Over, before: string, type: string): RefusedUse[] => [
  refused(
    `[${over.each('8')}, 3]`,
    `.${name}(${before}{ dataformat: 'channelsFirst' })`,
    unknownOption('dataformat', type, 'dataFormat'),
  ),
  refused(
    `[${over.each('8')}, 3]`,
    `.${name}(${before}{ dataFormat: 'channelFirst' })`,
    `Type '"channelFirst"' is not assignable to type '"channelsFirst" | "channelsLast" | undefined'. Did you mean '"channelsFirst"'?`,
    { throws: `${name}: dataFormat must be 'channelsLast' or 'channelsFirst', got "channelFirst"` },
  ),
]
