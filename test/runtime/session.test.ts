import { spawnSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import type { TensorData } from '../../src/codegen/ir/value.js'
import { checkFeeds } from '../../src/runtime/feeds.js'
import { type NativeTensor, nativeTensor } from '../../src/runtime/native-tensor.js'
import { DeviceError, isMissingProvider, missingCuda, runtimeError } from '../../src/runtime/runtime-errors.js'
import { Session } from '../../src/runtime/session.js'
import { linearProgram } from './linear-program.js'

const floats = (shape: readonly number[]): TensorData => ({
  dtype: 'float32',
  shape,
  data: new Float32Array(shape.reduce((a, b) => a * b, 1)),
})

const withSession = async (work: (session: Session, feeds: Record<string, NativeTensor>) => Promise<void>) => {
  const session = await Session.create(linearProgram().prediction(), { threads: 1 })
  try {
    await work(session, {
      input: nativeTensor(floats([5, 3])),
      'linear/kernel': nativeTensor(floats([3, 1])),
      'linear/bias': nativeTensor(floats([1])),
    })
  } finally {
    await session.release()
  }
}

const source = (module: string) => JSON.stringify(new URL(`../../src/${module}.ts`, import.meta.url).href)

/** What a module of this code prints. */
const inNewProcess = (code: string): string =>
  spawnSync(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', code], {
    encoding: 'utf8',
  }).stdout.trim()

describe('session', () => {
  it('runs a graph, into a tensor or anew', () =>
    withSession(async (session, feeds) => {
      const into = nativeTensor(floats([5, 1]))
      feeds['linear/bias'] = nativeTensor({ dtype: 'float32', shape: [1], data: Float32Array.of(2) })
      await session.run(feeds, { linear: into })
      expect(into.data).toEqual(Float32Array.of(2, 2, 2, 2, 2))
      expect((await session.run(feeds, { linear: null }))['linear']?.dims).toEqual([5, 1])
    }))

  it('reads rows of a larger array in place', () =>
    withSession(async (session, feeds) => {
      const all = Float32Array.from({ length: 12 }, (_, i) => i)
      feeds['input'] = nativeTensor({ dtype: 'float32', shape: [2, 3], data: all.subarray(6) })
      feeds['linear/kernel'] = nativeTensor({ dtype: 'float32', shape: [3, 1], data: Float32Array.of(1, 0, 0) })
      const outputs = await session.run(feeds, { linear: null })
      expect(outputs['linear']?.data).toEqual(Float32Array.of(6, 9))
    }))

  it.each<[string, (feeds: Record<string, NativeTensor>) => void, string]>([
    [
      'a missing input',
      (feeds) => delete feeds['linear/bias'],
      'run: input linear/bias is missing; expected float32 [1]',
    ],
    [
      'a wrong rank',
      (feeds) => (feeds['input'] = nativeTensor(floats([3]))),
      'run: input input expects float32 [batch, 3], got float32 [3]',
    ],
    [
      'a wrong dim',
      (feeds) => (feeds['input'] = nativeTensor(floats([5, 4]))),
      'run: input input expects float32 [batch, 3], got float32 [5, 4]',
    ],
    [
      'a wrong dtype',
      (feeds) => (feeds['linear/bias'] = nativeTensor({ dtype: 'int32', shape: [1], data: new Int32Array(1) })),
      'run: input linear/bias expects float32 [1], got int32 [1]',
    ],
    [
      'an unknown input',
      (feeds) => (feeds['bias'] = nativeTensor(floats([1]))),
      'run: there is no input bias; the inputs are input, linear/kernel, linear/bias',
    ],
  ])('rejects %s before the native side sees it', (_, spoil, message) =>
    withSession(async (session, feeds) => {
      spoil(feeds)
      await expect(session.run(feeds, { linear: null })).rejects.toThrow(message)
    }),
  )

  it('wants one length for one symbol', () => {
    const specs = [
      { name: 'x', dtype: 'float32', shape: ['batch', null] },
      { name: 'y', dtype: 'float32', shape: ['batch'] },
    ] as const
    const feeds = { x: nativeTensor(floats([2, 3])), y: nativeTensor(floats([3])) }
    expect(() => checkFeeds(specs, feeds)).toThrow('run: dim batch is 2 in input x, but 3 in input y')
    checkFeeds(specs, { ...feeds, y: nativeTensor(floats([2])) })
  })

  it.each([
    [{ device: 'tpu' as never }, TypeError, `unknown device "tpu"; expected 'cpu' or 'cuda'`],
    [{ threads: 0 }, RangeError, 'threads must be a positive integer, got 0'],
    [{ threads: 1.5 }, RangeError, 'threads must be a positive integer, got 1.5'],
  ])('rejects options %j', async (options, kind, message) => {
    const made = Session.create(linearProgram().prediction(), options)
    await expect(made).rejects.toThrow(kind)
    await expect(made).rejects.toThrow(message)
  })

  it('says how to get a device that is not there', async ({ skip }) => {
    const made = Session.create(linearProgram().prediction(), { device: 'cuda' })
    const error = await made.then(
      (session) => session.release(),
      (reason: unknown) => reason,
    )
    if (error === undefined) skip('this machine has CUDA')
    expect(error).toBeInstanceOf(DeviceError)
    const remedy =
      process.platform === 'linux' && process.arch === 'x64'
        ? 'get its library with "ONNXRUNTIME_NODE_INSTALL=cuda12 npm rebuild onnxruntime-node" (needs CUDA 12 and cuDNN 9)'
        : `onnxruntime-node has CUDA for linux/x64 only, this is ${process.platform}/${process.arch}`
    expect(String(error)).toContain(`device 'cuda' is not there: ${remedy}, or use device: 'cpu'. ONNX Runtime: `)
  })

  it('is not loaded by importing the library', () => {
    const report = `console.log(process.report.getReport().sharedObjects.some((path) => path.includes('onnxruntime')))`
    expect(inNewProcess(`await import(${source('index')}); ${report}`)).toBe('false')
    expect(inNewProcess(`await import('onnxruntime-node'); ${report}`)).toBe('true')
  })

  it.each([
    [{}, true],
    [{ flushDenormals: true }, false],
  ])("with %j keeps JavaScript's small numbers: %j", (options, kept) => {
    const program = JSON.stringify(new URL('linear-program.ts', import.meta.url).href)
    const code = `const { Session } = await import(${source('runtime/session')})
      const { linearProgram } = await import(${program})
      await Session.create(linearProgram().prediction(), ${JSON.stringify(options)})
      console.log(new Float32Array([1e-40])[0] * process.argv.length > 0)`
    expect(inNewProcess(code)).toBe(`${kept}`)
  })
})

describe('errors of the runtime', () => {
  const origin = new Map([
    ['conv2d_1/Conv', 'conv2d_1'],
    ['conv2d/Conv', 'conv2d'],
    ['loss/Log', 'loss'],
    ['block/conv2d/Conv', 'block/conv2d'],
    ['gradient/conv2d_1/ConvTranspose', 'gradient/conv2d_1'],
    ['gradient/loss/Div', 'gradient/loss'],
    ['gradient//Transpose', 'gradient/'],
    ['adam/Add', 'adam'],
    ['adam/conv2d/Mul', 'adam/conv2d'],
    ['adam/block/conv2d/Mul', 'adam/block/conv2d'],
  ])

  it.each([
    ["Non-zero status code returned while running Conv node. Name:'conv2d_1/Conv' Status Message: no", 'conv2d_1'],
    ["Could not find an implementation for Conv(11) node with name 'conv2d/Conv'", 'conv2d'],
    ['Node (conv2d/Conv) Op (Conv) [ShapeInferenceError] Incompatible dimensions', 'conv2d'],
    ["Name:'conv2d_1/Conv/FusedConv' Status Message: no", 'conv2d_1'],
  ])('name the layer: %s', (text, layer) => {
    const cause = new Error(text)
    const error = runtimeError(cause, origin)
    expect(error.message).toBe(`ONNX Runtime: ${text} (in layer ${layer})`)
    expect(error.cause).toBe(cause)
  })

  it.each([
    ['loss/Log', 'the loss'],
    ['block/conv2d/Conv', 'layer block/conv2d'],
    ['gradient/conv2d_1/ConvTranspose', 'the gradient of layer conv2d_1'],
    ['gradient/loss/Div', 'the gradient of the loss'],
    ['gradient//Transpose', 'the gradient'],
    ['adam/Add', 'optimizer adam'],
    ['adam/conv2d/Mul', 'optimizer adam, layer conv2d'],
    ['adam/block/conv2d/Mul', 'optimizer adam, layer block/conv2d'],
  ])('call %s what it is to the user', (node, place) => {
    expect(runtimeError(new Error(`while running node. Name:'${node}' no`), origin).message).toBe(
      `ONNX Runtime: while running node. Name:'${node}' no (in ${place})`,
    )
  })

  it('stand alone where they name no node', () => {
    expect(runtimeError(new Error('out of memory'), origin).message).toBe('ONNX Runtime: out of memory')
  })

  it('say how to get CUDA', () => {
    const cause = new Error('OrtSessionOptionsAppendExecutionProvider_Cuda: Failed to load shared library')
    expect(isMissingProvider(cause)).toBe(true)
    expect(isMissingProvider(new Error('out of memory'))).toBe(false)
    const error = missingCuda(cause, 'linux/x64')
    expect(error).toBeInstanceOf(DeviceError)
    expect(error.message).toContain('ONNXRUNTIME_NODE_INSTALL=cuda12 npm rebuild onnxruntime-node')
    expect(missingCuda(cause, 'darwin/arm64').message).toContain(
      "onnxruntime-node has CUDA for linux/x64 only, this is darwin/arm64, or use device: 'cpu'",
    )
  })
})
