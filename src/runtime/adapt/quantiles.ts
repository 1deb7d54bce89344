import { adaptRows } from './rows.js'

/* Quantiles of a stream, by summaries as Keras's Discretization makes them: in float32, where it has that. */

/** Values, ascending, and how many elements each stands for. */
interface Summary {
  readonly values: Float32Array
  readonly weights: Float32Array
}

/** Every so many of the elements, so that there are about 1 / epsilon of them. */
const summarized = (elements: Float32Array, epsilon: number): Summary => {
  const sorted = elements.slice().sort()
  const step = Math.max(sorted.length / (1 / epsilon), 1)
  const [start, stride] = [Math.floor(step - 1), Math.floor(step)]
  const values = sorted.filter((_, i) => i >= start && (i - start) % stride === 0)
  return { values, weights: new Float32Array(values.length).fill(step) }
}

/** Both in one, of at most about 1 / epsilon values; of equal values those of the first come first. */
const merged = (first: Summary, second: Summary, epsilon: number): Summary => {
  const all = [first, second].flatMap(({ values, weights }) =>
    Array.from(values, (value, i) => [value, weights[i] as number] as const),
  )
  all.sort(([a], [b]) => a - b)
  return compressed(
    { values: Float32Array.from(all, ([value]) => value), weights: Float32Array.from(all, ([, weight]) => weight) },
    epsilon,
  )
}

/** Values at every epsilon of the weight, between which it interpolates. */
const compressed = (summary: Summary, epsilon: number): Summary => {
  const { values, weights } = summary
  if (values.length * epsilon < 1) return summary
  let sum = 0
  const totals = weights.map((weight) => {
    sum = Math.fround(sum + weight)
    return sum
  })
  const shares = totals.map((total) => total / sum)
  const wanted = Array.from({ length: Math.ceil(1 / epsilon) }, (_, i) => epsilon + i * epsilon)
  const at = wanted.map((share) => interpolated(share, shares, totals))
  return {
    values: Float32Array.from(wanted, (share) => interpolated(share, shares, values)),
    weights: Float32Array.from(at, (total, i) => total - (at[i - 1] ?? 0)),
  }
}

/** The piecewise linear function through the points (xs, ys), level outside them. */
const interpolated = (x: number, xs: Float32Array, ys: Float32Array): number => {
  const next = firstAbove(x, xs)
  if (next === 0) return ys[0] as number
  if (next === xs.length) return ys.at(-1) as number
  const [left, right] = [xs[next - 1] as number, xs[next] as number]
  const [from, to] = [ys[next - 1] as number, ys[next] as number]
  return ((to - from) / (right - left)) * (x - left) + from
}

/** The place of the first of some ascending numbers that is above x; their number where none is. */
const firstAbove = (x: number, ascending: Float32Array): number => {
  let [low, high] = [0, ascending.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((ascending[middle] as number) > x) high = middle
    else low = middle + 1
  }
  return low
}

/**
 * Boundaries between `bins` bins that hold about as many elements of the data each: quantiles, to within epsilon. Throws RangeError
 * for data of which fewer elements are kept than there are bins.
 */
export const boundariesOf = async (
  call: string,
  data: unknown,
  bins: number,
  epsilon: number,
): Promise<Float32Array> => {
  let summary: Summary = { values: new Float32Array(), weights: new Float32Array() }
  for await (const rows of adaptRows(call, data)) {
    const elements = Float32Array.from(rows.data as ArrayLike<number | bigint>, Number)
    summary = merged(summarized(elements, epsilon), summary, epsilon)
  }
  const { values } = compressed(summary, 1 / bins)
  if (values.length < bins) {
    throw new RangeError(
      `${call}: there are ${values.length} numbers to part into ${bins} bins; give more data, fewer bins or a smaller epsilon`,
    )
  }
  // where 1 / bins is rounded, Keras may find one more
  return values.slice(0, bins - 1)
}
