import type { TensorSpec } from '../codegen/onnx/emit.js'
import { listFirst } from '../codegen/onnx/first-output.js'
import { NativeTensor, type NativeTensors } from './native-tensor.js'
import type { RuntimeThread } from './runtime-thread.js'
import type { SessionRequest } from './thread-messages.js'

/** What the name of a state tensor's next value ends with. */
export const nextSuffix = ':next'

/** Outputs to give, by name: into a tensor, or anew where it is null. */
export type Into = Readonly<Record<string, NativeTensor | null>>

/** A session of the runtime, wherever it is. */
export interface Engine {
  /** Gives the outputs that `into` names: in its tensors where it has some. Has taken the feeds when it returns. */
  run(feeds: NativeTensors, into: Into): Promise<NativeTensors>
  release(): Promise<void>
}

/** The version of onnxruntime-node that writes all outputs before it gives any: another may write them later. */
export const endingVersion = '1.30.0'

/**
 * A session in another thread. The runtime copies all outputs of a run to new memory, those as well that it has written to tensors which
 * it was given: as much as a training step moves. An output that it cannot give to JavaScript, and that comes first, makes it fail when
 * all outputs are written and none is copied; session-worker.js takes that error for success. For other versions than the one in which that
 * was seen it leaves the graph as it is, and outputs are copied.
 */
export class SessionInThread implements Engine {
  private readonly outputAt: ReadonlyMap<string, number>

  private constructor(
    private readonly thread: RuntimeThread,
    private readonly session: number,
    private readonly inputs: readonly TensorSpec[],
    private readonly outputs: readonly TensorSpec[],
    private readonly mayEnd: boolean,
  ) {
    this.outputAt = new Map(outputs.map(({ name }, at) => [name, at]))
  }

  static async open(
    thread: RuntimeThread,
    model: Uint8Array,
    options: SessionRequest['options'],
    inputs: readonly TensorSpec[],
    outputs: readonly TensorSpec[],
  ): Promise<SessionInThread> {
    // an output that is an input would not be written
    const given = new Set(inputs.map(({ name }) => name))
    const mayEnd = writesState(outputs) && isOnCpu(options) && !outputs.some(({ name }) => given.has(name))
    const session = await thread.open({
      model,
      options,
      inputs: inputs.map(({ name, dtype }) => [name, dtype] as const),
      outputs: outputs.map(({ name, dtype }) => [name, dtype] as const),
      further: mayEnd ? furtherTo([...inputs, ...outputs]) : undefined,
    })
    return new SessionInThread(thread, session, inputs, outputs, mayEnd)
  }

  async run(feeds: NativeTensors, into: Into): Promise<NativeTensors> {
    const given: Record<string, NativeTensor> = Object.create(null)
    /** Those whose elements come with the answer. */
    const coming: string[] = []
    const outputs: (readonly [number, NativeTensor | null])[] = []
    for (const name in into) {
      const tensor = into[name] ?? null
      const kept = tensor?.travels === 'kept'
      if (tensor) given[name] = tensor
      if (!kept) coming.push(name)
      outputs.push([this.outputAt.get(name) as number, kept ? tensor : null])
    }
    const tensors = this.inputs.map(({ name }) => feeds[name] as NativeTensor)
    const shapes = this.mayEnd ? this.shapesOf(coming, tensors) : undefined
    const answers = await this.thread.run(this.session, tensors, outputs, shapes)
    for (const [i, [data, shape]] of answers.entries()) {
      const name = coming[i] as string
      const tensor = into[name]
      if (tensor) tensor.data.set(data as never)
      else given[name] = new NativeTensor(this.specOf(name).dtype, shape, data)
    }
    return given
  }

  release(): Promise<void> {
    return this.thread.close(this.session)
  }

  private specOf(name: string): TensorSpec {
    return this.outputs[this.outputAt.get(name) as number] as TensorSpec
  }

  /** The shapes of outputs for inputs like these; undefined where one is not known. */
  private shapesOf(names: readonly string[], inputs: readonly NativeTensor[]): number[][] | undefined {
    const symbols = new Map<string, number>()
    for (const [i, { shape }] of this.inputs.entries()) {
      for (const [axis, dim] of shape.entries()) {
        if (typeof dim === 'string') symbols.set(dim, inputs[i]?.dims[axis] as number)
      }
    }
    const shapes: number[][] = []
    for (const name of names) {
      const shape = this.specOf(name).shape.map((dim) => (typeof dim === 'string' ? symbols.get(dim) : dim))
      if (!shape.every((dim) => typeof dim === 'number')) return undefined
      shapes.push(shape)
    }
    return shapes
  }
}

const writesState = (outputs: readonly TensorSpec[]): boolean => outputs.some(({ name }) => name.endsWith(nextSuffix))

/** Elsewhere the runtime has to copy outputs to this memory at any rate. */
const isOnCpu = ({ executionProviders }: SessionRequest['options']): boolean =>
  executionProviders?.length === 1 && executionProviders[0] === 'cpu'

/** An output beside these inputs and outputs at which runs end. */
const furtherTo = (specs: readonly TensorSpec[]): SessionRequest['further'] => {
  const name = otherName(specs)
  return { name, before: listFirst(name), version: endingVersion }
}

/** A name that none of these has. */
const otherName = (specs: readonly TensorSpec[], name = 'written'): string =>
  specs.some((spec) => spec.name === name) ? otherName(specs, `${name}_`) : name
