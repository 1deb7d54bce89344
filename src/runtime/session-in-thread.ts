import type { TensorSpec } from '../codegen/onnx/emit.js'
import { NativeTensor, type NativeTensors } from './native-tensor.js'
import type { RuntimeThread } from './runtime-thread.js'
import type { SessionRequest } from './thread-messages.js'

/** Outputs to give, by name: into a tensor, or anew where it is null. */
export type Into = Readonly<Record<string, NativeTensor | null>>

/** A session of the runtime, wherever it is. */
export interface Engine {
  /** Gives the outputs that `into` names: in its tensors where it has some. Has taken the feeds when it returns. */
  run(feeds: NativeTensors, into: Into): Promise<NativeTensors>
  release(): Promise<void>
}

/** A session in another thread. */
export class SessionInThread implements Engine {
  private readonly outputAt: ReadonlyMap<string, number>

  private constructor(
    private readonly thread: RuntimeThread,
    private readonly session: number,
    private readonly inputs: readonly TensorSpec[],
    private readonly outputs: readonly TensorSpec[],
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
    const names = {
      inputs: inputs.map(({ name, dtype }) => [name, dtype] as const),
      outputs: outputs.map(({ name }) => name),
    }
    return new SessionInThread(thread, await thread.open({ model, options, ...names }), inputs, outputs)
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
    const answers = await this.thread.run(this.session, tensors, outputs)
    for (const [i, [data, shape]] of answers.entries()) {
      const name = coming[i] as string
      const tensor = into[name]
      if (tensor) tensor.data.set(data as never)
      else given[name] = new NativeTensor(this.dtypeOf(name), shape, data)
    }
    return given
  }

  release(): Promise<void> {
    return this.thread.close(this.session)
  }

  private dtypeOf(name: string) {
    return (this.outputs[this.outputAt.get(name) as number] as TensorSpec).dtype
  }
}
