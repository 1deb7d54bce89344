import type { Value } from '../../codegen/ir/value.js'
import type { ShapeValue } from '../../shapes/dim.js'
import { type CallContext, type LayerDefinition, ownWeights, type WeightSpec } from '../layer-definition.js'

/** The weights of a layer inside another, under its own name there. */
export const innerWeights = (name: string, definition: LayerDefinition, shape: ShapeValue): readonly WeightSpec[] =>
  ownWeights(definition, shape).map((spec) => ({ ...spec, name: `${name}/${spec.name}` }))

/** What a layer inside another may use, with the mask that it is given. */
export const innerContext = (name: string, context: CallContext, mask: Value | undefined): CallContext => ({
  ...context,
  mask,
  initialStates: undefined,
  countWeights: undefined,
  frozen: (own) => context.frozen(`${name}/${own}`),
  weight: (own) => context.weight(`${name}/${own}`),
  update: (own, value) => context.update(`${name}/${own}`, value),
  output: (own, value) => context.output(`${name}/${own}`, value),
})
