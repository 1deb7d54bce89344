import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { InferenceSession } from 'onnxruntime-node'
import { expect, test } from 'vitest'
import { input, sequential, tensor } from '../../src/index.js'
import { decodeGraph } from '../support/decode-graph.js'

const training = { optimizer: 'adam', loss: 'mse' } as const

/** The types of the nodes that ONNX Runtime makes of a model. */
const optimized = async (model: Uint8Array): Promise<readonly string[]> => {
  const folder = mkdtempSync(join(tmpdir(), 'tenon-'))
  const optimizedModelFilePath = join(folder, 'optimized.onnx')
  try {
    const session = await InferenceSession.create(model, { optimizedModelFilePath, logSeverityLevel: 4 })
    await session.release()
    return decodeGraph({ model: readFileSync(optimizedModelFilePath) }).nodes.map(({ type }) => type)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

test('batch normalization comes behind max pooling, as long as no gamma is negative', async () => {
  await using trainer = await sequential(input([4, 4, 3]))
    .conv2d(2, 3, { activation: 'relu' })
    .batchNormalization()
    .maxPooling2d(2)
    .compile(training)
  const order = () =>
    decodeGraph(trainer.exportInference())
      .nodes.map(({ type }) => type)
      .filter((type) => type === 'MaxPool' || type === 'BatchNormalization')
  expect(order()).toEqual(['MaxPool', 'BatchNormalization'])
  const weights = trainer.weights()
  const gamma = weights.get('batch_normalization/gamma')
  gamma?.data.set([1, -1] as never)
  await trainer.setWeights(weights)
  expect(order()).toEqual(['BatchNormalization', 'MaxPool'])
  const x = tensor(
    Float32Array.from({ length: 96 }, (_, i) => Math.sin(i)),
    [2, 4, 4, 3],
  )
  const taking = await trainer.predict(x)
  let held = taking
  for (let i = 0; i < 10; i++) held = await trainer.predict(x)
  for (const [i, value] of held.data.entries()) expect(value).toBeCloseTo(taking.data[i] as number, 5)
})

test('the runtime makes one operator of a layer normalization', async () => {
  await using trainer = await sequential(input([6, 8]))
    .dense(8)
    .layerNormalization()
    .compile(training)
  for (const { model } of [trainer.exportInference(), trainer.exportEvaluation()]) {
    expect(await optimized(model)).toContain('LayerNormalization')
  }
})

test('a recurrent layer that begins with zeros takes no states', async () => {
  for (const useBias of [true, false]) {
    await using trainer = await sequential(input([null, 2]))
      .lstm(4, { useBias, returnSequences: true })
      .gru(4, { useBias })
      .compile(training)
    const nodes = decodeGraph(trainer.exportInference()).nodes.filter(({ type }) => type === 'LSTM' || type === 'GRU')
    expect(nodes.map(({ inputs }) => inputs.length)).toEqual(useBias ? [4, 4] : [3, 3])
  }
})
