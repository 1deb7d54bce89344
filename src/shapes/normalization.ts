import { ShapeError, type ShapeValue } from './dim.js'
import { formatShape } from './format.js'
import {
  type AxesParameters,
  type AxesSentence,
  axesOf,
  type NormalizedAxes,
  type NormalizedShape,
} from './normalized-axes.js'

/** The axes that keep statistics of their own: one, some, or null for one mean of all elements. */
export type KeptAxes = NormalizedAxes | null

/** undefined, or the sentence for axes that the shape does not have, or has no known length of. */
export type KeptAxesSentence<S, Axes extends KeptAxes> = [Axes] extends [NormalizedAxes]
  ? AxesSentence<'normalization', S, Axes>
  : undefined

/** The shape itself, or the sentence. */
export type NormalizationShape<S, Axes extends KeptAxes> = [Axes] extends [NormalizedAxes]
  ? NormalizedShape<'normalization', S, Axes>
  : S

/** A mean and a variance for each element along the kept axes; nothing where they were given. */
export type NormalizationParameters<S, Axes extends KeptAxes, Given extends boolean> = boolean extends Given
  ? number
  : [Given] extends [true]
    ? 0
    : [Axes] extends [NormalizedAxes]
      ? AxesParameters<S, Axes, 2>
      : [Axes] extends [null]
        ? 2
        : number

/** The kept axes, ascending, and how long they are. Throws ShapeError where the shape does not have them. */
export const keptAxesOf = (
  shape: ShapeValue,
  given: KeptAxes,
): { readonly axes: readonly number[]; readonly lengths: readonly number[] } => {
  const axes = given === null ? [] : axesOf('normalization', shape, given)
  return { axes, lengths: axes.map((axis) => shape[axis] as number) }
}

/** Throws ShapeError where statistics do not lie along the kept axes of what is normalized. */
export const checkStatistics = (what: string, statistics: readonly number[], kept: readonly number[]): void => {
  const along = kept.slice(kept.length - statistics.length)
  if (statistics.length <= kept.length && statistics.every((dim, i) => dim === 1 || dim === along[i])) return
  throw new ShapeError(
    `normalization: ${what} ${formatShape(statistics)}, but the kept axes of the input are ${formatShape(kept)}; give data of as many features`,
  )
}
