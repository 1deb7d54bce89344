import type { DType, Value } from '../../codegen/ir/value.js'
import { type BroadcastShape, broadcastShapes, type Mended } from '../../shapes/broadcast.js'
import { type Dim, type Guard, type Shape, ShapeError } from '../../shapes/dim.js'
import type { Operation, SymbolicTensor } from '../symbolic.js'
import { mergedMask } from './merged-mask.js'
import {
  checkedOperand,
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

/** The same on two operands or more, where their order does not count. What infers from it takes the last of its forms. */
export interface Merge<Op extends string, K extends Kind = 'any'> {
  /** Of operands in a list, whose length need not be known. */
  <const Xs>(list: Guard<ListFault<Op, K, Xs>, Xs>): MergedList<Op, K, Xs>
  <const A extends Operand, const B, const More extends readonly unknown[]>(
    a: A,
    b: Guard<PairShape<Op, A, B>, B>,
    ...more: GuardMore<Op, Pair<Op, K, A, B>, More>
  ): Merged<Op, K, MergedPair<Op, K, A, B>, More>
}

/** The sentence for a list that does not fit. */
type ListFault<Op extends string, K extends Kind, Xs> = [Xs] extends [readonly [infer A, infer B, ...infer More]]
  ? FirstFault<Op, A, B> extends infer S extends string
    ? S
    : MoreFault<Op, Pair<Op, K, A, B>, More> extends readonly [unknown, infer S]
      ? S
      : undefined
  : [Xs] extends [readonly []]
    ? Few<Op, typeof noneListed>
    : [Xs] extends [readonly (infer X)[]]
      ? ManyFault<Op, X>
      : [Exclude<Xs, readonly unknown[]>] extends [Operand]
        ? Few<Op, typeof one>
        : NoOperand<Op, Exclude<Xs, readonly unknown[]>>

type FirstFault<Op extends string, A, B> = [A] extends [Operand] ? PairShape<Op, A, B> : NoOperand<Op, A>

type MergedList<Op extends string, K extends Kind, Xs> = Xs extends readonly [infer A, infer B, ...infer More]
  ? Merged<Op, K, MergedPair<Op, K, A, B>, More>
  : Xs extends readonly (infer X)[]
    ? ManyMerged<Op, K, Exclude<X, number>, Extract<X, number>>
    : // biome-ignore lint/suspicious/noExplicitAny: nothing may cascade from the first error
      any

/** Of so many operands that each is an X. */
type ManyFault<Op extends string, X> = [X] extends [never]
  ? Few<Op, typeof noneListed>
  : [X] extends [Operand]
    ? [Exclude<X, number>] extends [never]
      ? NoTensor<Op>
      : IsUnion<Exclude<X, number>> extends true
        ? undefined
        : PairShape<Op, Exclude<X, number>, X>
    : NoOperand<Op, Exclude<X, Operand>>

/** Of tensors that each are a T, and numbers. */
type ManyMerged<Op extends string, K extends Kind, T, N> = [T] extends [never]
  ? // biome-ignore lint/suspicious/noExplicitAny: nothing may cascade from the first error
    any
  : IsUnion<T> extends true
    ? SymbolicTensor<IsUnion<ShapeOf<T>> extends true ? Shape : ShapeOf<T>>
    : MergedPair<Op, K, T, [N] extends [never] ? T : N>

type IsUnion<T, All = T> = true extends (T extends unknown ? ([All] extends [T] ? false : true) : never) ? true : false

const few = <const Op extends string, const Got extends string>(op: Op, got: Got) =>
  `${op}: expected two operands or more, or a list of them, got ${got}` as const

type Few<Op extends string, Got extends string> = ReturnType<typeof few<Op, Got>>

const one = 'one alone'
const noneListed = 'an empty list'

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
): Merge<Op, K> => {
  const two = (a: Value | number, b: Value | number) => paired(op, kind ?? 'any', a, b, run)
  return ((...given: Operand[]) => {
    const operands = given.length < 2 ? listed(op, given[0]) : given
    const merged = (first: Value | number = 0, ...rest: (Value | number)[]): Value =>
      rest.length > 0 ? (rest.reduce(two, first) as Value) : alone(op, kind ?? 'any', first)
    return elementwise(op, operands, (...values) => finish(merged(...values), values.length), mergedMask)
  }) as unknown as Merge<Op, K>
}

/** The operands in a list, which may be another by the time that they are needed. Throws where there are none. */
const listed = (op: string, list: unknown): readonly Operand[] => {
  if (!Array.isArray(list)) throw new ShapeError(few(op, describedOne(op, list)))
  if (list.length === 0) throw new ShapeError(few(op, noneListed))
  return Array.from(list)
}

/** Throws TypeError for what is no operand. */
const describedOne = (op: string, x: unknown): typeof one => {
  checkedOperand(op, x)
  return one
}

/** An operand that is merged with no other. */
const alone = (op: string, kind: Kind, x: Value | number): Value => {
  const dtype = promoted(dtypeOf(x), dtypeOf(x))
  requireNumbers(op, dtype)
  return inDType(x, kind === 'float' ? floated(dtype) : dtype)
}
