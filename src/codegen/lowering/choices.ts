import { sizeOfShape } from '../../shapes/axes.js'
import type { DimValue } from '../../shapes/dim.js'
import { type ConvWindow, type PoolWindow, windowAlong } from '../../shapes/window.js'
import type { Value } from '../ir/value.js'
import { comesTransposed } from './comes-transposed.js'
import type { Target } from './target.js'

/* Which lowerings can be taken, by shape: the one first that was the fastest where it was measured. */

/** Kernels of more positions than this take one convolution, not a product or a view for each. */
const productPositions = 32

/** Beyond so many numbers a sample, views under each other take too much memory. */
const mostViewed = 2 ** 19

type KernelWay = 'products' | 'columns' | 'conv' | 'correlation' | 'mirror'

/** The gradient of a convolution's kernel, from [dy, x, w]. */
export const rankedKernelGradients = ([dy, , w]: readonly Value[], window: ConvWindow): readonly KernelWay[] => {
  const { group, dilations } = window
  const [filters, channels, ...kernel] = (w as Value).shape as readonly [number, number, ...number[]]
  const positions = sizeOfShape(kernel) as number
  if (group > 1 || positions === 1) return ['products']
  const places = sizeOfShape((dy as Value).shape.slice(2))
  const isLarge = positions > productPositions
  if (!places) return [isLarge ? 'conv' : 'products']
  // a correlation also computes what lies between the positions of the last axis
  const isSpread = dilations.at(-1) !== 1
  if (isLarge) return isSpread ? ['conv', 'correlation'] : ['correlation', 'conv']
  const rows = channels * positions
  const few: KernelWay = rows * places > mostViewed ? 'products' : 'columns'
  const mirrors: KernelWay[] = hasMirror(kernel, window) ? ['mirror'] : []
  const correlations: KernelWay[] = channels >= filters ? [...mirrors, 'correlation'] : ['correlation', ...mirrors]
  const first = rows <= filters ? few : isSpread ? 'products' : (correlations[0] as KernelWay)
  const ways: KernelWay[] = [...correlations, 'products', 'columns', 'conv']
  return [first, ...ways.filter((other) => other !== first)]
}

/**
 * A convolution to so few channels takes longer than a transposed one. Measured for 32 filters on 28 × 28, batch 32, two cores: 9.5 ms
 * against 1.3 for 1 channel, 11 against 3.3 for 4, 11.7 against 11.3 for 6.
 */
const fewChannels = 4

/** The gradient of a convolution's input, from [dy, x, w]. */
export const rankedInputGradients = (
  [, , w]: readonly Value[],
  window: ConvWindow,
): readonly ('flipped' | 'transposed')[] => {
  const [, channels, ...kernel] = (w as Value).shape as readonly number[]
  if (window.group > 1 || !hasMirror(kernel, window)) return ['transposed']
  return (channels as number) <= fewChannels ? ['transposed', 'flipped'] : ['flipped', 'transposed']
}

/** Whether its gradients are convolutions with the kernel in mirror image, or have it as their result. */
const hasMirror = (kernel: readonly number[], window: ConvWindow): boolean =>
  window.strides.every((stride) => stride === 1) &&
  kernel.every((size, i) => {
    const { reach, before, after } = windowAlong(window, i, size)
    return before < reach && after < reach
  })

/** Where windows overlap, several gradients may go to one element. CUDA has no kernel that undoes pooling. */
export const rankedUnpoolings = (
  _: readonly Value[],
  { kernel, strides, dilations }: PoolWindow,
  { device }: Target,
): readonly ('unpool' | 'scatter')[] => {
  const overlap = kernel.some((size, axis) => (size - 1) * (dilations[axis] as number) + 1 > (strides[axis] as number))
  return overlap || device === 'cuda' ? ['scatter'] : ['unpool', 'scatter']
}

/**
 * Tables of at most this many rows take one matrix product, whose cost grows with rows · ids; larger ones a sort of the ids.
 * Measured for 10,240 ids and 32 columns on two cores: 0.6 ms against 2.0 at 32 rows, 2.1 against 2.1 at 128. In one thread rows can
 * be added where they are: 0.12 ms.
 */
const productRows = 64

/** Beyond it no product is thought of. */
const mostProductRows = 1024

/** Larger tables of zeros take longer to fill, and their optimizers to go over all rows, than rows to sort. */
const mostScattered = 2 ** 20

/** The sums of rows by id, from [rows, ids, table]. */
export const rankedRowSums = (
  [, , table]: readonly Value[],
  _: object,
  { device, threads }: Target,
): readonly ('scatter' | 'product' | 'sort')[] => {
  const size = sizeOfShape(table?.shape ?? [null])
  if (device === 'cpu' && threads === 1 && size !== null && size <= mostScattered) return ['scatter', 'product', 'sort']
  const rows = table?.shape[0]
  if (typeof rows !== 'number' || rows > mostProductRows) return ['sort']
  return rows <= productRows ? ['product', 'sort'] : ['sort', 'product']
}

/**
 * The gradient of relu, from [dy, y]. Measured for 524,288 numbers on two cores: 0.68 ms, 1.1 by a product with a comparison, 1.3 by
 * Where.
 */
export const rankedReluGradients = ([, y]: readonly Value[]): readonly ('steep' | 'product' | 'where')[] =>
  (y as Value).dtype === 'float32' ? ['steep', 'product', 'where'] : ['product', 'where']

/** A gradient that flows where a condition holds, from [dy, condition]. */
export const rankedMaskings = (): readonly ('product' | 'where')[] => ['product', 'where']

/**
 * Rows added to a table, from [table, positions, rows]. Measured for 10,000 rows of 32 on two cores: 0.30 ms against 0.47 where 600 are
 * touched, 0.45 against 0.57 where all are.
 */
export const rankedRowAdditions = (): readonly ('rows' | 'table')[] => ['rows', 'table']

/** Weights of more elements than this, on average, take longer to join and to part than their nodes take to start. */
const fewJoined = 2048

/** Beyond it joining is not thought of. */
export const mostJoined = 16_384

/**
 * Updates of weights by an optimizer that keeps `slots` of each: as one, joined end to end, or one by one. Measured on two cores: two of
 * 16 numbers take 0.035 ms joined and 0.032 apart by Adam, 3 take 0.029 and 0.033, 60 of 64 0.28 and 0.71, 20 of 16,384 3.1 and 2.3; by
 * gradient descent, which has two nodes for each, 8 of 64 take the same.
 */
export const rankedUpdates = (
  _: readonly Value[],
  { shapes, slots }: { readonly shapes: readonly (readonly number[])[]; readonly slots: readonly string[] },
): readonly ('joined' | 'apart')[] => {
  const isMany = shapes.length >= (slots.length > 1 ? 3 : 8)
  const all = shapes.reduce((sum, shape) => sum + (sizeOfShape(shape) as number), 0)
  return isMany && all <= shapes.length * fewJoined ? ['joined', 'apart'] : ['apart', 'joined']
}

/** More elements than this in a sample would take an operand of as many ones. */
const mostStandardized = 2 ** 16

/**
 * x by its own mean and variance over some axes, from [x]. Measured on two cores: 2048 rows of 128 take 0.9 to 1.1 ms by the operator and
 * 1.1 to 1.3 by parts, but a whole step of a transformer 1.5 % more. Between convolutions, whose channels are not last in memory, a step
 * takes 7 % more by the operator.
 */
export const rankedStandardizations = (
  [x]: readonly Value[],
  { axes }: { readonly axes: readonly number[] },
): readonly ('parts' | 'operator')[] => {
  const { dtype, shape } = x as Value
  const isLast = axes.every((axis, i) => axis === shape.length - axes.length + i)
  const size = sizeOfShape(axes.map((axis) => shape[axis] as DimValue))
  const fits = dtype === 'float32' && isLast && size !== null && size <= mostStandardized
  return fits && !comesTransposed(x as Value) ? ['parts', 'operator'] : ['parts']
}
