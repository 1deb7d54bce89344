import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import onnxProto from 'onnx-proto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { loadModel } from '../../src/runtime/onnx-file.js'
import { tensor } from '../../src/runtime/tensor.js'
import { Trainer } from '../../src/runtime/trainer.js'
import { regressionData } from './linear-data.js'
import { linearProgram } from './linear-program.js'
import { encoded } from './tensor-file.js'

const { x } = regressionData(5)
let folder: string
let path: string
let model: Uint8Array
let predicted: unknown

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tenon-'))
  path = join(folder, 'inference.onnx')
  await using trainer = await Trainer.create(linearProgram(), { threads: 1 })
  await trainer.saveInference(path)
  await trainer.saveTraining(join(folder, 'training.onnx'))
  model = trainer.exportInference().model
  predicted = (await trainer.predict(x)).data
})

afterAll(() => rm(folder, { recursive: true }))

describe('loadModel', () => {
  it('loads a path, a URL or bytes, and runs it', async () => {
    for (const source of [path, pathToFileURL(path), model]) {
      await using loaded = await loadModel(source, { threads: 1 })
      expect(loaded.inputs).toEqual([{ name: 'input', dtype: 'float32', shape: ['batch', 3] }])
      expect(loaded.outputs).toEqual([{ name: 'linear', dtype: 'float32', shape: ['batch', 1] }])
      const { linear } = await loaded.run({ input: x })
      expect(linear?.shape).toEqual([5, 1])
      expect(linear?.data).toEqual(predicted)
    }
  })

  it('loads a training graph, scalars included', async () => {
    await using loaded = await loadModel(join(folder, 'training.onnx'))
    const { iterations, ...rest } = Object.fromEntries(
      loaded.inputs.map(({ name, dtype, shape }) => [
        name,
        tensor(
          dtype === 'int64'
            ? new BigInt64Array(1)
            : dtype === 'int32'
              ? new Int32Array(1)
              : new Float32Array(shape.reduce<number>((a, b) => a * (typeof b === 'number' ? b : 2), 1)),
          shape.map((dim) => (typeof dim === 'number' ? dim : 2)),
        ),
      ]),
    )
    const outputs = await loaded.run({ ...rest, iterations: iterations as never })
    expect(outputs['iterations:next']?.toArray()).toBe(1)
  })

  it('rejects feeds that do not fit', async () => {
    await using loaded = await loadModel(path)
    await expect(loaded.run({})).rejects.toThrow('run: input input is missing; expected float32 [batch, 3]')
    await expect(loaded.run({ input: x, more: x })).rejects.toThrow('run: there is no input more; the inputs are input')
    await expect(loaded.run({ input: tensor(new Float32Array(4), [1, 4]) })).rejects.toThrow('got float32 [1, 4]')
    await expect(loaded.run({ input: tensor(new Int32Array(3), [1, 3]) })).rejects.toThrow('got int32 [1, 3]')
    await expect(loaded.run({ input: [1, 2, 3] as never })).rejects.toThrow('run: input must be a tensor')
  })

  it('can be released twice, but not run afterwards', async () => {
    const loaded = await loadModel(path)
    await loaded.release()
    await loaded.release()
    await expect(loaded.run({ input: x })).rejects.toThrow(`run: ${path} has been released; load it again`)
  })

  it('says which file is not a model', async () => {
    await expect(loadModel(join(folder, 'none.onnx'))).rejects.toThrow(
      /^cannot load .*none\.onnx: there is no such file$/,
    )
    await expect(loadModel(folder)).rejects.toThrow(`cannot load ${folder}: it is not a file`)
    await expect(loadModel(3 as never)).rejects.toThrow('loadModel: expected a path, a file URL or bytes')
    const foreign = {
      'empty.onnx': new Uint8Array(),
      'text.onnx': Buffer.from('name,age\nAda,36\n'.repeat(20)),
      'weights.onnx': encoded({ tensors: new Map([['x', x]]), metadata: {} }),
      'image.onnx': Buffer.from('89504e470d0a1a0a0000000d4948445200000001', 'hex'),
    }
    for (const [name, bytes] of Object.entries(foreign)) {
      await writeFile(join(folder, name), bytes)
      await expect(loadModel(join(folder, name))).rejects.toThrow(
        `cannot load ${join(folder, name)}: it is not an ONNX model, or is cut short (ONNX Runtime: `,
      )
    }
  })

  it('says so of every truncated file', async () => {
    for (let length = 0; length < model.length; length++) {
      await expect(loadModel(model.slice(0, length))).rejects.toThrow(
        `cannot load a model of ${length} bytes: it is not an ONNX model, or is cut short`,
      )
    }
  })

  it('names the device that is not there, and options that are none', async () => {
    await expect(loadModel(path, { device: 'tpu' as never })).rejects.toThrow(/^unknown device "tpu"/)
    await expect(loadModel(path, { threads: -1 })).rejects.toThrow(/^threads must be a positive integer/)
  })

  it('takes inputs without a rank, and rejects values that are no tensors of ours', async () => {
    const { onnx } = onnxProto
    const identity = (elemType: number, name = 'y') =>
      onnx.ModelProto.encode({
        irVersion: 8,
        opsetImport: [{ domain: '', version: 17 }],
        graph: {
          name: 'identity',
          node: [{ opType: 'Identity', input: ['x'], output: [name] }],
          input: [{ name: 'x', type: { tensorType: { elemType } } }],
          output: [{ name, type: { tensorType: { elemType } } }],
        },
      }).finish()
    await using loaded = await loadModel(identity(1))
    expect((await loaded.run({ x }))['y']?.shape).toEqual([5, 3])
    await expect(loadModel(identity(10))).rejects.toThrow('input x is float16; expected float32')
    await expect(loadModel(identity(8))).rejects.toThrow('input x is string; expected float32')
  })
})
