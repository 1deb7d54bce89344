import type { TensorData, TypedArray } from '../../codegen/ir/value.js'
import { ShapeError } from '../../shapes/dim.js'
import { formatShape } from '../../shapes/format.js'
import { checkedRows } from '../checked-tensor.js'
import { elementCount } from '../elements.js'
import type { Shapes } from '../tensor-arguments.js'

/** The shape of one sample; null is any dim. */
export type SampleShape = readonly (number | null)[]

/** That of each tensor, in the arrangement of the model. */
export type SampleShapes = SampleShape | readonly SampleShape[] | { readonly [name: string]: SampleShape }

type WithRows<S> = S extends SampleShape
  ? [number, ...{ -readonly [Axis in keyof S]: S[Axis] extends null ? number : S[Axis] }]
  : never

type Declared<S> = S extends SampleShape ? WithRows<S> : { -readonly [Key in keyof S]: WithRows<S[Key]> }

/** The shapes of tensors of these samples, rows first; `Otherwise` where none are declared. */
export type DeclaredOr<S, Otherwise> = [S] extends [undefined]
  ? Otherwise
  : Declared<S> extends infer Found extends Shapes
    ? Found
    : never

/** The shapes of x and y, by what errors call each tensor. */
export const declaredByName = (shapes: {
  readonly x?: SampleShapes | undefined
  readonly y?: SampleShapes | undefined
}): ReadonlyMap<string, SampleShape> => {
  const byName = new Map<string, SampleShape>()
  for (const name of ['x', 'y'] as const) {
    const own = shapes[name]
    if (own === undefined) continue
    if (!Array.isArray(own)) for (const [key, shape] of Object.entries(own)) byName.set(`${name}.${key}`, shape)
    else if (own.some(Array.isArray)) for (const [i, shape] of own.entries()) byName.set(`${name}[${i}]`, shape)
    else byName.set(name, own as SampleShape)
  }
  return byName
}

/** Data of samples of a declared shape, which a typed array takes on. Throws where they have another. */
export const declaredRows = (call: string, name: string, value: unknown, shape: SampleShape): TensorData => {
  const tensor = checkedRows(call, name, value)
  const fits = (dims: readonly number[]): boolean =>
    dims.length === shape.length && shape.every((dim, axis) => dim === null || dim === dims[axis])
  if (ArrayBuffer.isView(value) && !shape.includes(null)) {
    const size = elementCount(shape as readonly number[])
    const rows = (value as unknown as TypedArray).length / size
    if (Number.isInteger(rows)) return { ...tensor, shape: [rows, ...(shape as readonly number[])] }
  }
  if (tensor.shape.length > 0 && fits(tensor.shape.slice(1))) return tensor
  const got = ArrayBuffer.isView(value)
    ? `${tensor.data.length} elements`
    : `samples of shape ${formatShape(tensor.shape.slice(1))}`
  throw new ShapeError(`${call}: ${name} has ${got}, but samples of shape ${formatShape(shape)} are declared`)
}
