import { describeValue } from './describe-value.js'
import { type DimValue, isPositiveInteger, ShapeError } from './dim.js'
import { formatDim } from './format.js'

/*
 * Sentences of several rules. Each is one template, used by the run-time half as a function and by the type as
 * `ReturnType<typeof sentence<…>>`.
 */

/** A layer that needs another rank. */
export const expectedInput = <const Layer extends string, const Axes extends string, const Got extends string>(
  layer: Layer,
  axes: Axes,
  got: Got,
) => `${layer}: expected input ${axes}, got ${got}` as const

/** The same, with what to do about it. */
export const expectedInputHint = <
  const Layer extends string,
  const Axes extends string,
  const Got extends string,
  const Hint extends string,
>(
  layer: Layer,
  axes: Axes,
  got: Got,
  hint: Hint,
) => `${layer}: expected input ${axes}, got ${got}; ${hint}` as const

/** An argument that must be a whole number of 1 or more. */
export const notPositiveInteger = <const Layer extends string, const Argument extends string, const Got extends string>(
  layer: Layer,
  argument: Argument,
  got: Got,
) => `${layer}: ${argument} must be a positive integer, got ${got}` as const

export type ExpectedInput<Layer extends string, Axes extends string, Got extends string> = ReturnType<
  typeof expectedInput<Layer, Axes, Got>
>
export type ExpectedInputHint<
  Layer extends string,
  Axes extends string,
  Got extends string,
  Hint extends string,
> = ReturnType<typeof expectedInputHint<Layer, Axes, Got, Hint>>
export type NotPositiveInteger<Layer extends string, Argument extends string, Got extends string> = ReturnType<
  typeof notPositiveInteger<Layer, Argument, Got>
>

const unknownAxis = <const Layer extends string, const Axis extends string, const Got extends string>(
  layer: Layer,
  axis: Axis,
  got: Got,
) => `${layer}: the ${axis} must be a known number, got ${got}; give it in input(…) or reshape first` as const

/** The sentence for a dim that decides a weight's shape, but is a symbol. */
export type UnknownAxis<Layer extends string, Axis extends string, Got extends string> = ReturnType<
  typeof unknownAxis<Layer, Axis, Got>
>

/** The dim, where it is known. Throws ShapeError where it is symbolic or unknown. */
export const knownDim = (layer: string, axis: string, dim: DimValue | undefined): number => {
  if (typeof dim === 'number') return dim
  throw new ShapeError(unknownAxis(layer, axis, formatDim(dim ?? null)))
}

/** Words to choose from: 'a', 'b' or 'c'. */
export const oneOfWords = (words: readonly string[]): string => {
  const quoted = words.map((word) => `'${word}'`)
  return [quoted.slice(0, -1).join(', '), ...quoted.slice(-1)].filter((part) => part !== '').join(' or ')
}

/** Throws ShapeError where an argument is none of the given words, which the compiler tells from a union by itself. */
export const requireOneOf = (layer: string, argument: string, words: readonly string[], value: string): void => {
  if (words.includes(value)) return
  throw new ShapeError(`${layer}: ${argument} must be ${oneOfWords(words)}, got ${describeValue(value)}`)
}

/** Throws ShapeError where an argument is not a whole number of 1 or more. */
export const requirePositive = (layer: string, argument: string, value: number): void => {
  if (!isPositiveInteger(value)) throw new ShapeError(notPositiveInteger(layer, argument, describeValue(value)))
}
