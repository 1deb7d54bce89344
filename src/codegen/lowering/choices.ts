import { sizeOfShape } from '../../shapes/axes.js'
import { type ConvWindow, type PoolWindow, windowAlong } from '../../shapes/window.js'
import type { Value } from '../ir/value.js'

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

/** The gradient of a convolution's input, from [dy, x, w]. */
export const rankedInputGradients = (
  [, , w]: readonly Value[],
  window: ConvWindow,
): readonly ('flipped' | 'transposed')[] =>
  window.group === 1 && hasMirror((w as Value).shape.slice(2) as number[], window)
    ? ['flipped', 'transposed']
    : ['transposed']

/** Whether its gradients are convolutions with the kernel in mirror image, or have it as their result. */
const hasMirror = (kernel: readonly number[], window: ConvWindow): boolean =>
  window.strides.every((stride) => stride === 1) &&
  kernel.every((size, i) => {
    const { reach, before, after } = windowAlong(window, i, size)
    return before < reach && after < reach
  })

/** Where windows overlap, several gradients may go to one element. */
export const rankedUnpoolings = (
  _: readonly Value[],
  { kernel, strides, dilations }: PoolWindow,
): readonly ('unpool' | 'scatter')[] => {
  const overlap = kernel.some((size, axis) => (size - 1) * (dilations[axis] as number) + 1 > (strides[axis] as number))
  return overlap ? ['scatter'] : ['unpool', 'scatter']
}

/**
 * Tables of at most this many rows take one matrix product, whose cost grows with rows · ids; larger ones a sort of the ids.
 * Measured for 10,240 ids and 32 columns on two cores: 0.6 ms against 2.0 at 32 rows, 2.1 against 2.1 at 128.
 */
const productRows = 64

/** Beyond it no product is thought of. */
const mostProductRows = 1024

/** The sums of rows by id, from [rows, ids, table]. */
export const rankedRowSums = ([, , table]: readonly Value[]): readonly ('product' | 'sort')[] => {
  const rows = table?.shape[0]
  if (typeof rows !== 'number' || rows > mostProductRows) return ['sort']
  return rows <= productRows ? ['product', 'sort'] : ['sort', 'product']
}
