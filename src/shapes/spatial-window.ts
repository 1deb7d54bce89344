import type { IsPositiveInteger } from './arithmetic.js'
import { type DimValue, type IsRankWide, ShapeError } from './dim.js'
import { type FormatDim, type FormatShape, formatDim, formatShape } from './format.js'
import { type NotPositiveInteger, requirePositive } from './sentence.js'
import { type Along, alongEach, type FormatAlong, type FormatSizes, formatSizes, type Rank } from './spatial.js'
import {
  type FormatArgument,
  formatArgument,
  type NotSizes,
  openSize,
  type Padding,
  type Pair,
  type PairFault,
  type PositiveFault,
  requirePositiveSizes,
  type WindowDim,
  windowDim,
} from './window-dim.js'
import { type KernelTooLarge, kernelTooLargeError, stridesWithDilation } from './window-sentences.js'

/* Windows over one to three axes. */

/** The arguments of a window. */
export interface SpatialWindow {
  readonly kernelSize: Pair
  readonly strides: Pair
  readonly padding: Padding
  readonly dilationRate: Pair
}

/** The positions along each axis, or the words of `WindowDim` for what is wrong. */
export type Positions<Sizes extends readonly unknown[], C extends SpatialWindow> = {
  [K in keyof Sizes]: WindowDim<
    Sizes[K],
    Along<C['kernelSize'], K>,
    Along<C['strides'], K>,
    C['padding'],
    Along<C['dilationRate'], K>
  >
}

export type Member<T> = T extends readonly unknown[] ? T[number] : never

/** How many numbers an argument for each axis has. */
interface Others {
  readonly 1: 'none'
  readonly 2: 'two for height and width'
  readonly 3: 'three for depth, height and width'
}

const others: Others = { 1: 'none', 2: 'two for height and width', 3: 'three for depth, height and width' }

/** [argument, sentence] for what is not one whole number of 1 or more, nor one for each axis; else undefined. */
export type SizesFault<N extends Rank, Layer extends string, Argument extends string, P> = N extends 3
  ? TripleFault<Layer, Argument, P>
  : N extends 2
    ? PairFault<Layer, Argument, P>
    : PositiveFault<Layer, Argument, P & number>

type TripleFault<Layer extends string, Argument extends string, P> =
  IsPositiveTriple<P> extends true
    ? undefined
    : readonly [
        Argument,
        [P] extends [number | Triple]
          ? NotPositiveInteger<Layer, Argument, FormatArgument<P>>
          : NotSizes<Layer, Argument, Others[3], P>,
      ]

type Triple = readonly [unknown, unknown, unknown]

type IsPositiveTriple<P> = [P] extends [number]
  ? IsPositiveInteger<P>
  : [P] extends [readonly [infer D, infer R, infer C]]
    ? [IsPositiveInteger<D>, IsPositiveInteger<R>, IsPositiveInteger<C>] extends [true, true, true]
      ? true
      : false
    : true extends IsRankWide<P>
      ? true
      : [P] extends [number | Triple]
        ? true
        : false

/** Throws ShapeError for the same. */
export const requireSizes = (rank: Rank, layer: string, argument: string, sizes: Pair): void =>
  rank === 1
    ? requirePositive(layer, argument, sizes as number)
    : requirePositiveSizes(layer, argument, sizes, rank, others[rank])

/** The first fault of kernel, strides and dilation by themselves. */
export type ArgumentsFault<N extends Rank, Layer extends string, C extends SpatialWindow> =
  SizesFault<N, Layer, 'kernelSize', C['kernelSize']> extends infer F extends readonly [string, string]
    ? F
    : SizesFault<N, Layer, 'strides', C['strides']> extends infer F extends readonly [string, string]
      ? F
      : SizesFault<N, Layer, 'dilationRate', C['dilationRate']>

export const requireArguments = (rank: Rank, layer: string, window: SpatialWindow): void => {
  requireSizes(rank, layer, 'kernelSize', window.kernelSize)
  requireSizes(rank, layer, 'strides', window.strides)
  requireSizes(rank, layer, 'dilationRate', window.dilationRate)
}

/** true only where a literal is surely above 1. */
export type AboveOne<P, Sizes extends readonly unknown[]> =
  true extends Member<{
    [K in keyof Sizes]: IsAboveOne<Along<P, K>>
  }>
    ? true
    : false

type IsAboveOne<D> = number extends D ? false : [D] extends [1] ? false : true

/** [argument, sentence] where both strides and dilation are above 1. */
export type BothFault<Layer extends string, Sizes extends readonly unknown[], C extends SpatialWindow> = [
  AboveOne<C['strides'], Sizes>,
  AboveOne<C['dilationRate'], Sizes>,
] extends [true, true]
  ? readonly [
      'strides',
      ReturnType<typeof stridesWithDilation<Layer, FormatArgument<C['strides']>, FormatArgument<C['dilationRate']>>>,
    ]
  : undefined

export const requireNotBoth = (rank: Rank, layer: string, { strides, dilationRate }: SpatialWindow): void => {
  const above = (argument: Pair) => alongEach(rank, argument).some((n) => n > 1)
  if (!above(strides) || !above(dilationRate)) return
  throw new ShapeError(stridesWithDilation(layer, formatArgument(strides), formatArgument(dilationRate)))
}

/** [argument, sentence] where the kernel is larger than the input. */
export type TooLargeFault<Layer extends string, Sizes extends readonly unknown[], C extends SpatialWindow> =
  'tooLarge' extends Member<Positions<Sizes, C>>
    ? readonly [
        'kernelSize',
        KernelTooLarge<
          Layer,
          FormatAlong<C['kernelSize'], Sizes>,
          AboveOne<C['dilationRate'], Sizes> extends true ? FormatArgument<C['dilationRate']> : undefined,
          FormatSizes<Sizes>
        >,
      ]
    : undefined

/** [argument, sentence] where 'same' padding depends on a size that is not known. */
export type OpenSizeFault<
  N extends Rank,
  Layer extends string,
  Sizes extends readonly unknown[],
  C extends SpatialWindow,
  Argument extends string = 'strides',
> =
  'openSize' extends Member<Positions<Sizes, C>>
    ? readonly [Argument, OpenSizes<N, Layer, C['strides'], Sizes>]
    : undefined

interface AxesTogether {
  readonly 1: 'time'
  readonly 2: 'height and width'
  readonly 3: 'depth, height and width'
}

const axesTogether: AxesTogether = { 1: 'time', 2: 'height and width', 3: 'depth, height and width' }

type OpenSizes<N extends Rank, Layer extends string, Strides, Sizes> = ReturnType<
  typeof openSize<
    Layer,
    FormatArgument<Strides>,
    AxesTogether[N],
    Sizes extends readonly [infer Time] ? FormatDim<Time> : FormatShape<Sizes>
  >
>

/** The positions along each axis. Throws ShapeError for arguments that do not fit. */
export const positionsOf = (
  rank: Rank,
  layer: string,
  sizes: readonly DimValue[],
  window: SpatialWindow,
  tooLarge = (): ShapeError => kernelTooLarge(rank, layer, sizes, window),
): DimValue[] => {
  const [kernel, strides, dilations] = [window.kernelSize, window.strides, window.dilationRate].map((argument) =>
    alongEach(rank, argument),
  ) as [number[], number[], number[]]
  return sizes.map((size, axis) => {
    const [stride, dilation] = [strides[axis] as number, dilations[axis] as number]
    const positions = windowDim(size, kernel[axis] as number, stride, window.padding, dilation)
    if (positions === undefined) throw tooLarge()
    return positions
  })
}

const kernelTooLarge = (rank: Rank, layer: string, sizes: readonly DimValue[], window: SpatialWindow): ShapeError => {
  const { kernelSize, dilationRate } = window
  const dilated = alongEach(rank, dilationRate).some((d) => d > 1)
  const kernel = formatSizes(alongEach(rank, kernelSize))
  return kernelTooLargeError(layer, kernel, dilated ? formatArgument(dilationRate) : undefined, formatSizes(sizes))
}

/** Throws ShapeError where 'same' padding depends on a size that is not known. */
export const requireKnownSizes = (
  rank: Rank,
  layer: string,
  sizes: readonly DimValue[],
  { strides, padding }: Pick<SpatialWindow, 'strides' | 'padding'>,
): void => {
  const open = alongEach(rank, strides).some((stride, axis) => stride > 1 && typeof sizes[axis] !== 'number')
  if (padding !== 'same' || !open) return
  const got = rank === 1 ? formatDim(sizes[0] as DimValue) : formatShape(sizes)
  throw new ShapeError(openSize(layer, formatArgument(strides), axesTogether[rank], got))
}
