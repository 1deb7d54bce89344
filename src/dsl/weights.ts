import { parameter, type Value } from '../codegen/ir/value.js'
import { elementCount } from '../runtime/elements.js'
import { naming, ShapeError } from '../shapes/dim.js'
import { formatShape } from '../shapes/format.js'
import { type LayerDefinition, ownWeights, type WeightSpec } from './layer-definition.js'
import type { ModelGraph } from './model-graph.js'
import type { Call } from './symbolic.js'

/** One weight of a model, under its full name such as `conv2d_1/kernel`. */
export interface Weight {
  readonly name: string
  readonly layer: string
  readonly definition: LayerDefinition
  readonly spec: WeightSpec
  readonly value: Value
}

/** The weights of a model, in order; those of a layer that is called more than once are there once. */
export const weightsOf = ({ calls, layers }: Pick<ModelGraph, 'calls' | 'layers'>): Weight[] => {
  checkShared({ calls, layers })
  const seen = new Set<LayerDefinition>()
  return calls.flatMap(({ call }) => {
    if (!('layer' in call.made) || seen.has(call.made.layer)) return []
    const { layer: definition } = call.made
    seen.add(definition)
    const layer = layers.get(definition) as string
    return specsOf(call).map((spec): Weight => {
      const name = `${layer}/${spec.name}`
      const value = parameter(name, 'float32', spec.shape)
      tryOut(name, spec, value)
      return { name, layer, definition, spec, value }
    })
  })
}

/** Lets a weight's regularizer and constraint say now that they do not fit its shape. What they throw names the weight. */
const tryOut = (name: string, { regularizer, constraint }: WeightSpec, value: Value): void => {
  naming(name, () => {
    regularizer?.penalty(value)
    constraint?.project(value)
  })
}

const specsOf = ({ made, inputs }: Call): readonly WeightSpec[] =>
  'layer' in made ? ownWeights(made.layer, inputs[0]?.shape ?? []) : []

/** Throws ShapeError for a layer that is called more than once, where its calls need weights of other sizes. */
export const checkShared = ({ calls, layers }: Pick<ModelGraph, 'calls' | 'layers'>): void => {
  const first = new Map<LayerDefinition, Call>()
  for (const { name, call } of calls) {
    if (!('layer' in call.made)) continue
    const { layer } = call.made
    const known = first.get(layer)
    if (known) requireSameWeights(layers.get(layer) ?? name, specsOf(known), specsOf(call))
    else first.set(layer, call)
  }
}

/** Throws ShapeError where a layer's second input needs other weights than its first. */
const requireSameWeights = (layer: string, known: readonly WeightSpec[], specs: readonly WeightSpec[]): void => {
  for (const [i, { name, shape }] of specs.entries()) {
    const other = known[i]?.shape ?? []
    if (other.join() === shape.join()) continue
    throw new ShapeError(
      `${layer}: its ${name} is ${formatShape(other)} for its first input, but would be ${formatShape(shape)} for another; a shared layer takes inputs of one size`,
    )
  }
}

/** How many numbers some weights hold. */
export const countParameters = (weights: readonly Weight[]): number =>
  weights.reduce((sum, { spec }) => sum + elementCount(spec.shape), 0)
