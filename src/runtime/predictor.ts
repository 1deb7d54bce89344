/// <reference lib="esnext.disposable" preserve="true" />
import type { CompiledGraph } from '../codegen/onnx/emit.js'
import { checkedSamples } from './checked-data.js'
import { predictRows } from './predict.js'
import type { PredictionProgram } from './program.js'
import { Session, type SessionOptions } from './session.js'
import type { Site } from './site.js'
import type { Predictions, Samples, Shapes, Tensors } from './tensor-arguments.js'
import { type BatchOptions, batchSizeOf, checkedInference, type InferenceOptions } from './trainer-options.js'
import { writeAtomically } from './write-atomically.js'

/** A model as its input and output shapes, which exist in types only. */
export interface Typed<I, O> {
  readonly inputType?: I
  readonly outputType?: O
}

/**
 * A model that predicts with the weights of a trainer, as they are at each call. It owns a native session: call `release` when
 * done, or hold it with `await using`. Using it afterwards is an error; releasing it again is not.
 */
export class Predictor<I extends Shapes, O extends Shapes> {
  private session: Promise<Session> | undefined
  private released = false

  constructor(
    private readonly program: PredictionProgram,
    private readonly options: SessionOptions,
    private readonly site: Pick<Site, 'state' | 'turns'>,
    private readonly trainer: {
      /** Throws where the trainer cannot be used any more. */
      checkUsable(call: string): void
      /** Takes the predictor off what the trainer releases. */
      forget(predictor: Predictor<I, O>): void
    },
  ) {}

  /** The model's output for each row of x; all of them, in a list or by name, where it has several. */
  async predict<const X extends Tensors<I>>(
    x: Samples<'predict', I, X>,
    options: BatchOptions = {},
  ): Promise<Predictions<O, I, X>> {
    this.checkUsable('predict')
    const { program, site } = this
    const batchSize = batchSizeOf('predict', options, {})
    const samples = checkedSamples('predict', program, x)
    const session = () => this.ownSession()
    return (await predictRows({ ...site, program, session }, samples, batchSize)) as Predictions<O, I, X>
  }

  /** The inference graph, weights inside: input to output. */
  exportInference(options: InferenceOptions = {}): CompiledGraph {
    this.checkUsable('exportInference')
    return this.program.inference(this.site.state.snapshot('weight'), checkedInference(options))
  }

  /** Writes the inference graph as an ONNX file. */
  async saveInference(path: string, options: InferenceOptions = {}): Promise<void> {
    await writeAtomically(path, this.exportInference(options).model)
  }

  /** Frees the native session, after what runs now. Using the predictor afterwards is an error; releasing it again is not. */
  async release(): Promise<void> {
    this.released = true
    this.trainer.forget(this)
    await this.site.turns.take(async () => {
      const session = this.session
      this.session = undefined
      // one that could not be made needs no release, and has been reported where it was asked for
      await (await session?.catch(() => undefined))?.release()
    })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.release()
  }

  private async ownSession(): Promise<Session> {
    this.session ??= Session.create(this.program.prediction(), this.options)
    try {
      return await this.session
    } catch (error) {
      // so that a later call tries again
      this.session = undefined
      throw error
    }
  }

  private checkUsable(call: string): void {
    if (this.released) throw new Error(`${call}: this predictor has been released; make another with trainer.submodel`)
    this.trainer.checkUsable(call)
  }
}
