import type { Value } from '../../codegen/ir/value.js'
import * as ops from '../../codegen/ops/index.js'
import type { Guard } from '../../shapes/dim.js'
import { type MatmulShape, matmulShape } from '../../shapes/matmul.js'
import { operation, type SymbolicTensor } from '../symbolic.js'
import type { DTypeOf, Made, ShapeOf } from './operand.js'
import { type IfNumbers, type Promoted, promoted, requireNumbers } from './promote.js'

type Product<A, B> = IfNumbers<'matmul', Promoted<DTypeOf<A>, DTypeOf<B>>, MatmulShape<ShapeOf<A>, ShapeOf<B>>>

type Matmul = <A extends SymbolicTensor, B extends SymbolicTensor>(
  a: A,
  b: Guard<Product<A, B>, B>,
) => Made<Product<A, B>, Promoted<DTypeOf<A>, DTypeOf<B>>>

const multiplied = (...values: Value[]): Value => {
  const [a, b] = values as [Value, Value]
  const dtype = promoted(a.dtype, b.dtype)
  requireNumbers('matmul', dtype)
  matmulShape(a.shape, b.shape)
  return ops.matmul(ops.cast(a, dtype), ops.cast(b, dtype))
}

/**
 * The matrix product over the last two axes, [batch, n, k] and [batch, k, m] to [batch, n, m]; the axes before them broadcast as in
 * NumPy. Both tensors have two axes or more. Ends a mask.
 */
export const matmul: Matmul = (a, b) => operation('matmul', [a, b as SymbolicTensor], multiplied) as never
