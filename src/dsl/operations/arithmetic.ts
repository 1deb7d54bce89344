import type { DType, Value } from '../../codegen/ir/value.js'
import { type BroadcastShape, broadcastShapes, type Mended } from '../../shapes/broadcast.js'
import { type Dim, type Guard, type Shape, ShapeError } from '../../shapes/dim.js'
import type { Operation, SymbolicTensor } from '../symbolic.js'
import { mergedMask } from './merged-mask.js'
import {
  type DTypeOf,
  dtypeOf,
  elementwise,
  inDType,
  type Made,
  type NoOperand,
  type NoTensor,
  noTensor,
  type Operand,
  type ShapeOf,
  shapeOf,
} from './operand.js'
import { type Floated, floated, type IfNumbers, type Promoted, promoted, requireNumbers } from './promote.js'

/** Whether the result is float32 for whole numbers too. */
type Kind = 'any' | 'float'

type FloatTensor = SymbolicTensor<Shape, 'float32'>

/** true for float32 tensors of one shape, which is most of what meets; told first, for the compiler's time. */
type Alike<A, B> = 0 extends 1 & (A | B) ? false : [A, B, A] extends [B, A, FloatTensor] ? true : false

/** The shape of two operands together, or the sentence. */
type PairShape<Op extends string, A, B> = Alike<A, B> extends true ? ShapeOf<A> : OtherShape<Op, A, B>

/** A tensor and another, or a number, is most of what remains. */
type OtherShape<Op extends string, A, B> = [DTypeOf<A>, B] extends [DType, Operand]
  ? SomeShape<Op, A, B>
  : NumberShape<Op, A, B>

type NumberShape<Op extends string, A, B> = [B] extends [Operand]
  ? [DTypeOf<A> | DTypeOf<B>] extends [number]
    ? NoTensor<Op>
    : SomeShape<Op, A, B>
  : NoOperand<Op, B>

type SomeShape<Op extends string, A, B> = IfNumbers<
  Op,
  Promoted<DTypeOf<A>, DTypeOf<B>>,
  BroadcastShape<Op, ShapeOf<A>, ShapeOf<B>>
>

type PairDType<A, B, K extends Kind> = K extends 'float'
  ? Floated<Promoted<DTypeOf<A>, DTypeOf<B>>>
  : Promoted<DTypeOf<A>, DTypeOf<B>>

type Pair<Op extends string, K extends Kind, A, B> =
  Alike<A, B> extends true ? A : Made<OtherShape<Op, A, B>, PairDType<A, B, K>>

/** The same; after a mistake what is sure of it, so that what follows is judged by that, and by no dim that may be wrong. */
type MergedPair<Op extends string, K extends Kind, A, B> =
  Alike<A, B> extends true ? A : MadeOrMended<OtherShape<Op, A, B>, PairDType<A, B, K>, A, B>

/** Behind `infer`, for the compiler's time: it looks at no other branch of what is not known yet. */
type MadeOrMended<S, T, A, B> = [S, T] extends [infer Dims extends Shape, infer D extends DType]
  ? SymbolicTensor<Dims, D>
  : MendedTensor<ShapeOf<A>, ShapeOf<B>, T> extends infer Rest
    ? Rest
    : never

type MendedTensor<S, T, D> = [Mended<S, T>, D] extends [
  infer Dims extends [Dim, ...Shape],
  infer Known extends Exclude<DType, 'uint8' | 'bool'>,
]
  ? SymbolicTensor<Dims, Known>
  : // biome-ignore lint/suspicious/noExplicitAny: nothing may cascade from the first error
    any

/** An operation on two operands, broadcast against each other as in NumPy. */
export type Pairwise<Op extends string, K extends Kind = 'any'> = <const A extends Operand, const B>(
  a: A,
  b: Guard<PairShape<Op, A, B>, B>,
) => Pair<Op, K, A, B>

/** The same on two operands or more, where their order does not count. */
export type Merge<Op extends string, K extends Kind = 'any'> = <
  const A extends Operand,
  const B,
  const More extends readonly unknown[],
>(
  a: A,
  b: Guard<PairShape<Op, A, B>, B>,
  ...more: GuardMore<Op, Pair<Op, K, A, B>, More>
) => Merged<Op, K, MergedPair<Op, K, A, B>, More>

/** Each further operand, or the sentence in place of the first that does not fit. */
type GuardMore<Op extends string, First, More extends readonly unknown[]> = {
  [I in keyof More]: MoreFault<Op, First, More> extends readonly [I, infer Sentence] ? Sentence : More[I]
}

type MoreFault<Op extends string, First, More, Before extends 0[] = []> = More extends readonly [infer X, ...infer Rest]
  ? PairShape<Op, First, X> extends infer S
    ? S extends string
      ? [`${Before['length']}`, S]
      : MoreFault<Op, Made<S, PairDType<First, X, 'any'>>, Rest, [...Before, 0]>
    : never
  : undefined

type Merged<Op extends string, K extends Kind, First, More extends readonly unknown[]> = More extends readonly []
  ? First
  : More extends readonly [infer X, ...infer Rest]
    ? Merged<Op, K, Pair<Op, K, First, X>, Rest>
    : Pair<Op, K, First, More[number]>

type Run = (a: Value, b: Value) => Value

/** Two operands of the dtype that both fit, by `run`. Throws ShapeError for shapes that do not fit. */
const paired = (op: string, kind: Kind, a: Value | number, b: Value | number, run: Run): Value => {
  if (typeof a === 'number' && typeof b === 'number') throw new ShapeError(noTensor(op))
  const common = promoted(dtypeOf(a), dtypeOf(b))
  requireNumbers(op, common)
  broadcastShapes(op, shapeOf(a), shapeOf(b))
  const dtype = kind === 'float' ? floated(common) : common
  return run(inDType(a, dtype), inDType(b, dtype))
}

/** A mask stays only where there is one tensor. */
export const onlyMask: Operation['mask'] = (masks) => (masks.length === 1 ? masks[0] : undefined)

export const pairwise = <Op extends string, K extends Kind = 'any'>(
  op: Op,
  run: Run,
  { kind, mask = onlyMask }: { readonly kind?: K; readonly mask?: Operation['mask'] } = {},
): Pairwise<Op, K> =>
  ((x: Operand, y: Operand) =>
    elementwise(op, [x, y], (a = 0, b = 0) => paired(op, kind ?? 'any', a, b, run), mask)) as unknown as Pairwise<Op, K>

/** `finish` gets what `run` makes of all operands, and how many there are. */
export const merge = <Op extends string, K extends Kind = 'any'>(
  op: Op,
  run: Run,
  { kind, finish = (x) => x }: { readonly kind?: K; readonly finish?: (x: Value, count: number) => Value } = {},
): Merge<Op, K> =>
  ((a: Operand, b: Operand, ...more: Operand[]) =>
    elementwise(
      op,
      [a, b, ...more],
      (first = 0, ...rest) =>
        finish(
          rest.reduce<Value>((sum, x) => paired(op, kind ?? 'any', sum, x, run), first as Value),
          2 + more.length,
        ),
      mergedMask,
    )) as unknown as Merge<Op, K>
