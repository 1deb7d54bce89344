/// <reference lib="esnext.disposable" preserve="true" />
import type { CompiledGraph } from '../codegen/onnx/emit.js'
import type { Dataset } from './data/dataset.js'
import type { PredictionsOf, SamplesOrRows } from './dataset-arguments.js'
import { predictAll } from './predict.js'
import { PredictionSessions } from './prediction-sessions.js'
import type { PredictionProgram } from './program.js'
import type { SessionOptions } from './session.js'
import type { Site } from './site.js'
import type { Shapes, Tensors } from './tensor-arguments.js'
import { type BatchOptions, checkedInference, type InferenceOptions } from './trainer-options.js'
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
  private sessions: PredictionSessions | undefined
  private released = false

  constructor(
    private readonly program: PredictionProgram,
    private readonly options: SessionOptions,
    private readonly site: Pick<Site, 'state' | 'turns' | 'thread'>,
    private readonly trainer: {
      /** Throws where the trainer cannot be used any more. */
      checkUsable(call: string): void
      /** Takes the predictor off what the trainer releases. */
      forget(predictor: Predictor<I, O>): void
    },
  ) {}

  /** The model's output for each row of x, tensors or a dataset; all of them, in a list or by name, where it has several. */
  async predict<const X extends Tensors<I> | Dataset>(
    x: SamplesOrRows<'predict', I, X>,
    options: BatchOptions = {},
  ): Promise<PredictionsOf<O, I, X>> {
    this.checkUsable('predict')
    const { program, site } = this
    const prediction = (rows?: number) => {
      this.sessions ??= new PredictionSessions(program, this.options, site.state, site.thread)
      return this.sessions.get(rows)
    }
    return (await predictAll({ ...site, program, prediction }, x, options)) as PredictionsOf<O, I, X>
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
      const { sessions } = this
      this.sessions = undefined
      await sessions?.release()
    })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.release()
  }

  private checkUsable(call: string): void {
    if (this.released) throw new Error(`${call}: this predictor has been released; make another with trainer.submodel`)
    this.trainer.checkUsable(call)
  }
}
