import type { Multiply, Subtract } from './arithmetic.js'
import { describeValue } from './describe-value.js'
import { type DimValue, type IsRankWide, type Known, ShapeError, type ShapeValue } from './dim.js'
import { type FormatShape, formatShape } from './format.js'
import { type ExpectedInput, expectedInput, knownDim, type UnknownAxis } from './sentence.js'

const badAxis = <const Layer extends string, const Axis extends string, const Got extends string>(
  layer: Layer,
  axis: Axis,
  got: Got,
) => `${layer}: axis ${axis} is not an axis of ${got} beside the batch; count from 1, or back from -1` as const

const axes = '[batch, …, features]'

/** The dim at an axis that may count from the back; undefined where there is none, or where it is the batch. */
export type DimAt<S, Axis extends number> = [Axis] extends [-1]
  ? S extends readonly [unknown, ...unknown[], infer Last]
    ? Last
    : IfWide<S>
  : number extends Axis
    ? number
    : IsRankWide<S> extends true
      ? number
      : `${Axis}` extends `-${infer Back extends number}`
        ? DimAtIndex<S, Subtract<S['length' & keyof S], Back>>
        : DimAtIndex<S, Axis>

type IfWide<S> = IsRankWide<S> extends true ? number : undefined

type DimAtIndex<S, I> = I extends 0 | 'negative'
  ? undefined
  : `${I & number}` extends infer K extends keyof S
    ? S[K]
    : undefined

/** undefined, or the sentence for an axis that the shape does not have, or that has no known length. */
export type AxisSentence<Layer extends string, S, Axis extends number> = [Axis, S] extends [
  -1,
  [unknown, ...unknown[], number],
]
  ? undefined
  : SomeAxisSentence<Layer, S, Axis>

type SomeAxisSentence<Layer extends string, S, Axis extends number> =
  PlaceSentence<Layer, S, Axis> extends infer E extends string
    ? E
    : DimAt<S, Known<Axis>> extends infer D extends string
      ? UnknownAxis<Layer, 'normalized axis', D>
      : undefined

/** undefined, or the sentence for an axis that the shape does not have. */
export type PlaceSentence<Layer extends string, S, Axis extends number> = S extends [unknown]
  ? ExpectedInput<Layer, typeof axes, FormatShape<S>>
  : [DimAt<S, Known<Axis>>] extends [undefined]
    ? ReturnType<typeof badAxis<Layer, `${Axis}`, FormatShape<S>>>
    : undefined

/** undefined, or the sentence for whatever axis of a shape of two axes or fewer. */
export type AnyAxisSentence<Layer extends string, S> = S extends [unknown, unknown?]
  ? AxisSentence<Layer, S, -1>
  : undefined

/** `vectors` weights for each element along the axis. */
export type AxisParameters<S, Axis extends number, Vectors extends number> = Multiply<DimAt<S, Known<Axis>>, Vectors>

/** How many vectors there are with both of gamma and beta, with one and with none; wide where the types do not say. */
export type NormalizationVectors<
  Scale extends boolean,
  Center extends boolean,
  Counts extends readonly [both: number, one: number, none: number],
> = boolean extends Scale
  ? number
  : boolean extends Center
    ? number
    : [Scale, Center] extends [true, true]
      ? Counts[0]
      : [Scale, Center] extends [false, false]
        ? Counts[2]
        : Counts[1]

/** The axis counted from the front. Throws ShapeError where there is none, or where it is the batch. */
export const axisAt = (layer: string, shape: ShapeValue, axis: number): number => {
  if (shape.length < 2) throw new ShapeError(expectedInput(layer, axes, formatShape(shape)))
  const at = axis < 0 ? axis + shape.length : axis
  if (!Number.isInteger(at) || at <= 0 || at >= shape.length)
    throw new ShapeError(badAxis(layer, describeValue(axis), formatShape(shape)))
  return at
}

/** The same, and the dim there. Throws ShapeError where it has no known length, too. */
export const axisOf = (
  layer: string,
  shape: ShapeValue,
  axis: number,
): { readonly axis: number; readonly dim: number } => {
  const at = axisAt(layer, shape, axis)
  return { axis: at, dim: knownDim(layer, 'normalized axis', shape[at] as DimValue) }
}
