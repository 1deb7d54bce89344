import type { ConvWindow } from '../../shapes/window.js'
import type { Value } from '../ir/value.js'

/* Which of several lowerings is taken, by shape: what was the fastest where it was measured. */

/** Kernels of more positions than this take one convolution, not a product or a view for each. */
const productPositions = 32

/** How the gradient of a convolution's kernel is computed; lowering/conv-gradient.ts says what each is. */
export const chosenKernelGradient = (
  dy: Value,
  w: Value,
  { group, strides, dilations }: ConvWindow,
): 'products' | 'columns' | 'shifts' | 'conv' => {
  const [filters, channels, ...kernel] = w.shape as readonly [number, number, ...number[]]
  if (group > 1) return 'products'
  const positions = kernel.reduce((count, size) => count * size, 1)
  if (positions > productPositions) return 'conv'
  const places = dy.shape.slice(2).reduce<number>((count, size) => count * (typeof size === 'number' ? size : 0), 1)
  if (positions === 1 || places === 0) return 'products'
  if (channels * positions <= filters) return 'columns'
  const isPlain = kernel.length === 2 && [...strides, ...dilations].every((step) => step === 1)
  if (isPlain && places >= 4 * Math.max(channels, filters)) return 'shifts'
  return places >= 3 * filters && filters >= 2 * channels ? 'columns' : 'products'
}
