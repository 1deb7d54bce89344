import { input, type Value } from '../codegen/ir/value.js'
import type { TensorSpec } from '../codegen/onnx/emit.js'
import { elementCount } from '../runtime/elements.js'
import type { Arrangement, MetricSpec, Streaming, TargetSpec } from '../runtime/program.js'
import { describeValue } from '../shapes/describe-value.js'
import { formatShape } from '../shapes/format.js'
import { oneForSeveral, unknownOutput, wrongEntries } from '../shapes/per-output.js'
import { targetOf } from './data-specs.js'
import type { Loss } from './losses/loss.js'
import { type LossLike, resolveLoss } from './losses/resolve.js'
import type { StreamingMetric } from './metrics/metric.js'
import { type MetricLike, resolveMetrics, type WeighableMetric } from './metrics/resolve.js'

/** One for each output, as the outputs are given: one alone, a list, or by name; what is left out is undefined. */
export type PerOutput<T> = T | readonly (T | null | undefined)[] | { readonly [output: string]: T | null | undefined }

export interface Objective {
  readonly loss: PerOutput<LossLike>
  readonly lossWeights?: PerOutput<number> | undefined
  readonly metrics?: PerOutput<readonly MetricLike[]> | undefined
  /** Metrics weighted by the sample weights; default none. */
  readonly weightedMetrics?: PerOutput<readonly MetricLike[]> | undefined
}

/** An output with a loss: how it is judged, and what of it is reported. */
export interface Judged {
  /** Its place among the model's outputs. */
  readonly index: number
  readonly loss: Loss
  /** The factor of its loss in the total. */
  readonly weight: number
  readonly metrics: readonly WeighableMetric[]
  /** The same, as a program has them. */
  readonly specs: readonly MetricSpec[]
  readonly target: TargetSpec
  /** The figure that its own loss is reported as; undefined where it is the only one. */
  readonly figure: string | undefined
}

/**
 * The outputs that have a loss. `arrangement` is that of the targets. Throws TypeError for losses, weights or metrics that are not
 * given as the outputs are; and what a loss or a metric throws on the output's shape.
 */
export const judgedOutputs = (
  outputs: readonly TensorSpec[],
  arrangement: Arrangement,
  { loss, lossWeights, metrics, weightedMetrics }: Objective,
): readonly Judged[] => {
  const keys = outputs.map(({ name }, i) => (arrangement === 'named' ? name : `${i}`))
  const shared = arrangement !== 'one' && isOneLoss(loss)
  const losses = shared ? keys.map(() => loss as LossLike) : perKey<LossLike>('loss', loss, keys, arrangement)
  const weights = perKey<number>('lossWeights', lossWeights, keys, arrangement)
  if (arrangement === 'list') requireListForEach({ metrics, weightedMetrics })
  const plain = perKey<readonly MetricLike[]>('metrics', metrics, keys, arrangement)
  const weighted = perKey<readonly MetricLike[]>('weightedMetrics', weightedMetrics, keys, arrangement)
  const several = losses.filter((one) => one !== undefined && one !== null).length > 1
  const judged = outputs.flatMap((output, index): Judged[] => {
    const [key, like] = [keys[index] as string, losses[index]]
    const own = {
      metrics: listed('metrics', plain[index]),
      weightedMetrics: listed('weightedMetrics', weighted[index]),
    }
    if (arrangement !== 'one' && (like === undefined || like === null)) {
      const extra = own.metrics.length > 0 ? 'metrics' : own.weightedMetrics.length > 0 ? 'weightedMetrics' : undefined
      if (extra === undefined && weights[index] === undefined) return []
      throw new TypeError(`compile: output ${key} has ${extra ?? 'a loss weight'}, but no loss; give it one in loss`)
    }
    const loss = resolveLoss(like as LossLike)
    const shaped = input(output.name, output.dtype, output.shape)
    const resolved = resolveMetrics(own, loss.target, shaped)
    const target = targetOf(loss, output, key, several)
    tryOut('loss', loss.name, () => loss.call(targetValue(target), shaped))
    const tried = resolved.map((metric) => {
      const name = arrangement === 'one' ? metric.name : `${output.name}_${metric.name}`
      const streaming = tryOut('metric', metric.name, () => {
        if ('sums' in metric) return streamingOf(name, metric, targetValue(target), shaped)
        metric.call(targetValue(target), shaped)
        return null
      })
      return { metric: { ...metric, name }, spec: { name, streaming } }
    })
    return [
      {
        index,
        loss,
        weight: checkedWeight(weights[index] ?? 1),
        metrics: tried.map(({ metric }) => metric),
        specs: tried.map(({ spec }) => spec),
        target,
        figure: several ? `${output.name}_loss` : undefined,
      },
    ]
  })
  if (judged.length === 0)
    throw new TypeError("compile: no output has a loss; give one, such as loss: 'meanSquaredError'")
  return judged
}

const targetValue = ({ name, dtype, shape }: TargetSpec): Value => input(name, dtype, shape)

/** Computes a loss or a metric of nothing, so that what is wrong with it is told now. What it throws names it. */
const tryOut = <T>(what: string, name: string, compute: () => T): T => {
  try {
    return compute()
  } catch (error) {
    if (error instanceof Error && !error.message.includes(name)) error.message = `${what} ${name}: ${error.message}`
    throw error
  }
}

/** How many figures there are, and what they are called, by sums of nothing: NAME, or NAME_0, NAME_1, … for a list. */
const streamingOf = (name: string, metric: StreamingMetric, target: Value, output: Value): Streaming => {
  const sums: unknown = metric.sums(target, output, undefined)
  if (!isSums(sums)) throw new TypeError(`metric ${name}: sums must give a list of sums, got ${describeValue(sums)}`)
  const sizes = sums.map(({ shape }) => {
    const known = shape.filter((dim) => typeof dim === 'number')
    if (known.length === shape.length) return elementCount(known)
    throw new TypeError(`metric ${name} needs a known number of outputs, got ${formatShape(output.shape)}`)
  })
  const split = (totals: Float64Array): Float64Array[] => {
    let end = 0
    return sizes.map((size) => {
      end += size
      return totals.subarray(end - size, end)
    })
  }
  const result = (totals: Float64Array): readonly number[] => {
    const figures: unknown = metric.result(split(totals))
    if (typeof figures === 'number') return [figures]
    if (areNumbers(figures)) return figures
    throw new TypeError(
      `metric ${name}: result must give a number, or a list of numbers, got ${describeValue(figures)}`,
    )
  }
  result(new Float64Array(sizes.reduce((total, size) => total + size, 0)))
  const nothing = metric.result(sizes.map((size) => new Float64Array(size)))
  const figures = typeof nothing === 'number' ? [name] : nothing.map((_, i) => `${name}_${i}`)
  return { figures, result }
}

const isSums = (sums: unknown): sums is readonly Value[] =>
  Array.isArray(sums) &&
  sums.length > 0 &&
  sums.every((sum) => typeof sum === 'object' && sum !== null && 'shape' in sum)

const areNumbers = (figures: unknown): figures is readonly number[] =>
  Array.isArray(figures) && figures.length > 0 && figures.every((figure) => typeof figure === 'number')

const isOneLoss = (loss: unknown): boolean =>
  typeof loss !== 'object' || loss === null || typeof (loss as Partial<Loss>).call === 'function'

const checkedWeight = (weight: unknown): number => {
  if (typeof weight === 'number' && Number.isFinite(weight)) return weight
  throw new TypeError(`compile: lossWeights must be finite numbers, got ${describeValue(weight)}`)
}

/** Throws TypeError for one list of metrics where each output has a list of its own. */
const requireListForEach = (options: Readonly<Record<string, unknown>>): void => {
  for (const [option, given] of Object.entries(options)) {
    if (Array.isArray(given) && given.length > 0 && given.every((one) => typeof one === 'string'))
      throw new TypeError(oneForSeveral(option))
  }
}

const listed = (option: string, list: unknown): readonly MetricLike[] => {
  if (list === undefined || list === null) return []
  if (Array.isArray(list)) return list
  throw new TypeError(`compile: ${option} must be a list, such as ['accuracy'], got ${describeValue(list)}`)
}

/** What an option says of each output. Throws TypeError for one that is not arranged as the outputs are. */
const perKey = <T>(
  option: string,
  given: unknown,
  keys: readonly string[],
  arrangement: Arrangement,
): readonly (T | null | undefined)[] => {
  if (given === undefined && option !== 'loss') return keys.map(() => undefined)
  if (arrangement === 'one') return [given as T]
  if (arrangement === 'list') {
    if (Array.isArray(given) && given.length === keys.length) return given
    throw new TypeError(
      wrongEntries(option, `${keys.length}`, Array.isArray(given) ? `${given.length}` : describeValue(given)),
    )
  }
  const outputs = `the outputs are ${keys.join(', ')}`
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    throw new TypeError(`compile: ${option} must be an object by output, got ${describeValue(given)}; ${outputs}`)
  }
  const unknown = Object.keys(given).find((key) => !keys.includes(key))
  if (unknown !== undefined) throw new TypeError(`${unknownOutput(option, unknown)}; ${outputs}`)
  return keys.map((key) => (Object.hasOwn(given, key) ? (given as Readonly<Record<string, T>>)[key] : undefined))
}
