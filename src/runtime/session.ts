import type * as ort from 'onnxruntime-node'
import type { DType, TensorData, TypedArray } from '../codegen/ir/value.js'
import type { CompiledGraph, TensorSpec } from '../codegen/onnx/emit.js'
import { describeValue } from '../shapes/describe-value.js'
import { checkFeeds } from './feeds.js'
import { isMissingProvider, missingCuda, type Origin, runtimeError } from './runtime-errors.js'

export type Device = 'cpu' | 'cuda'
export type NativeTensor = ort.Tensor
export type NativeTensors = Readonly<Record<string, NativeTensor>>

export interface SessionOptions {
  /** Where the graph runs; default 'cpu'. */
  readonly device?: Device | undefined
  /** Threads inside one operator; default: one for each core. Results are bit for bit the same for the same number. */
  readonly threads?: number | undefined
  /**
   * Takes numbers below 1e-38 for zero; default false. Optimizer state that fades to them, as where the loss is 0 for long,
   * can double the time of a step. ONNX Runtime then does so for all arithmetic of the process, JavaScript's included, and
   * only if the process's first session asks.
   */
  readonly flushDenormals?: boolean | undefined
}

let native: typeof ort | undefined

/** Loads the native runtime. Not before the first session or tensor needs it: importing Tenon stays quick. */
export const loadRuntime = async (): Promise<typeof ort> => {
  native ??= await import('onnxruntime-node')
  return native
}

/** Wraps a host tensor for the runtime, without a copy. The runtime must have been loaded. */
export const nativeTensor = ({ dtype, shape, data }: TensorData): NativeTensor => {
  if (!native) throw new Error('nativeTensor: await loadRuntime() first')
  return new native.Tensor(dtype, data as never, shape)
}

/** The elements of a tensor that the runtime gave, without a copy. */
export const hostTensor = ({ type, dims, data }: NativeTensor): TensorData => ({
  dtype: type as DType,
  shape: dims,
  data: data as unknown as TypedArray,
})

const optionsOf = ({
  device = 'cpu',
  threads,
  flushDenormals = false,
}: SessionOptions): ort.InferenceSession.SessionOptions => {
  if (device !== 'cpu' && device !== 'cuda') {
    throw new TypeError(`unknown device ${describeValue(device)}; expected 'cpu' or 'cuda'`)
  }
  if (threads !== undefined && !(Number.isInteger(threads) && threads > 0)) {
    throw new RangeError(`threads must be a positive integer, got ${threads}`)
  }
  return {
    executionProviders: device === 'cpu' ? ['cpu'] : ['cuda', 'cpu'],
    ...(threads !== undefined && { intraOpNumThreads: threads }),
    // one block for all that a graph of some shape needs takes a third more memory at its peak, and no less time
    enableMemPattern: false,
    // fatal ones only: the runtime also throws what it logs
    logSeverityLevel: 4,
    extra: { session: { set_denormal_as_zero: flushDenormals ? '1' : '0' } },
  }
}

/** What the name of a state tensor's next value ends with. */
const nextSuffix = ':next'

/** One ONNX graph, loaded. */
export class Session {
  /** The names of the state that the graph gives a next value. */
  readonly stateOutputs: readonly string[]

  private constructor(
    private readonly session: ort.InferenceSession,
    readonly inputs: readonly TensorSpec[],
    readonly outputs: readonly TensorSpec[],
    private readonly origin: Origin,
    private readonly openRank: ReadonlySet<string> = new Set(),
  ) {
    this.stateOutputs = outputs.flatMap(({ name }) =>
      name.endsWith(nextSuffix) ? [name.slice(0, -nextSuffix.length)] : [],
    )
  }

  /** Loads a graph of ours. Throws for a device that is not there, saying how to get it. */
  static async create({ model, inputs, outputs, origin }: CompiledGraph, options: SessionOptions = {}) {
    return new Session(await open(model, options, origin), inputs, outputs, origin)
  }

  /** Loads any ONNX model, by its path or from its bytes; inputs and outputs are what the runtime says they are. */
  static async load(model: string | Uint8Array, options: SessionOptions = {}) {
    const session = await open(model, options, new Map())
    try {
      const inputs = session.inputMetadata.map((value) => specOf('input', value))
      const outputs = session.outputMetadata.map((value) => specOf('output', value))
      // the runtime says [] both of scalars and of inputs without a rank
      const openRank = new Set(inputs.filter(({ shape }) => shape.length === 0).map(({ name }) => name))
      return new Session(session, inputs, outputs, new Map(), openRank)
    } catch (error) {
      await session.release()
      throw error
    }
  }

  /** Runs the graph for the outputs that `into` names: into a tensor, or anew where it is null. */
  async run(feeds: NativeTensors, into: Readonly<Record<string, NativeTensor | null>>): Promise<NativeTensors> {
    checkFeeds(this.inputs, feeds, this.openRank)
    try {
      return (await this.session.run(feeds, into)) as NativeTensors
    } catch (error) {
      throw runtimeError(error, this.origin)
    }
  }

  async release(): Promise<void> {
    await this.session.release()
  }
}

const open = async (model: string | Uint8Array, options: SessionOptions, origin: Origin) => {
  const settings = optionsOf(options)
  const { InferenceSession } = await loadRuntime()
  try {
    return await (typeof model === 'string'
      ? InferenceSession.create(model, settings)
      : InferenceSession.create(model, settings))
  } catch (error) {
    throw options.device === 'cuda' && isMissingProvider(error) ? missingCuda(error) : runtimeError(error, origin)
  }
}

const specOf = (kind: string, value: ort.InferenceSession.ValueMetadata): TensorSpec => {
  const type = value.isTensor ? value.type : 'not a tensor'
  const dtype = (['float32', 'float64', 'int32', 'int64', 'uint8', 'bool'] as const).find((known) => known === type)
  if (!value.isTensor || !dtype) {
    throw new Error(`${kind} ${value.name} is ${type}; expected float32, float64, int32, int64, uint8 or bool`)
  }
  return { name: value.name, dtype, shape: value.shape.map((dim) => (dim === '' ? null : dim)) }
}
