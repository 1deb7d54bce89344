import { gradients } from '../../src/codegen/autodiff.js'
import type { Graph } from '../../src/codegen/ir/graph.js'
import { input, type TensorData, type Value } from '../../src/codegen/ir/value.js'
import * as ops from '../../src/codegen/ops/index.js'
import { activations, resolveActivation } from '../../src/dsl/activations.js'
import { attentionCaseGraph, cases as attentions } from './attention-cases.js'
import { floats, fromGolden } from './evaluate.js'
import { layerCaseGraph, cases as layers } from './layer-cases.js'
import { lossCaseOutputs, cases as losses } from './loss-cases.js'
import { build, cases as opCases } from './op-cases.js'
import { operationCaseGraph, cases as operations } from './operation-cases.js'

/** A graph, and what it is fed. */
export interface GraphRun {
  readonly graph: Graph
  readonly feeds: Readonly<Record<string, TensorData>>
}

/** What the library can put into a graph, with its gradients; `make` builds it for the device that is built for then. */
export interface GraphCase {
  readonly name: string
  make(): GraphRun
}

/** A graph of what is made of tensors that are all given; with `batch`, their first axis is open. */
const graphOf = (
  values: readonly TensorData[],
  make: (...inputs: Value[]) => Readonly<Record<string, Value>>,
): GraphRun => {
  const inputs = values.map(({ dtype, shape }, i) => input(`in${i}`, dtype, shape))
  return {
    graph: { inputs, outputs: new Map(Object.entries(make(...inputs))) },
    feeds: Object.fromEntries(values.map((value, i) => [`in${i}`, value])),
  }
}

const wave = floats(
  [4, 6],
  Array.from({ length: 24 }, (_, i) => 3 * Math.sin(1.3 * i)),
)

/** Every op, operation, activation, layer and loss, as in the golden files. */
export const graphCases: readonly GraphCase[] = [
  ...opCases.map((one, i) => ({
    name: `op #${i} ${one.op} ${JSON.stringify(one.attributes)}`,
    make: () => graphOf(one.inputs.map(fromGolden), build(one)),
  })),
  ...operations.map((one, i) => ({ name: `operation #${i} ${one.call}`, make: () => operationCaseGraph(one) })),
  ...(Object.keys(activations) as (keyof typeof activations)[])
    .filter((name) => name !== 'threshold')
    .map((name) => ({
      name: `activation ${name}`,
      make: () =>
        graphOf([wave], (x) => {
          const y = resolveActivation(name as 'relu')(x as Value)
          return { y, gradient: gradients(ops.reduceSum(ops.mul(y, y)), [x as Value])[0] as Value }
        }),
    })),
  ...layers.map((one, i) => ({
    name: `layer #${i} ${one.layer} ${JSON.stringify(one.args)}${one.training ? ' in training' : ''}`,
    make: () => layerCaseGraph(one),
  })),
  ...attentions.map((one, i) => ({
    name: `attention #${i} ${one.layer} ${JSON.stringify(one.args)}`,
    make: () => attentionCaseGraph(one, true),
  })),
  ...losses.map((one, i) => ({
    name: `loss #${i} ${one.loss} ${JSON.stringify(one.options)}`,
    make: () =>
      graphOf([fromGolden(one.x), fromGolden(one.target)], (x, target) =>
        lossCaseOutputs(one, x as Value, target as Value),
      ),
  })),
]
