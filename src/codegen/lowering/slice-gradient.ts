import { ShapeError } from '../../shapes/dim.js'
import type { Slicing } from '../../shapes/slice.js'
import type { Ops } from '../ir/op.js'
import { constant, type Value } from '../ir/value.js'
import { zerosLike } from './zeros-like.js'

/** An end beyond every length: the slice takes all that is left. */
const toTheEnd = 2 ** 31 - 1

/** The gradient of x from that of a slice: zeros wherever the slice took nothing. */
export const sliceGradient = (o: Ops, dy: Value, x: Value, slicing: Slicing): Value => {
  const cuts = slicing.axes.map((axis, i) => ({
    axis,
    start: slicing.starts[i] as number,
    end: slicing.ends[i] as number,
    step: slicing.steps[i] as number,
  }))
  const [known, open] = [true, false].map((which) =>
    cuts.filter(({ axis }) => (typeof x.shape[axis] === 'number') === which),
  ) as [Cut[], Cut[]]
  const spread = known.reduce((grad, cut) => spreadSteps(o, grad, x, cut), dy)
  const padded = known.length > 0 ? padCuts(o, spread, x, known) : spread
  return open.reduce((grad, cut, i) => joinZeros(o, grad, x, cut, open.slice(i + 1)), padded)
}

interface Cut {
  readonly axis: number
  readonly start: number
  readonly end: number
  readonly step: number
}

/** What a step of 1 would have cut: zeros between the elements, which run from front to back. */
const spreadSteps = (o: Ops, dy: Value, x: Value, { axis, step }: Cut): Value => {
  const forward = step < 0 ? o.reverse(dy, axis) : dy
  const stride = Math.abs(step)
  const length = dy.shape[axis] as number
  if (stride === 1 || length === 0) return forward
  const widths = (at: number, after: number, rank: number) => ({
    before: Array<number>(rank).fill(0),
    after: Array<number>(rank).fill(0).with(at, after),
  })
  const rank = x.shape.length
  const apart = o.pad(o.unsqueeze(forward, [axis + 1]), widths(axis + 1, stride - 1, rank + 1))
  const joined = o.reshape(apart, dy.shape.with(axis, length * stride), () => {
    const parts = [o.shapeOf(dy, 0, axis), constant([length * stride], 'int64'), o.shapeOf(dy, axis + 1, rank)]
    return o.concat(
      parts.filter(({ shape }) => shape[0] !== 0),
      0,
    )
  })
  return o.slice(joined, { axes: [axis], starts: [0], ends: [(length - 1) * stride + 1], steps: [1] })
}

/** Zeros around cuts of axes whose length is known. */
const padCuts = (o: Ops, dy: Value, x: Value, cuts: readonly Cut[]): Value => {
  const before = x.shape.map(() => 0)
  const after = x.shape.map(() => 0)
  for (const { axis, start, step } of cuts) {
    const dim = x.shape[axis] as number
    const length = dy.shape[axis] as number
    const position = Math.min(Math.max(start < 0 ? start + dim : start, 0), step < 0 ? dim - 1 : dim)
    const first = length === 0 ? 0 : step < 0 ? position - length + 1 : position
    before[axis] = first
    after[axis] = dim - first - length
  }
  return o.pad(dy, { before, after })
}

/** The zeros before and behind a cut of an axis whose length is known at run time only; `later` axes are still cut. */
const joinZeros = (o: Ops, dy: Value, x: Value, { axis, start, end, step }: Cut, later: readonly Cut[]): Value => {
  if (step !== 1) throw new ShapeError('slice: the gradient needs step 1, or a known dim in the axis that is sliced')
  const zeros = (from: number, to: number) => {
    const cuts = [{ axis, start: from, end: to, step: 1 }, ...later]
    const part = o.slice(x, {
      axes: cuts.map((cut) => cut.axis),
      starts: cuts.map((cut) => cut.start),
      ends: cuts.map((cut) => cut.end),
      steps: cuts.map((cut) => cut.step),
    })
    return zerosLike(o, part)
  }
  return o.concat(
    [...(start === 0 ? [] : [zeros(0, start)]), dy, ...(end >= toTheEnd ? [] : [zeros(end, toTheEnd)])],
    axis,
  )
}
