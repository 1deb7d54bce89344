import type { DimValue, ShapeValue } from './dim.js'

/** `[batch, 28, 28, 1]`; unknown dims print as `?`. */
export const formatShape = (shape: ShapeValue): string => `[${shape.map(formatDim).join(', ')}]`
export const formatDim = (dim: DimValue): string => (dim === null ? '?' : String(dim))

export type FormatShape<S> = S extends readonly unknown[] ? `[${JoinDims<S>}]` : '?'
export type FormatDim<D> = D extends string ? D : D extends number ? (number extends D ? '?' : `${D}`) : '?'

type JoinDims<S extends readonly unknown[]> = number extends S['length']
  ? '…'
  : S extends readonly [infer First, ...infer Rest]
    ? Rest extends readonly []
      ? FormatDim<First>
      : `${FormatDim<First>}, ${JoinDims<Rest>}`
    : ''
