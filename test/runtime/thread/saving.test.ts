import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { input, sequential, type Tensor, tensor } from '../../../src/index.js'
import { readTensors } from '../../../src/runtime/safetensors.js'

it('saves that callbacks of evaluate and predict do not await are whole, though the thread takes the weights next', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'tenon-'))
  await using trainer = await sequential(input([2048]))
    .dense(2048)
    .dense(1)
    .compile({ optimizer: 'sgd', loss: 'mse', seed: 1, threads: 1 })
  const [x, y] = [2048, 1].map((width) => tensor(new Float32Array(30 * width).fill(0.1), [30, width])) as [
    Tensor<[number, 2048]>,
    Tensor<[number, 1]>,
  ]
  const saves: Promise<string>[] = []
  const save = (batch: number) => {
    if (batch % 10 !== 9) return
    // what is read here has come home
    trainer.weights()
    const path = join(folder, `${saves.length}.safetensors`)
    saves.push(trainer.saveWeights(path).then(() => path))
  }
  const callbacks = [{ onTestBatchEnd: save, onPredictBatchEnd: save }]
  await trainer.evaluate(x, y, { batchSize: 1, callbacks })
  await trainer.predict(x, { batchSize: 1, callbacks })
  const bytes = ({ buffer, byteOffset, byteLength }: ArrayBufferView) => Buffer.from(buffer, byteOffset, byteLength)
  const wanted = [...trainer.weights()]
  expect(saves).toHaveLength(6)
  for (const path of await Promise.all(saves)) {
    const { tensors } = await readTensors(path)
    const same = wanted.map(([name, { data }]) => bytes(tensors.get(name)?.data as Float32Array).equals(bytes(data)))
    expect(same).toEqual([true, true, true, true])
  }
  await rm(folder, { recursive: true })
}, 60_000)
