import type { DType } from '../../src/codegen/ir/value.js'
import { SymbolicTensor } from '../../src/dsl/symbolic.js'
import type { Dim, ShapeValue } from '../../src/shapes/dim.js'

type Dims<S> = { -readonly [K in keyof S]: S[K] extends null ? number : S[K] extends Dim ? S[K] : Dim }

/** A tensor of a model with this whole shape, its batch included, of any dtype: what no layer decides. null is a dim of any length. */
export const place = <const S extends readonly (Dim | null)[], T extends DType = 'float32'>(
  shape: S,
  dtype: T = 'float32' as T,
): SymbolicTensor<Dims<S>, T> => new SymbolicTensor(shape as ShapeValue, dtype, { kind: 'input', name: 'x' })
