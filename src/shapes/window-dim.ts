import type { Add, Divide, DivideUp, Multiply, Subtract } from './arithmetic.js'
import type { IsSingle } from './dim.js'

export type Padding = 'same' | 'valid'
export type DataFormat = 'channelsLast' | 'channelsFirst'

/** One number for both spatial axes, or [height, width]. */
export type Pair = number | readonly [number, number]

export type Rows<P> = P extends readonly [infer R, unknown] ? R : P
export type Columns<P> = P extends readonly [unknown, infer C] ? C : P

export const rowsAndColumns = (pair: Pair): [number, number] => (typeof pair === 'number' ? [pair, pair] : [...pair])

export type FormatPair<P> = P extends readonly [infer R extends number, infer C extends number]
  ? `${R}x${C}`
  : P extends number
    ? `${P}x${P}`
    : '?'

/** The elements that a dilated kernel spans: (kernel - 1) · dilation + 1. */
export type Reach<Kernel, Dilation> = Dilation extends 1 ? Kernel : Add<Multiply<Subtract<Kernel, 1>, Dilation>, 1>

/** The positions of a window along one axis, or 'tooLarge': ceil(in / stride), or floor((in - reach) / stride) + 1. */
export type WindowDim<In, Kernel, Stride, Pad, Dilation> =
  IsSingle<Pad> extends true
    ? Pad extends 'same'
      ? In extends string
        ? SymbolDim<In, Stride>
        : DivideUp<In, Stride>
      : Subtract<In, Reach<Kernel, Dilation>> extends infer Room
        ? Room extends 'negative'
          ? 'tooLarge'
          : Add<Divide<Room, Stride>, 1>
        : never
    : number

type SymbolDim<In, Stride> = [Stride] extends [1] ? In : number

/** Window positions along an axis of `size`, or null where that is unknown; undefined where the window does not fit. */
export const windowDim = (
  size: number | string | null,
  kernel: number,
  stride: number,
  padding: Padding,
  dilation: number,
): number | string | null | undefined => {
  if (typeof size !== 'number') return padding === 'same' && stride === 1 ? size : null
  if (padding === 'same') return Math.ceil(size / stride)
  const room = size - ((kernel - 1) * dilation + 1)
  return room < 0 ? undefined : Math.floor(room / stride) + 1
}

/** Zeros before and after one axis for 'same' padding, as TensorFlow places them: the odd one comes after. */
export const samePads = (size: number, kernel: number, stride: number, dilation: number): [number, number] => {
  const total = Math.max((Math.ceil(size / stride) - 1) * stride + (kernel - 1) * dilation + 1 - size, 0)
  return [Math.floor(total / 2), Math.ceil(total / 2)]
}
