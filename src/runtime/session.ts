import type * as ort from 'onnxruntime-node'
import type { DType, TypedArray } from '../codegen/ir/value.js'
import type { Device } from '../codegen/lowering/target.js'
import type { CompiledGraph, TensorSpec } from '../codegen/onnx/emit.js'
import { describeValue } from '../shapes/describe-value.js'
import { directSession, type NativeSession } from './direct-session.js'
import { checkFeeds } from './feeds.js'
import { bringHome, NativeTensor, type NativeTensors } from './native-tensor.js'
import { processorCores } from './processor-cores.js'
import { isMissingProvider, missingCuda, type Origin, runtimeError, ThreadError } from './runtime-errors.js'
import type { RuntimeThread } from './runtime-thread.js'
import { type Engine, type Into, nextSuffix, SessionInThread } from './session-in-thread.js'
import { needlessPasses, slowPasses } from './unwanted-passes.js'

export interface SessionOptions {
  /** Where the graph runs; default 'cpu'. Graphs of ours are of operators that it has kernels for, and may run elsewhere too. */
  readonly device?: Device | undefined
  /**
   * Threads inside one operator; default: one for each core, but one alone for training steps that are small, on at most two cores. Results are
   * bit for bit the same for the same number.
   */
  readonly threads?: number | undefined
  /**
   * Takes numbers below 1e-38 for zero; default false. Optimizer state that fades to them, as where the loss is 0 for long,
   * can double the time of a step. ONNX Runtime then does so for all arithmetic of the process, JavaScript's included, and
   * only if the process's first session asks.
   */
  readonly flushDenormals?: boolean | undefined
}

let native: typeof ort | undefined

/** Loads the native runtime. Not before the first session needs it: importing Tenon stays quick. */
const loadRuntime = async (): Promise<typeof ort> => {
  native ??= await import('onnxruntime-node')
  return native
}

/** The version of ONNX Runtime, such as '1.30.0'. */
export const runtimeVersion = async (): Promise<string> => {
  const { env } = await loadRuntime()
  return env.versions.node ?? env.versions.common
}

/** `ours`: for a graph that this library wrote. */
const optionsOf = (
  { device = 'cpu', threads = processorCores(), flushDenormals = false }: SessionOptions,
  ours: boolean,
): ort.InferenceSession.SessionOptions => {
  if (device !== 'cpu' && device !== 'cuda') {
    throw new TypeError(`unknown device ${describeValue(device)}; expected 'cpu' or 'cuda'`)
  }
  if (threads !== undefined && !(Number.isInteger(threads) && threads > 0)) {
    throw new RangeError(`threads must be a positive integer, got ${threads}`)
  }
  const unwanted = [...(ours ? needlessPasses : []), ...(device === 'cpu' ? slowPasses : [])]
  return {
    executionProviders: device === 'cpu' ? ['cpu'] : ['cuda', 'cpu'],
    // left alone, the runtime takes half of the processors where it does not tell cores from hardware threads, as on many virtual machines
    ...(threads !== undefined && { intraOpNumThreads: threads }),
    // one block for all that a graph of some shape needs takes a third more memory at its peak, and no less time
    enableMemPattern: false,
    // fatal ones only: the runtime also throws what it logs
    logSeverityLevel: 4,
    extra: {
      session: { set_denormal_as_zero: flushDenormals ? '1' : '0' },
      ...(unwanted.length > 0 && { optimization: { disable_specified_optimizers: unwanted.join(';') } }),
    },
  }
}

/** One ONNX graph, loaded. */
export class Session {
  /** The names of the state that the graph gives a next value. */
  readonly stateOutputs: readonly string[]
  /** All outputs, each of them anew. */
  private readonly all: Into

  private constructor(
    private readonly engine: Engine,
    readonly inputs: readonly TensorSpec[],
    readonly outputs: readonly TensorSpec[],
    private readonly origin: Origin,
    private readonly openRank: ReadonlySet<string> = new Set(),
  ) {
    this.all = Object.fromEntries(outputs.map(({ name }) => [name, null]))
    this.stateOutputs = outputs.flatMap(({ name }) =>
      name.endsWith(nextSuffix) ? [name.slice(0, -nextSuffix.length)] : [],
    )
  }

  /** Loads a graph of ours, into another thread where one is given. Throws for a device that is not there, saying how to get it. */
  static async create(graph: CompiledGraph, options: SessionOptions = {}, thread?: () => RuntimeThread) {
    const { inputs, outputs, origin } = graph
    const engine = thread
      ? await openThere(graph, options, thread)
      : new LocalEngine(await openHere(graph, options), inputs)
    return new Session(engine, inputs, outputs, origin)
  }

  /** Loads any ONNX model, by its path or from its bytes; inputs and outputs are what the runtime says they are. */
  static async load(model: string | Uint8Array, options: SessionOptions = {}) {
    const session = await open(model, options)
    try {
      const inputs = session.inputMetadata.map((value) => specOf('input', value))
      const outputs = session.outputMetadata.map((value) => specOf('output', value))
      // the runtime says [] both of scalars and of inputs without a rank
      const openRank = new Set(inputs.filter(({ shape }) => shape.length === 0).map(({ name }) => name))
      return new Session(new LocalEngine(session, inputs), inputs, outputs, new Map(), openRank)
    } catch (error) {
      await session.release()
      throw error
    }
  }

  /** Runs the graph for the outputs that `into` names, or for all of them anew. Has taken the feeds when it returns. */
  async run(feeds: NativeTensors, into = this.all): Promise<NativeTensors> {
    checkFeeds(this.inputs, feeds, this.openRank)
    try {
      return await this.engine.run(feeds, into)
    } catch (error) {
      throw error instanceof ThreadError ? error : runtimeError(error, this.origin)
    }
  }

  async release(): Promise<void> {
    await this.engine.release()
  }
}

/** A session in this thread. */
class LocalEngine implements Engine {
  /** Kept from run to run: naming dozens of tensors anew would take as long as a small run. */
  private readonly feeds: Record<string, ort.Tensor>

  constructor(
    private readonly session: NativeSession,
    private readonly inputs: readonly TensorSpec[],
  ) {
    // a name may be `__proto__`: all are own properties before they are set; an object without prototype would take a small run 9 µs
    this.feeds = Object.fromEntries(inputs.map(({ name }) => [name, null as never]))
  }

  async run(feeds: NativeTensors, into: Into): Promise<NativeTensors> {
    bringHome(this.inputs.map(({ name }) => feeds[name] as NativeTensor))
    for (const { name } of this.inputs) this.feeds[name] = wrapped(feeds[name] as NativeTensor)
    const fetches: Record<string, NativeTensor | ort.Tensor | null> = { ...into }
    for (const name in into) if (into[name]) fetches[name] = wrapped(into[name])
    const run = this.session.run(this.feeds, fetches as ort.InferenceSession.FetchesType)
    const outputs = (run instanceof Promise ? await run : run) as Readonly<Record<string, ort.Tensor>>
    const given: Record<string, NativeTensor | null> = { ...into }
    for (const name in into) given[name] ??= unwrapped(outputs[name] as ort.Tensor)
    return given as NativeTensors
  }

  release(): Promise<void> {
    return this.session.release()
  }
}

const wrapped = (tensor: NativeTensor): ort.Tensor => {
  if (!native) throw new Error('a session runs before the runtime is loaded')
  tensor.native ??= new native.Tensor(tensor.type, tensor.data as never, tensor.dims)
  return tensor.native as ort.Tensor
}

const unwrapped = ({ type, dims, data }: ort.Tensor): NativeTensor =>
  new NativeTensor(type as DType, dims, data as unknown as TypedArray)

/** Whether this process has had a session. */
let any = false

/** Makes a session; `origin` is of graphs of ours. */
const opening = async <T>(options: SessionOptions, origin: Origin | undefined, make: () => Promise<T>): Promise<T> => {
  // the first session decides it, for its thread and those that begin later
  any = true
  try {
    return await make()
  } catch (error) {
    throw openingError(error, options, origin ?? new Map())
  }
}

const open = async (model: string | Uint8Array, options: SessionOptions, origin?: Origin) => {
  const settings = optionsOf(options, origin !== undefined)
  const { InferenceSession } = await loadRuntime()
  return opening(options, origin, () =>
    typeof model === 'string' ? InferenceSession.create(model, settings) : InferenceSession.create(model, settings),
  )
}

const openHere = async ({ model, origin }: CompiledGraph, options: SessionOptions): Promise<NativeSession> => {
  const settings = optionsOf(options, true)
  await loadRuntime()
  const { device = 'cpu' } = options
  const session = device === 'cpu' && (await opening(options, origin, () => directSession(model, settings)))
  return session || open(model, options, origin)
}

const openThere = async (
  { model, inputs, outputs, origin }: CompiledGraph,
  options: SessionOptions,
  thread: () => RuntimeThread,
): Promise<Engine> => {
  const settings = optionsOf(options, true)
  if (options.flushDenormals && !any) await (await open(model, options, origin)).release()
  return opening(options, origin, () => SessionInThread.open(thread(), model, settings, inputs, outputs))
}

const openingError = (error: unknown, { device }: SessionOptions, origin: Origin): Error => {
  if (error instanceof ThreadError) return error
  return device === 'cuda' && isMissingProvider(error) ? missingCuda(error) : runtimeError(error, origin)
}

const specOf = (kind: string, value: ort.InferenceSession.ValueMetadata): TensorSpec => {
  const type = value.isTensor ? value.type : 'not a tensor'
  const dtype = (['float32', 'float64', 'int32', 'int64', 'uint8', 'bool'] as const).find((known) => known === type)
  if (!value.isTensor || !dtype) {
    throw new Error(`${kind} ${value.name} is ${type}; expected float32, float64, int32, int64, uint8 or bool`)
  }
  return { name: value.name, dtype, shape: value.shape.map((dim) => (dim === '' ? null : dim)) }
}
