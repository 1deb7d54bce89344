import type { TensorType, Value } from '../../src/codegen/ir/value.js'
import { type ForwardOptions, forward } from '../../src/dsl/forward.js'
import type { Layer } from '../../src/dsl/layer.js'
import type { LayerDefinition } from '../../src/dsl/layer-definition.js'
import { type ModelGraph, modelGraph } from '../../src/dsl/model-graph.js'
import { SymbolicTensor } from '../../src/dsl/symbolic.js'
import { useLayer } from '../../src/dsl/use-layer.js'
import type { Weight } from '../../src/dsl/weights.js'

/* Layers without a model around them. */

/** The only layer that a layer value consists of. */
export const definitionOf = (layer: unknown): LayerDefinition => {
  const [definition] = (layer as Layer).definitions ?? []
  if (!definition) throw new Error('no layer')
  return definition
}

/** Layers under these names, one after the other, on a tensor like x. */
export const layerGraph = (
  named: Readonly<Record<string, LayerDefinition>>,
  { dtype, shape }: TensorType,
): ModelGraph => {
  const x = new SymbolicTensor(shape, dtype, { kind: 'input', name: 'x' })
  const first = (y: SymbolicTensor | SymbolicTensor[]) => (Array.isArray(y) ? (y[0] as SymbolicTensor) : y)
  const y = Object.entries(named).reduce<SymbolicTensor>(
    (current, [name, definition]) => first(useLayer({ ...definition, name }, current)),
    x,
  )
  return modelGraph(x, y)
}

/** The pass of such layers on x. */
export const runLayers = (
  graph: ModelGraph,
  weights: readonly Weight[],
  x: Value,
  { mask, ...options }: Omit<ForwardOptions, 'masks'> & { readonly mask?: Value | undefined } = {},
) => {
  const { outputs, ...pass } = forward(graph, weights, [x], { ...options, masks: [mask] })
  const [output] = outputs
  if (!output) throw new Error('no output')
  return { ...pass, output: output.value, mask: output.mask }
}
