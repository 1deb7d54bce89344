import { describeValue } from '../../shapes/describe-value.js'
import { checkOptions } from '../known-options.js'
import { isOptimizer, type Optimizer, type WeightType } from './optimizer.js'

export interface MultiOptimizerOptions {
  /** For all weights that no key of the map names. */
  readonly defaultOptimizer: Optimizer
  /** By layer, by weight (`dense/kernel`), or by a regular expression that matches one of those from end to end. */
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
 * callbacks could change: give an optimizer a schedule. Throws TypeError for what is no optimizer.
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
  for (const [key, one] of given) {
    if (isOptimizer(one)) continue
    throw new TypeError(`multiOptimizer: ${key} must be an optimizer, such as adam(), got ${describeValue(one)}`)
  }
  return { name: 'multiOptimizer', defaultOptimizer, optimizerMap: { ...optimizerMap } }
}

export const isMultiOptimizer = (x: object): x is MultiOptimizer => 'optimizerMap' in x

/** `encoder/dense/kernel`, `encoder/dense` and `encoder` of the first. */
const ownNames = (name: string): string[] => {
  const parts = name.split('/')
  return parts.map((_, i) => parts.slice(0, i + 1).join('/'))
}

const matches = (key: string, { name }: WeightType): boolean => {
  const whole = new RegExp(`^(?:${key})$`)
  return ownNames(name).some((own) => own === key || whole.test(own))
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
  const keys = Object.keys(optimizerMap)
  const idle = keys.find((key) => !all.some((weight) => matches(key, weight)))
  if (idle !== undefined) {
    const layers = [...new Set(all.map(({ name }) => name.slice(0, name.lastIndexOf('/'))))]
    throw new TypeError(
      `multiOptimizer: no weight is named by ${JSON.stringify(idle)}; the layers with weights are ${layers.join(', ')}`,
    )
  }
  return new Map(
    weights.map((weight) => {
      const exact = keys.filter((key) => key === weight.name)
      const named = exact.length > 0 ? exact : keys.filter((key) => matches(key, weight))
      if (named.length > 1) {
        const both = named.map((key) => JSON.stringify(key)).join(' and ')
        throw new TypeError(`multiOptimizer: ${weight.name} is named by ${both}; let one key name it`)
      }
      return [weight, optimizerMap[named[0] as string] ?? defaultOptimizer]
    }),
  )
}
