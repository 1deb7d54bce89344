import { expect, test } from 'vitest'
import { input, type TensorData, type Value } from '../../src/codegen/ir/value.js'
import * as ops from '../../src/codegen/ops/index.js'
import { type ActivationName, activations } from '../../src/dsl/activations.js'
import { fusedActivation } from '../../src/dsl/layers/fused-activation.js'
import { gru, lstm, simpleRnn } from '../../src/dsl/layers/index.js'
import { weightsOf } from '../../src/dsl/weights.js'
import { createRandom } from '../../src/runtime/random.js'
import { floats, numbers, runGraph } from '../support/evaluate.js'
import { definitionOf, layerGraph, runLayers } from '../support/layer-graph.js'

/*
 * What predicts, ONNX's own operator where it has the activation, against what trains, a scan: for small inputs and for large
 * ones. A mask that leaves all steps makes the layer a scan.
 */

const [rows, time, features, units] = [3, 4, 2, 3]

type Make = (activation: ActivationName, gates: ActivationName) => unknown

const layers: Readonly<Record<string, Make>> = {
  lstm: (activation, recurrentActivation) => lstm(units, { activation, recurrentActivation, returnSequences: true }),
  gru: (activation, recurrentActivation) => gru(units, { activation, recurrentActivation, returnSequences: true }),
  'gru that resets before': (activation, recurrentActivation) =>
    gru(units, { activation, recurrentActivation, returnSequences: true, resetAfter: false }),
  simpleRnn: (activation) => simpleRnn(units, { activation, returnSequences: true }),
}

const both = async (layer: unknown, scale: number) => {
  const x = input('x', 'float32', ['batch', time, features])
  const graph = layerGraph({ layer: definitionOf(layer) }, x)
  const weights = weightsOf(graph)
  const mask = ops.greaterOrEqual(ops.reduceSum(ops.mul(x, x), { axes: [2] }), 0)
  const outputs = new Map<string, Value>([
    ['fused', runLayers(graph, weights, x).output],
    ['scanned', runLayers(graph, weights, x, { mask }).output],
  ])
  const feeds = weights.map(({ name, spec: { shape, initializer } }): [string, TensorData] => [
    name,
    { dtype: 'float32', shape, data: initializer.fill(shape, createRandom(3, name)) },
  ])
  const wave = Array.from({ length: rows * time * features }, (_, i) => scale * Math.sin(1.1 * i + 0.3))
  const got = await runGraph(
    { inputs: [x, ...weights.map(({ value }) => value)], outputs },
    { x: floats([rows, time, features], wave), ...Object.fromEntries(feeds) },
  )
  return ['fused', 'scanned'].map((name) => numbers(got.get(name) as TensorData)) as [number[], number[]]
}

/** Those that ONNX's operators have. */
const names = (Object.keys(activations) as ActivationName[]).filter((name) => fusedActivation(name) !== undefined)

test.each(Object.entries(layers))('%s predicts as it trains', async (_, make) => {
  for (const name of names) {
    // gates without bounds make numbers that overflow from large inputs, either way
    for (const [layer, scale] of [
      [make(name, 'sigmoid'), 1],
      [make(name, 'sigmoid'), 100],
      [make('tanh', name), 1],
    ] as const) {
      const [fused, scanned] = await both(layer, scale)
      const largest = Math.max(1, ...scanned.map(Math.abs))
      const apart = Math.max(...fused.map((value, i) => Math.abs(value - (scanned[i] as number)))) / largest
      expect(apart, `${name} at ${scale}`).toBeLessThan(1e-5)
    }
  }
})
