/// <reference lib="esnext.disposable" preserve="true" />
import { stat } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type { TensorData } from '../codegen/ir/value.js'
import { checkOptions } from '../codegen/known-options.js'
import type { TensorSpec } from '../codegen/onnx/emit.js'
import { checkedTensor } from './checked-tensor.js'
import { hostTensor, nativeTensor } from './native-tensor.js'
import { DeviceError } from './runtime-errors.js'
import { Session, type SessionOptions } from './session.js'
import { Tensor } from './tensor.js'
import { Turns } from './turns.js'

/** An ONNX file, loaded. It owns a native session: call `release` when done, or hold it with `await using`. */
export interface LoadedModel {
  readonly inputs: readonly TensorSpec[]
  readonly outputs: readonly TensorSpec[]
  /** Runs the model on a tensor for each input, by name. Throws ShapeError for tensors that do not fit. */
  run(feeds: Readonly<Record<string, TensorData>>): Promise<Record<string, Tensor>>
  /** Frees the session; running the model afterwards is an error, releasing it again is not. */
  release(): Promise<void>
  [Symbol.asyncDispose](): Promise<void>
}

/**
 * Loads any ONNX model whose inputs and outputs are tensors of our dtypes: from a path, a file URL, or its bytes.
 * Throws an error that names the file where it is not there, not ONNX, cut short, or not for this runtime.
 */
export const loadModel = async (
  model: string | URL | Uint8Array,
  options: SessionOptions = {},
): Promise<LoadedModel> => {
  checkOptions('loadModel', options, { device: true, threads: true, flushDenormals: true })
  const source = model instanceof URL ? fileURLToPath(model) : model
  if (typeof source === 'string') await checkFile(source)
  else if (!(source instanceof Uint8Array)) throw new TypeError('loadModel: expected a path, a file URL or bytes')
  const title = typeof source === 'string' ? source : `a model of ${source.length} bytes`
  const session = await Session.load(source, options).catch((error: Error) => {
    if (error instanceof DeviceError || error instanceof RangeError || error instanceof TypeError) throw error
    throw new Error(`cannot load ${title}: ${explained(error.message)}`, { cause: error })
  })
  return new FileModel(session, title)
}

const checkFile = async (path: string): Promise<void> => {
  const found = await stat(path).catch((error: Error) => {
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT'
    throw new Error(`cannot load ${path}: ${missing ? 'there is no such file' : error.message}`, { cause: error })
  })
  if (!found.isFile()) throw new Error(`cannot load ${path}: it is not a file`)
}

/** The runtime parses whatever it is given: what a foreign or truncated file makes it say is far from the cause. */
const explained = (message: string): string =>
  /[Pp]rotobuf|ModelProto|[Mm]issing opset|does not (specify|contain) a valid opset|no graph|IR version/.test(message)
    ? `it is not an ONNX model, or is cut short (${message})`
    : message

class FileModel implements LoadedModel {
  private readonly turns = new Turns()
  private released = false

  constructor(
    private readonly session: Session,
    private readonly title: string,
  ) {}

  get inputs(): readonly TensorSpec[] {
    return this.session.inputs
  }

  get outputs(): readonly TensorSpec[] {
    return this.session.outputs
  }

  run(feeds: Readonly<Record<string, TensorData>>): Promise<Record<string, Tensor>> {
    return this.turns.take(async () => {
      if (this.released) throw new Error(`run: ${this.title} has been released; load it again`)
      const native = Object.fromEntries(
        Object.entries(feeds).map(([name, tensor]) => [name, nativeTensor(checkedTensor('run', name, tensor))]),
      )
      const outputs = await this.session.run(native)
      return Object.fromEntries(
        Object.entries(outputs).map(([name, output]) => {
          const { data, shape, dtype } = hostTensor(output)
          return [name, new Tensor(data, shape, dtype)]
        }),
      )
    })
  }

  async release(): Promise<void> {
    await this.turns.take(async () => {
      if (this.released) return
      this.released = true
      await this.session.release()
    })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.release()
  }
}
