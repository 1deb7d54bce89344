import type { InferenceSession, Tensor as NativeTensor } from 'onnxruntime-node'
import type { DType, TensorData, TypedArray } from '../codegen/ir/value.js'
import type { CompiledGraph, TensorSpec } from '../codegen/onnx/emit.js'
import { ShapeError } from '../shapes/dim.js'
import { formatShape } from '../shapes/format.js'

export type Device = 'cpu' | 'cuda'
export type { NativeTensor }

export interface SessionOptions {
  /** Where the graph runs; default 'cpu'. */
  readonly device?: Device | undefined
  /** Threads inside one operator; default: one for each core. Results are bit for bit the same for the same number. */
  readonly threads?: number | undefined
}

/** The native runtime, loaded when the first session is made: importing Tenon stays quick. */
const runtime = () => import('onnxruntime-node')

const elementArrays: Record<DType, new (length: number) => TypedArray> = {
  float32: Float32Array,
  float64: Float64Array,
  int32: Int32Array,
  int64: BigInt64Array,
  uint8: Uint8Array,
  bool: Uint8Array,
}

/** A zeroed array for the elements of a dtype. */
export const allocate = (dtype: DType, length: number): TypedArray => new elementArrays[dtype](length)

/** Wraps a host tensor for the runtime, without a copy. */
export const nativeTensor = async ({ dtype, shape, data }: TensorData): Promise<NativeTensor> => {
  const { Tensor } = await runtime()
  return new Tensor(dtype, data as never, shape)
}

/** What the name of a state tensor's next value ends with. */
const nextSuffix = ':next'

/** One ONNX graph, loaded. */
export class Session {
  private constructor(
    private readonly session: InferenceSession,
    private readonly graph: CompiledGraph,
  ) {}

  static async create(graph: CompiledGraph, { device = 'cpu', threads }: SessionOptions = {}): Promise<Session> {
    if (threads !== undefined && !(Number.isInteger(threads) && threads > 0)) {
      throw new RangeError(`threads must be a positive integer, got ${threads}`)
    }
    const { InferenceSession: Inference } = await runtime()
    try {
      const session = await Inference.create(graph.model, {
        executionProviders: providers(device),
        ...(threads !== undefined && { intraOpNumThreads: threads }),
        logSeverityLevel: 3,
        extra: { session: { set_denormal_as_zero: '1' } },
      })
      return new Session(session, graph)
    } catch (error) {
      throw device === 'cpu' ? fromRuntime(error, graph) : missingDevice(device, error)
    }
  }

  /** The names of the state that the graph gives a next value. */
  get stateOutputs(): readonly string[] {
    return this.graph.outputs.flatMap(({ name }) =>
      name.endsWith(nextSuffix) ? [name.slice(0, -nextSuffix.length)] : [],
    )
  }

  /** Runs the graph. Outputs that `into` names are written there and not returned anew. */
  async run(feeds: Readonly<Record<string, NativeTensor>>, into: Readonly<Record<string, NativeTensor | null>>) {
    for (const spec of this.graph.inputs) checkFeed(spec, feeds[spec.name])
    try {
      return await this.session.run(feeds, into)
    } catch (error) {
      throw fromRuntime(error, this.graph)
    }
  }

  async release(): Promise<void> {
    await this.session.release()
  }
}

const providers = (device: Device): string[] => {
  if (device === 'cpu') return ['cpu']
  if (device === 'cuda') return ['cuda', 'cpu']
  throw new TypeError(`unknown device ${JSON.stringify(device)}; expected 'cpu' or 'cuda'`)
}

/** The native side trusts its caller: a missing input of the wrong kind once ended the process. */
const checkFeed = (spec: TensorSpec, fed: NativeTensor | undefined): void => {
  const wanted = `${spec.dtype} ${formatShape(spec.shape)}`
  if (!fed) throw new ShapeError(`run: input ${spec.name} is missing; expected ${wanted}`)
  const fits =
    fed.dims.length === spec.shape.length &&
    spec.shape.every((dim, i) => typeof dim !== 'number' || dim === fed.dims[i])
  if (fed.type !== spec.dtype || !fits) {
    throw new ShapeError(`run: input ${spec.name} expects ${wanted}, got ${fed.type} ${formatShape(fed.dims)}`)
  }
}

const missingDevice = (device: Device, cause: unknown): Error =>
  new Error(
    `device '${device}' is not there: ${message(cause)}. On Linux x64 with CUDA 12 and cuDNN 9, run: ONNXRUNTIME_NODE_INSTALL=cuda12 npm rebuild onnxruntime-node; or use device: 'cpu'`,
    { cause },
  )

const message = (error: unknown): string => (error instanceof Error ? error.message : String(error)).trim()

/** An error of the runtime, naming the user's layer where it names a node. */
const fromRuntime = (error: unknown, { origin }: CompiledGraph): Error => {
  const text = message(error)
  const named = [...text.matchAll(/[Nn]ame:\s*'([^']+)'|node '([^']+)'|\(node ([^)]+)\)|Node \(([^)]+)\)/g)]
  const layer = named.map((match) => origin.get(match.slice(1).find(Boolean) as string)).find(Boolean)
  return new Error(`ONNX Runtime: ${text}${layer ? ` (in ${layer})` : ''}`, { cause: error })
}
