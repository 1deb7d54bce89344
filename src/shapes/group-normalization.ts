import type { IsPositiveInteger, Remainder } from './arithmetic.js'
import { type Known, ShapeError, type ShapeValue } from './dim.js'
import type { FormatDim } from './format.js'
import { type AxisSentence, axisOf, type DimAt } from './normalized-axis.js'
import { type NotPositiveInteger, requirePositive } from './sentence.js'
import { groupsMismatch } from './window-sentences.js'

type Name = 'groupNormalization'

/** [argument, sentence] of the axis, or of groups that do not divide what is along it; or undefined. */
export type GroupNormalizationFault<S, Axis extends number, Groups extends number> =
  AxisSentence<Name, S, Axis> extends infer E extends string
    ? readonly ['axis', E]
    : [Groups] extends [-1]
      ? undefined
      : IsPositiveInteger<Groups> extends true
        ? Dividing<DimAt<S, Known<Axis>>, Known<Groups>> extends infer E extends string
          ? readonly ['groups', E]
          : undefined
        : readonly ['groups', NotPositiveInteger<Name, 'groups', `${Groups}`>]

type Dividing<Channels, Groups extends number> =
  Remainder<Channels, Groups> extends infer R
    ? number extends R
      ? undefined
      : [R] extends [0]
        ? undefined
        : ReturnType<typeof groupsMismatch<Name, `${Groups}`, FormatDim<Channels>, 'input channels'>>
    : never

/** The shape itself, or the sentence. */
export type GroupNormalizationShape<S, Axis extends number, Groups extends number> = S extends [
  unknown,
  ...unknown[],
  number,
]
  ? JudgedGroups<S, Axis, Groups>
  : JudgedGroups<S, Axis, Groups>

type JudgedGroups<S, Axis extends number, Groups extends number> =
  GroupNormalizationFault<S, Axis, Groups> extends readonly [string, infer E] ? E : S

/** The axis of the channels counted from the front, how many there are, and in how many groups. Throws ShapeError for what does not fit. */
export const groupsOf = (
  shape: ShapeValue,
  axis: number,
  groups: number,
): { readonly axis: number; readonly channels: number; readonly groups: number } => {
  const { axis: at, dim } = axisOf('groupNormalization', shape, axis)
  if (groups === -1) return { axis: at, channels: dim, groups: dim }
  requirePositive('groupNormalization', 'groups', groups)
  if (dim % groups !== 0) {
    throw new ShapeError(groupsMismatch('groupNormalization', `${groups}`, `${dim}`, 'input channels'))
  }
  return { axis: at, channels: dim, groups }
}
