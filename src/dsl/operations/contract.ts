import { constant, type Value } from '../../codegen/ir/value.js'
import * as ops from '../../codegen/ops/index.js'
import { sizeOfShape } from '../../shapes/axes.js'
import type { DimValue, ShapeValue } from '../../shapes/dim.js'

/** A tensor with a label for each axis; axes of one label are of one length. */
export interface Labelled {
  readonly value: Value
  readonly labels: readonly string[]
}

/**
 * The products of two tensors, summed over the labels that `keep` does not have. Labels of both that stay come first, then those
 * of a, then those of b. A matrix product where something is summed over, else an element-wise one.
 */
export const contract = (x: Labelled, y: Labelled, keep: ReadonlySet<string>): Labelled => {
  const a = summed(x, new Set([...keep, ...y.labels]))
  const b = summed(y, new Set([...keep, ...x.labels]))
  const shared = a.labels.filter((label) => b.labels.includes(label))
  const batch = shared.filter((label) => keep.has(label))
  const inner = shared.filter((label) => !keep.has(label))
  const rows = a.labels.filter((label) => !shared.includes(label))
  const columns = b.labels.filter((label) => !shared.includes(label))
  const labels = [...batch, ...rows, ...columns]
  const left = ordered(a, [...batch, ...rows, ...inner])
  const right = ordered(b, [...batch, ...inner, ...columns])
  const [n, m, k] = [batch.length, rows.length, inner.length]
  if (k === 0) {
    const beside = (value: Value, at: number, count: number) =>
      count > 0
        ? ops.unsqueeze(
            value,
            [...Array(count).keys()].map((i) => at + i),
          )
        : value
    return { value: ops.mul(beside(left, n + m, columns.length), beside(right, n, m)), labels }
  }
  // without a batch the rows stay as they are: a matrix on the right is multiplied with all of them
  const merged = n > 0 || m === 0
  const lefts = joined(joined(left, n + m, k), n, merged ? m : 1)
  const product = ops.matmul(lefts, joined(joined(right, n + k, columns.length), n, k))
  return { value: apart(product, labels, [a, b], merged ? m : 1, columns.length), labels }
}

/** Without the labels that are not to stay, summed over them. */
export const summed = ({ value, labels }: Labelled, stay: ReadonlySet<string>): Labelled => {
  const axes = labels.flatMap((label, axis) => (stay.has(label) ? [] : [axis]))
  return axes.length === 0
    ? { value, labels }
    : { value: ops.reduceSum(value, { axes }), labels: labels.filter((label) => stay.has(label)) }
}

/** The tensor with its axes in this order of labels. */
export const ordered = ({ value, labels }: Labelled, order: readonly string[]): Value =>
  order.every((label, axis) => labels[axis] === label)
    ? value
    : ops.transpose(
        value,
        order.map((label) => labels.indexOf(label)),
      )

/** `count` axes from `start` on in one; a new one of length 1 for none. */
const joined = (x: Value, start: number, count: number): Value => {
  if (count === 1) return x
  if (count === 0) return ops.unsqueeze(x, [start])
  const [before, inside, after] = [
    x.shape.slice(0, start),
    x.shape.slice(start, start + count),
    x.shape.slice(start + count),
  ]
  return ops.reshape(x, [...before, sizeOfShape(inside), ...after], () =>
    dims([{ value: x, start: 0, end: start }, -1, { value: x, start: start + count, end: x.shape.length }]),
  )
}

/** The axes that were joined to rows and columns by themselves again, as the two tensors have them. */
const apart = (
  product: Value,
  labels: readonly string[],
  tensors: readonly Labelled[],
  rows: number,
  columns: number,
): Value => {
  if (rows === 1 && columns === 1) return product
  const lost = [...(rows === 0 ? [product.shape.length - 2] : []), ...(columns === 0 ? [product.shape.length - 1] : [])]
  if (rows <= 1 && columns <= 1) return ops.squeeze(product, lost)
  const places = labels.map((label) => {
    const { value, labels: own } = tensors.find((tensor) => tensor.labels.includes(label)) as Labelled
    const start = own.indexOf(label)
    return { value, start, end: start + 1 }
  })
  const shape: ShapeValue = places.map(({ value, start }) => value.shape[start] as DimValue)
  return ops.reshape(product, shape, () => dims(places))
}

/** Run-time dims in one int64 vector: axes `start` up to `end` of a tensor, or a number. */
const dims = (
  parts: readonly (number | { readonly value: Value; readonly start: number; readonly end: number })[],
): Value =>
  ops.concat(
    parts.flatMap((part) => {
      if (typeof part === 'number') return [constant([part], 'int64')]
      return part.end > part.start ? [ops.shapeOf(part.value, part.start, part.end)] : []
    }),
    0,
  )

/** x with what else is known of its shape: of a named axis and one that is not known, a product forgets the name. */
export const inShape = (x: Value, shape: ShapeValue): Value =>
  x.shape.join() === shape.join() ? x : ops.reshape(x, shape, () => ops.shapeOf(x))
