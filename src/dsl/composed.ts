import type { ShapeValue } from '../shapes/dim.js'
import { type LayerDefinition, type Masked, taken } from './layer-definition.js'
import { innerContext, innerWeights } from './layers/inner-layer.js'
import { type ModelGraph, modelGraph, walkGraph } from './model-graph.js'
import { runOperation } from './run-operation.js'
import { outsideModels, SymbolicTensor } from './symbolic.js'

/**
 * A layer that does what a function of layers and operations does, for what takes layers one after the other. It has the weights of
 * the layers inside, and passes masks.
 */
export const composed = (
  kind: string,
  name: string | undefined,
  run: (x: SymbolicTensor) => SymbolicTensor,
): LayerDefinition => {
  const graphOf = (shape: ShapeValue): ModelGraph => {
    const x = new SymbolicTensor(shape, 'float32', { kind: 'input', name: 'x' })
    return outsideModels(() => modelGraph(x, run(x)))
  }
  return {
    kind,
    name,
    outputShape: (shape) => graphOf(shape).outputs[0]?.tensor.shape as ShapeValue,
    weights: (shape) => {
      const { calls, layers } = graphOf(shape)
      return [...layers].flatMap(([layer, own]) => {
        const first = calls.find(({ call: { made } }) => 'layer' in made && made.layer === layer)
        return innerWeights(own, layer, first?.call.inputs[0]?.shape as ShapeValue)
      })
    },
    mask: (_, mask) => mask,
    call: (x, context) => {
      const graph = graphOf(x.shape)
      const tensorOf = walkGraph<Masked>(graph, [{ value: x, mask: context.mask }], ({ call: { made } }, inputs) => {
        if ('operation' in made) return [runOperation(made.operation, inputs)]
        const { layer } = made
        const [{ value, mask }] = inputs as [Masked]
        const own = taken(value, layer)
        const inner = innerContext(graph.layers.get(layer) as string, context, mask)
        return [{ value: layer.call(own, inner), mask: layer.mask?.(own, mask) }]
      })
      return tensorOf(graph.outputs[0]?.tensor as SymbolicTensor).value
    },
  }
}
