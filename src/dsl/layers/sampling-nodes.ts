import { scalar, type Value } from '../../codegen/ir/value.js'
import * as ops from '../../codegen/ops/index.js'

export const fillModes = ['reflect', 'constant', 'wrap', 'nearest'] as const
export const interpolations = ['bilinear', 'nearest'] as const

/** How images are read between their pixels and beyond their edges. */
export interface Fill {
  readonly fillMode: (typeof fillModes)[number]
  readonly interpolation: (typeof interpolations)[number]
  readonly fillValue: number
}

/** The length of an axis: int32 to count with, float32 to measure with. */
export interface Length {
  readonly count: Value
  readonly size: Value
}

/** The length of an axis of x. */
export const lengthOf = (x: Value, axis: number): Length => {
  const dim = x.shape[axis]
  if (typeof dim === 'number') return { count: scalar(dim, 'int32'), size: scalar(dim) }
  const length = ops.reshape(ops.shapeOf(x, axis, axis + 1), [])
  return { count: ops.cast(length, 'int32'), size: ops.cast(length, 'float32') }
}

/** A pixel along an axis that counts with a weight; of 1 where there is none. */
export interface Node {
  readonly index: Value
  readonly weight: Value | undefined
}

/** The pixels along an axis that make up what lies at `place`, counted from the centre of the first one. */
export const nodesAlong = (place: Value, length: Length, { fillMode, interpolation }: Fill): readonly Node[] =>
  (interpolation === 'nearest' ? nearest(place) : linear(place)).map(({ index, weight }) => ({
    index: ops.cast(withinEdges[fillMode](index, length.size), 'int32'),
    weight: fillMode === 'constant' ? onlyInside(index, length.size, weight) : weight,
  }))

const nearest = (place: Value): readonly Node[] => [{ index: ops.floor(ops.add(place, 0.5)), weight: undefined }]

const linear = (place: Value): readonly Node[] => {
  const lower = ops.floor(place)
  const share = ops.sub(place, lower)
  return [
    { index: lower, weight: ops.sub(1, share) },
    { index: ops.add(lower, 1), weight: share },
  ]
}

const onlyInside = (index: Value, size: Value, weight: Value | undefined): Value => {
  const inside = ops.cast(ops.and(ops.greaterOrEqual(index, 0), ops.less(index, size)), 'float32')
  return weight ? ops.mul(weight, inside) : inside
}

const clamped = (index: Value, size: Value): Value => ops.minimum(ops.maximum(index, 0), ops.sub(size, 1))

/** The remainder of a division, which is never negative. */
const wrapped = (index: Value, size: Value): Value => ops.sub(index, ops.mul(ops.floor(ops.div(index, size)), size))

/** Which pixel stands for one beyond the edges; of 'constant' any one, since it has no weight. */
const withinEdges: Readonly<Record<Fill['fillMode'], (index: Value, size: Value) => Value>> = {
  reflect: (index, size) => {
    const twice = ops.mul(size, 2)
    const there = wrapped(index, twice)
    return ops.minimum(there, ops.sub(ops.sub(twice, 1), there))
  },
  constant: clamped,
  wrap: wrapped,
  nearest: clamped,
}
