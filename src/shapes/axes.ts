import type { Subtract } from './arithmetic.js'
import { type IsLiteral, type IsRankWide, ShapeError, type ShapeValue } from './dim.js'
import { type FormatShape, formatShape } from './format.js'
import type { Plain } from './open-dim.js'

const noSuchAxis = <const Op extends string, const Axis extends string, const Got extends string>(
  op: Op,
  axis: Axis,
  got: Got,
) => `${op}: axis ${axis} is not an axis of ${got}; axes count from 0, or from -1 at the end` as const

export type NoSuchAxis<Op extends string, Axis extends number, S> = ReturnType<
  typeof noSuchAxis<Op, `${Axis}`, FormatShape<Plain<S>>>
>

/** Places of axes that are counted from the end. */
interface Backs {
  readonly 1: [unknown]
  readonly 2: [unknown, unknown]
  readonly 3: [unknown, unknown, unknown]
  readonly 4: [unknown, unknown, unknown, unknown]
}

/** One literal axis counted from the front, as a key of the shape such as '1'; undefined where there is none. */
export type AxisKey<S, Axis extends number> = `${Axis}` extends infer K extends keyof S
  ? K
  : S extends readonly unknown[]
    ? `${Axis}` extends `-${infer Back extends number}`
      ? Back extends keyof Backs
        ? S extends readonly [...infer Front, ...Backs[Back]]
          ? `${Front['length'] & number}`
          : undefined
        : Back extends 0
          ? AxisKey<S, 0>
          : Subtract<S['length'], Back> extends infer At extends number
            ? `${At}`
            : undefined
      : undefined
    : undefined

/** The shape itself where it has the axis, or the sentence. */
export type AxisShape<Op extends string, S, Axis extends number> =
  true extends IsRankWide<S>
    ? S
    : IsLiteral<Axis> extends true
      ? AxisKey<S, Axis> extends undefined
        ? NoSuchAxis<Op, Axis, S>
        : S
      : S

/** `axis` counted from the front; negative axes count from the back, as in NumPy. */
export const normalizeAxis = (op: string, axis: number, shape: ShapeValue): number => {
  const rank = shape.length
  if (!Number.isInteger(axis) || axis < -rank || axis >= rank) {
    throw new ShapeError(noSuchAxis(op, `${axis}`, formatShape(shape)))
  }
  return axis < 0 ? axis + rank : axis
}

/** The axes to reduce, ascending and without repeats; all axes where none are given. */
export const normalizeAxes = (op: string, axes: readonly number[] | undefined, shape: ShapeValue): number[] => {
  const all = axes?.map((axis) => normalizeAxis(op, axis, shape)) ?? shape.map((_, i) => i)
  return [...new Set(all)].sort((a, b) => a - b)
}

/** The shape left when `axes` (normalized) are reduced. */
export const reduceShape = (shape: ShapeValue, axes: readonly number[], keepDims: boolean): ShapeValue =>
  keepDims ? shape.map((dim, i) => (axes.includes(i) ? 1 : dim)) : shape.filter((_, i) => !axes.includes(i))

/** The number of elements, or null where a dim is not known. */
export const sizeOfShape = (shape: ShapeValue): number | null =>
  shape.reduce<number | null>((size, dim) => (size !== null && typeof dim === 'number' ? size * dim : null), 1)
