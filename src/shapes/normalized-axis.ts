import type { Add, Multiply, Subtract } from './arithmetic.js'
import { type DimValue, ShapeError, type ShapeValue } from './dim.js'
import { type FormatShape, formatShape } from './format.js'

const badAxis = <const Layer extends string, const Axis extends string, const Got extends string>(
  layer: Layer,
  axis: Axis,
  got: Got,
) => `${layer}: axis ${axis} is not an axis of ${got} beside the batch` as const

/** The dim at an axis that may count from the back; undefined where there is none, or where it is the batch. */
export type DimAt<S, Axis extends number> = S extends readonly unknown[]
  ? number extends Axis
    ? number
    : `${Axis}` extends `-${infer Back extends number}`
      ? Subtract<S['length'], Back> extends infer I
        ? I extends 0 | 'negative'
          ? undefined
          : S[I & keyof S]
        : never
      : Axis extends 0
        ? undefined
        : `${Axis}` extends keyof S
          ? S[`${Axis}`]
          : undefined
  : number

/** undefined, or the sentence for an axis that the shape does not have. */
export type AxisSentence<Layer extends string, S, Axis extends number> = [DimAt<S, Axis>] extends [undefined]
  ? ReturnType<typeof badAxis<Layer, `${Axis}`, FormatShape<S>>>
  : undefined

/** `vectors` weights for each element along the axis. */
export type AxisParameters<S, Axis extends number, Vectors extends number> = Multiply<DimAt<S, Axis>, Vectors>

/** How many of scale and center there are, and the two running averages. */
export type NormalizationVectors<Scale, Center> = Add<Add<Scale extends false ? 0 : 1, Center extends false ? 0 : 1>, 2>

/** The axis counted from the front, and the known dim there. */
export const axisOf = (
  layer: string,
  shape: ShapeValue,
  axis: number,
): { readonly axis: number; readonly dim: DimValue } => {
  const at = axis < 0 ? axis + shape.length : axis
  if (!Number.isInteger(at) || at <= 0 || at >= shape.length)
    throw new ShapeError(badAxis(layer, `${axis}`, formatShape(shape)))
  return { axis: at, dim: shape[at] as DimValue }
}
