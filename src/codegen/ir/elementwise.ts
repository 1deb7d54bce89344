import { broadcastShapes } from '../../shapes/broadcast.js'
import { ShapeError } from '../../shapes/dim.js'
import { apply1, asValue, defineOp, type EmitSite, type Operand, type OpRule, type Ops } from './op.js'
import type { DType, Value } from './value.js'

export type UnaryOp = ((x: Value) => Value) & { readonly rule: OpRule }
export type BinaryOp = ((a: Operand, b: Operand) => Value) & { readonly rule: OpRule }

type UnarySite = { readonly x: Value; readonly y: Value; readonly dy: Value }
type BinarySite = { readonly a: Value; readonly b: Value; readonly y: Value; readonly dy: Value }

const floats: readonly DType[] = ['float32', 'float64']
const numbers: readonly DType[] = [...floats, 'int32', 'int64']

const requireDType = (op: string, x: Value, allowed: readonly DType[]): void => {
  if (!allowed.includes(x.dtype))
    throw new ShapeError(`${op}: expected ${allowed.join(' or ')}, got ${x.dtype}; use cast`)
}

export interface ElementwiseOptions {
  /** Accepted dtypes; float32 and float64 by default for unary ops, every number for binary ones. */
  readonly dtypes?: readonly DType[]
  /** The output's dtype; the input's by default. */
  readonly result?: DType
  readonly emit?: (site: EmitSite<object, readonly Value[]>) => void
}

/** An op on one tensor, element by element. */
export const unary = (
  name: string,
  vjp: ((ops: Ops, site: UnarySite) => Value) | null,
  { dtypes = floats, result, emit }: ElementwiseOptions = {},
): UnaryOp => {
  const rule: OpRule<object, readonly [Value]> = {
    name,
    infer: ([x]) => {
      requireDType(name, x, dtypes)
      return [{ dtype: result ?? x.dtype, shape: x.shape }]
    },
    ...(emit && { emit }),
    vjp: vjp && ((ops, dy, { inputs: [x], outputs }) => [vjp(ops, { x, y: outputs[0] as Value, dy })]),
    elementwise: true,
  }
  return defineOp(rule, (x: Value): Value => apply1(rule, [x]))
}

/** An op on two tensors of one dtype, broadcast against each other as in NumPy. */
export const binary = (
  name: string,
  vjp: ((ops: Ops, site: BinarySite) => readonly [Value | null, Value | null]) | null,
  { dtypes = numbers, result, emit }: ElementwiseOptions = {},
): BinaryOp => {
  const rule: OpRule<object, readonly [Value, Value]> = {
    name,
    infer: ([a, b]) => {
      requireDType(name, a, dtypes)
      if (a.dtype !== b.dtype) {
        throw new ShapeError(`${name}: expected two tensors of one dtype, got ${a.dtype} and ${b.dtype}; use cast`)
      }
      return [{ dtype: result ?? a.dtype, shape: broadcastShapes(name, a.shape, b.shape) }]
    },
    ...(emit && { emit }),
    vjp: vjp && ((ops, dy, { inputs: [a, b], outputs }) => vjp(ops, { a, b, y: outputs[0] as Value, dy })),
    elementwise: true,
  }
  return defineOp(rule, (a: Operand, b: Operand): Value => {
    const dtype = typeof a === 'number' ? (typeof b === 'number' ? 'float32' : b.dtype) : a.dtype
    return apply1(rule, [asValue(a, dtype), asValue(b, dtype)])
  })
}

/** A comparison or a logical op: two tensors in, bool out, no gradient. */
export const predicate = (name: string, dtypes: readonly DType[] = numbers, type?: string): BinaryOp =>
  binary(name, null, {
    dtypes,
    result: 'bool',
    ...(type && { emit: ({ node, inputs, outputs }) => void node(type, inputs, {}, outputs) }),
  })
