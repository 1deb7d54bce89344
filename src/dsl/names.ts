import { sumsOutput, weightOutput } from '../runtime/program.js'

/** What the training graph calls its own inputs and outputs. */
const reserved = ['target', 'sample_weight', 'learning_rate', 'seed', 'iterations', 'loss']

/** What the names of further outputs of metrics end with. */
const endings = [
  ['weights', weightOutput('')],
  ['sums', sumsOutput('')],
] as const

/** The names that become those of tensors in a model's graphs. */
export interface ModelNames {
  readonly inputs: readonly string[]
  readonly layers: readonly string[]
  readonly outputs: readonly string[]
  /** Targets and their sample weights. */
  readonly targets: readonly string[]
  /** Metrics, and the figures of those that are several. */
  readonly metrics: readonly string[]
  /** Weights and optimizer slots. */
  readonly state: readonly string[]
  /** What layers give beside their outputs, and states of recurrent layers. */
  readonly further: readonly string[]
}

/**
 * Throws unless every tensor of every graph can have the name that it should: those given by the user, in their own words,
 * and those made of them.
 */
export const checkNames = ({ inputs, layers, outputs, targets, metrics, state, further }: ModelNames): void => {
  const own = inputs.length > 1 ? 'an input' : 'the input'
  const given = inputs.map((name) => [own, name] as const)
  const words = [
    ...given,
    ...layers.map((name) => ['a layer', name] as const),
    ...outputs.map((name) => ['an output', name] as const),
    ...metrics.map((name) => ['a metric', name] as const),
  ] as const
  for (const [what, name] of words) checkWord(what, name)
  for (const name of metrics) {
    for (const [what, ending] of endings) {
      if (!name.endsWith(ending)) continue
      throw new TypeError(
        `compile: a metric is named ${JSON.stringify(name)}; names in '${ending}' are those of metrics' ${what}: choose another name`,
      )
    }
  }
  const fed = targets.filter((name) => !reserved.includes(name))
  const tensors = [
    ...given,
    ...fed.map((name) => ['a target or its sample weight', name] as const),
    ...state.map((name) => ['a weight or its optimizer slot', name] as const),
  ] as const
  checkDistinct([
    ...tensors,
    ...layers.map((name) => ['a layer', name] as const),
    ...further.map((name) => ['a state or further output of a layer', name] as const),
  ])
  checkDistinct([...tensors, ...outputs.map((name) => ['an output', name] as const)])
  // no graph has both the metrics and the output, which is named after the last layer
  checkDistinct([...tensors, ...metrics.map((name) => ['a metric', name] as const)])
}

const checkWord = (what: string, name: unknown): void => {
  const quoted = JSON.stringify(name)
  if (typeof name !== 'string' || name === '') {
    throw new TypeError(`compile: the name of ${what} must be a string that is not empty, got ${quoted}`)
  }
  if (name === '__proto__' || /[\p{Cc}\p{Cs}]/u.test(name)) {
    throw new TypeError(`compile: ${what} is named ${quoted}, which no graph can use as a name; choose another name`)
  }
  if (reserved.includes(name)) {
    throw new TypeError(
      `compile: ${what} is named ${quoted}, which training graphs use themselves (${reserved.join(', ')}); choose another name`,
    )
  }
  if (name.endsWith(':next')) {
    throw new TypeError(
      `compile: ${what} is named ${quoted}; names in ':next' are those of next values in training graphs: choose another name`,
    )
  }
}

const checkDistinct = (tensors: readonly (readonly [what: string, name: string])[]): void => {
  const seen = new Map<string, string>()
  for (const [what, name] of tensors) {
    const other = seen.get(name)
    if (other !== undefined) {
      const both = other === what ? `${what} and another` : `${other} and ${what}`
      throw new TypeError(`compile: ${both} are both named ${JSON.stringify(name)}; choose another name`)
    }
    seen.set(name, what)
  }
}
