import { describeValue } from '../../shapes/describe-value.js'
import { type Dim, ShapeError } from '../../shapes/dim.js'
import { checkedRows } from '../checked-tensor.js'
import type { Nested, Tensor } from '../tensor.js'
import type { ShapesOf } from '../tensor-arguments.js'
import { type Block, flattened } from './block.js'
import { borrow } from './borrowed.js'
import { declaredRows, type SampleShape } from './declared.js'

type One = Tensor | readonly Nested[] | ArrayBufferView
type Several = One | readonly One[] | { readonly [name: string]: One }

/** What functions give as a batch: tensors of as many rows, in the arrangement of the model; or x alone. */
export type Batch = Tensor | readonly [x: Several] | readonly [x: Several, y: Several, sampleWeight?: Several]

/** The same samples, however many. */
type AnyRows<S> = S extends readonly Dim[]
  ? S extends readonly [Dim, ...infer Sample extends Dim[]]
    ? [number, ...Sample]
    : Dim[]
  : { [Key in keyof S]: AnyRows<S[Key]> }

/** The shapes of a batch's samples, rows first. */
export type XOf<B> = B extends Tensor
  ? AnyRows<ShapesOf<B>>
  : B extends readonly [infer X, ...unknown[]]
    ? AnyRows<ShapesOf<X>>
    : Dim[]

/** Those of its targets; undefined where it has none. */
export type YOf<B> = B extends readonly [unknown, infer Y, ...unknown[]] ? AnyRows<ShapesOf<Y>> : undefined

/**
 * The block that a function gave as `batch`. Copies, since functions use their arrays again. Throws TypeError for what is no batch,
 * and where tensors have other rows than the first.
 */
export const blockOf = (
  what: string,
  batch: unknown,
  placesOf: (rows: number) => Pick<Block, 'places' | 'placeOf'>,
  declared: ReadonlyMap<string, SampleShape> = new Map(),
): Block => {
  const list = Array.isArray(batch) ? batch : [batch]
  if (list.length < 1 || list.length > 3 || typeof list[0] !== 'object' || list[0] === null) {
    throw new TypeError(`${what} must be [x, y] or [x, y, sampleWeight] of tensors, got ${describeValue(batch)}`)
  }
  const [x, y, sampleWeight] = list as readonly unknown[]
  const { columns, layout } = flattened(x, y, sampleWeight, (value, name) => {
    const shape = declared.get(name)
    const tensor = shape ? declaredRows(what, name, value, shape) : checkedRows(what, name, value)
    const data = borrow(tensor.dtype, tensor.data.length)
    data.set(tensor.data as never)
    return { tensor: { ...tensor, data }, name }
  })
  const [first] = columns as readonly [(typeof columns)[number]]
  const rows = first.tensor.shape[0] ?? 0
  for (const { tensor, name } of columns) {
    if (tensor.shape[0] !== rows) {
      throw new TypeError(
        `${what}: ${first.name} has ${rows} rows, but ${name} has ${tensor.shape[0] ?? 'none'}; give as many rows to both`,
      )
    }
  }
  return { columns: columns.map(({ tensor }) => tensor), layout, rows, ...placesOf(rows) }
}

/** Throws unless a batch has targets and weights where the first one has. */
export const checkLayout = (what: string, first: Block, block: Block): void => {
  if (JSON.stringify(first.layout) === JSON.stringify(block.layout)) return
  const describe = ({ layout, columns }: Block): string =>
    `${columns.length} tensors${layout.y === null ? ', without targets' : ''}${layout.sampleWeight === null ? '' : ', with sample weights'}`
  throw new ShapeError(
    `${what} has ${describe(block)}, but the first has ${describe(first)}; give all batches the same form`,
  )
}
