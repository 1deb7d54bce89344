import { describeValue } from '../../shapes/describe-value.js'
import { checkOptions } from '../known-options.js'
import { patternOf } from '../pattern.js'
import { isOptimizer, type Optimizer, type WeightType } from './optimizer.js'

export interface MultiOptimizerOptions {
  /** For all weights that no key of the map names. */
  readonly defaultOptimizer: Optimizer
  /**
   * By layer, which names all weights in it, by weight (`dense/kernel`), or by a regular expression that matches the names of weights
   * from end to end. A weight's own name goes before that of its layer, an inner layer's before the outer's, and these before patterns.
   */
  readonly optimizerMap: Readonly<Record<string, Optimizer>>
}

/** Several optimizers, each of its own weights. */
export interface MultiOptimizer extends MultiOptimizerOptions {
  readonly name: 'multiOptimizer'
}

/**
 * An optimizer for some layers and another for the rest, so that layers may have learning rates of their own. Keras's
 * `MultiOptimizer`, with an `OptimizerMap`:
 *
 *     multiOptimizer({ defaultOptimizer: adam(), optimizerMap: { 'encoder/.*': adam({ learningRate: 1e-5 }) } })
 *
 * Each clips, averages and accumulates the gradients of its own weights. As in Keras there is no learning rate of all, which
 * callbacks could change: give an optimizer a schedule. Throws TypeError for what is no optimizer, and for a key that is no name and no
 * regular expression.
 */
export const multiOptimizer = (options: MultiOptimizerOptions): MultiOptimizer => {
  checkOptions('multiOptimizer', options, { defaultOptimizer: true, optimizerMap: true })
  const { defaultOptimizer, optimizerMap } = options
  if (typeof optimizerMap !== 'object' || optimizerMap === null || Array.isArray(optimizerMap)) {
    throw new TypeError(
      `multiOptimizer: optimizerMap must be an object of optimizers by layer, got ${describeValue(optimizerMap)}`,
    )
  }
  const given = [['defaultOptimizer', defaultOptimizer] as const, ...Object.entries(optimizerMap)]
  for (const key of Object.keys(optimizerMap)) patternOf('multiOptimizer', key)
  for (const [key, one] of given) {
    if (isOptimizer(one)) continue
    throw new TypeError(`multiOptimizer: ${key} must be an optimizer, such as adam(), got ${describeValue(one)}`)
  }
  return { name: 'multiOptimizer', defaultOptimizer, optimizerMap: { ...optimizerMap } }
}

export const isMultiOptimizer = (x: object): x is MultiOptimizer => 'optimizerMap' in x

/** Whether a key is a weight's name, or that of a layer that it is in. */
const isWithin = (key: string, { name }: WeightType): boolean => name === key || name.startsWith(`${key}/`)

/** The keys that name a weight, and of those the nearest; more than one where only patterns do. */
const keysOf = (keys: readonly Key[], weight: WeightType): readonly string[] => {
  const [nearest] = keys
    .filter(({ key }) => isWithin(key, weight))
    .map(({ key }) => key)
    .sort((a, b) => b.length - a.length)
  if (nearest !== undefined) return [nearest]
  return keys.filter(({ pattern }) => pattern.test(weight.name)).map(({ key }) => key)
}

interface Key {
  readonly key: string
  readonly pattern: RegExp
}

/**
 * The optimizer of each weight. Throws TypeError for a weight that two keys name, and for a key that names none of `all`, the weights
 * that the model has.
 */
export const optimizersOf = <W extends WeightType>(
  { defaultOptimizer, optimizerMap }: MultiOptimizer,
  weights: readonly W[],
  all: readonly WeightType[],
): Map<W, Optimizer> => {
  const keys = Object.keys(optimizerMap).map((key) => ({ key, pattern: patternOf('multiOptimizer', key, 'whole') }))
  const idle = keys.find(({ key, pattern }) => !all.some((one) => isWithin(key, one) || pattern.test(one.name)))?.key
  if (idle !== undefined) {
    const layers = [...new Set(all.map(({ name }) => name.slice(0, name.lastIndexOf('/'))))]
    throw new TypeError(
      `multiOptimizer: no weight is named by ${JSON.stringify(idle)}; the layers with weights are ${layers.join(', ')}`,
    )
  }
  return new Map(
    weights.map((weight) => {
      const named = keysOf(keys, weight)
      if (named.length > 1) {
        const both = named.map((key) => JSON.stringify(key)).join(' and ')
        throw new TypeError(`multiOptimizer: ${weight.name} is named by ${both}; let one key name it`)
      }
      return [weight, optimizerMap[named[0] as string] ?? defaultOptimizer]
    }),
  )
}
