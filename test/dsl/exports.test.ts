import { describe, expect, test } from 'vitest'
import { readModel } from '../../src/codegen/onnx/read.js'
import { input } from '../../src/dsl/input.js'
import { sequential } from '../../src/dsl/sequential.js'
import { loadModel } from '../../src/runtime/onnx-file.js'
import { Tensor, tensor } from '../../src/runtime/tensor.js'
import { numbers } from '../support/evaluate.js'

const model = sequential(input([3]))
  .dense(4, { activation: 'tanh' })
  .dropout(0.3)
  .dense(2)
const x = tensor(
  Float32Array.from({ length: 18 }, (_, i) => Math.sin(i)),
  [6, 3],
)
const y = tensor(
  Float32Array.from({ length: 12 }, (_, i) => Math.cos(i)),
  [6, 2],
)
const compiled = () => model.compile({ optimizer: 'adam', loss: 'mse', metrics: ['mae'], seed: 3, threads: 1 })

describe('the training graph', () => {
  test('with its state as inputs trains in any runtime as fit does', async () => {
    await using trainer = await compiled()
    const graph = trainer.exportTraining({ state: 'inputs' })
    await using loaded = await loadModel(graph.model, { threads: 1 })
    const names = graph.inputs.map(({ name }) => name)
    expect(loaded.inputs.map(({ name }) => name)).toEqual(names)
    let state: Record<string, Tensor> = Object.fromEntries(
      graph.inputs.slice(4).map(({ name, dtype, shape }) => {
        const weight = trainer.weights().get(name)
        const size = (shape as number[]).reduce((a, b) => a * b, 1)
        const zeros = dtype === 'int64' ? new BigInt64Array(size) : new Float32Array(size)
        return [name, new Tensor(weight?.data ?? zeros, shape as number[], dtype)]
      }),
    )
    const settings = {
      learning_rate: tensor(Float32Array.of(0.001), []),
      seed: tensor(Int32Array.of(3), []),
    }
    const losses: number[] = []
    for (let step = 0; step < 3; step++) {
      const results = await loaded.run({ input: x, target: y, ...settings, ...state })
      state = Object.fromEntries(
        Object.entries(results).flatMap(([name, value]) =>
          name.endsWith(':next') ? [[name.slice(0, -5), value] as const] : [],
        ),
      )
      losses.push(Number((results['loss'] as Tensor).data[0]))
    }
    const { history } = await trainer.fit(x, y, { epochs: 3, shuffle: false, verbose: 0 })
    expect(losses).toEqual(history.loss)
    for (const [name, weight] of trainer.weights()) expect(numbers(state[name] as Tensor)).toEqual(numbers(weight))
  })

  test('with its state as defaults holds it', async () => {
    await using trainer = await compiled()
    const described = await readModel(trainer.exportTraining().model, 'training')
    expect(described.inputs.map(({ name }) => name)).toEqual(['input', 'target', 'learning_rate', 'seed'])
    expect(described.defaults.map(({ name }) => name)).toContain('adam/sum/dense/kernel')
    expect((await readModel(trainer.exportTraining({ state: 'inputs' }).model, 'training')).defaults).toEqual([])
  })

  test('refuses another place for the state', async () => {
    await using trainer = await compiled()
    expect(() => trainer.exportTraining({ state: 'none' as never })).toThrow(
      `exportTraining: state must be 'defaults' or 'inputs', got "none"`,
    )
  })
})

test('the inference graph carries its description', async () => {
  await using trainer = await compiled()
  const { model: bytes } = trainer.exportInference({ description: 'Tells two from three.' })
  expect((await readModel(bytes, 'inference')).description).toBe('Tells two from three.')
})
