import type { Value } from '../../codegen/ir/value.js'
import type { ShapeValue } from '../../shapes/dim.js'
import { type CallContext, type LayerDefinition, ownWeights, type WeightSpec } from '../layer-definition.js'

/** What a layer inside another calls something there; one without a name there, as it is. */
const inside = (name: string, own: string): string => (name === '' ? own : `${name}/${own}`)

/** The weights of a layer inside another, under its own name there. */
export const innerWeights = (name: string, definition: LayerDefinition, shape: ShapeValue): readonly WeightSpec[] =>
  ownWeights(definition, shape).map((spec) => ({ ...spec, name: inside(name, spec.name) }))

/** What a layer inside another may use, with the mask that it is given. */
export const innerContext = (name: string, context: CallContext, mask: Value | undefined): CallContext => ({
  ...context,
  mask,
  initialStates: undefined,
  countWeights: undefined,
  frozen: (own) => context.frozen(inside(name, own)),
  weight: (own) => context.weight(inside(name, own)),
  average: (own, value, momentum) => context.average(inside(name, own), value, momentum),
  output: (own, value) => context.output(inside(name, own), value),
})
