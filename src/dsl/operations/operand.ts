import { type DType, scalar, type Value } from '../../codegen/ir/value.js'
import * as ops from '../../codegen/ops/index.js'
import { describeValue } from '../../shapes/describe-value.js'
import { type Shape, ShapeError, type ShapeValue } from '../../shapes/dim.js'
import {
  checkedTensorOf,
  describeGiven,
  type Operation,
  operation,
  SymbolicTensor,
  type someFunction,
  type uncalledLayer,
} from '../symbolic.js'

/** What elementwise operations take: a tensor of a model, or a number. */
export type Operand = SymbolicTensor | number

/** The shape of an operand; [] for a number, and anything for the `any` of what an error left. */
export type ShapeOf<X> = IsAny<X> extends true ? Shape : X extends SymbolicTensor<infer S, DType> ? S : []

/** The dtype of a tensor; a number stays as it is. */
export type DTypeOf<X> = IsAny<X> extends true ? DType : X extends SymbolicTensor<Shape, infer T> ? T : X

type IsAny<X> = 0 extends 1 & X ? true : false

export type Shapes<Xs> = { [K in keyof Xs]: ShapeOf<Xs[K]> }
export type DTypes<Xs> = { [K in keyof Xs]: DTypeOf<Xs[K]> }

/** The tensor of a shape and dtype, or any where the shape is a sentence. */
export type Made<S, T> = [S, T] extends [infer Dims extends Shape, infer D extends DType]
  ? SymbolicTensor<Dims, D>
  : // biome-ignore lint/suspicious/noExplicitAny: nothing may cascade from the first error
    any

export const noTensor = <const Op extends string>(op: Op) =>
  `${op}: expected a tensor among its operands, got numbers only` as const

export type NoTensor<Op extends string> = ReturnType<typeof noTensor<Op>>

const noOperand = <const Op extends string, const Got extends string>(op: Op, got: Got) =>
  `${op}: expected a tensor of a model or a number, got ${got}` as const

const listed = 'a list; give them one by one'

/** The sentence for an operand that is neither a tensor nor a number. */
export type NoOperand<Op extends string, X> = ReturnType<typeof noOperand<Op, NamedGiven<X>>>

/** What was given in place of a tensor, as far as its type tells. */
type NamedGiven<X> = X extends { readonly definitions: unknown }
  ? typeof uncalledLayer
  : X extends (...given: never[]) => unknown
    ? typeof someFunction
    : X extends readonly unknown[]
      ? typeof listed
      : 'another value'

/** A number, or a tensor of a model. Throws TypeError for what is neither. */
const checkedOperand = (op: string, x: unknown): Operand => {
  if (typeof x === 'number' || x instanceof SymbolicTensor) return x
  throw new TypeError(noOperand(op, Array.isArray(x) ? listed : describeGiven(x)))
}

/** What an operation makes of operands: `run` gets a value for each tensor, and the numbers as they are. */
export const elementwise = <S extends Shape, T extends DType>(
  op: string,
  operands: readonly Operand[],
  run: (...operands: (Value | number)[]) => Value,
  mask?: Operation['mask'],
): SymbolicTensor<S, T> => {
  const tensors = operands.filter((x) => typeof checkedOperand(op, x) !== 'number') as SymbolicTensor[]
  if (tensors.length === 0) throw new ShapeError(noTensor(op))
  return operation(
    op,
    tensors,
    (...values) => {
      const rest = [...values]
      return run(...operands.map((x) => (typeof x === 'number' ? x : (rest.shift() as Value))))
    },
    mask && { mask },
  )
}

export const dtypeOf = (x: Value | number): DType | number => (typeof x === 'number' ? x : x.dtype)

export const shapeOf = (x: Value | number): ShapeValue => (typeof x === 'number' ? [] : x.shape)

/** The operand as a value of a dtype. */
export const inDType = (x: Value | number, dtype: DType): Value =>
  typeof x === 'number' ? scalar(x, dtype) : ops.cast(x, dtype)

const notListed = <const Op extends string>(op: Op) =>
  `${op}: expected a list of tensors, got one tensor; give them in a list, as in ${op}([a, b])` as const

/** T for a list Xs of tensors, or the sentence where it is one tensor alone. */
export type IfListed<Op extends string, Xs, T> = [Xs] extends [SymbolicTensor] ? ReturnType<typeof notListed<Op>> : T

/** A list of tensors. Throws ShapeError for one tensor, TypeError for what else is none. */
export const checkedTensors = (op: string, list: unknown): readonly SymbolicTensor[] => {
  if (list instanceof SymbolicTensor) throw new ShapeError(notListed(op))
  if (!Array.isArray(list)) throw new TypeError(`${op}: expected a list of tensors, got ${describeValue(list)}`)
  return list.map((x) => checkedTensorOf(op, x))
}
