import type { TensorData } from '../codegen/ir/value.js'
import type { CompiledGraph } from '../codegen/onnx/emit.js'
import type { Pass, Run } from './callback.js'
import type { Program } from './program.js'
import type { TrainingState } from './state.js'

/** What a run uses of its trainer. */
interface Weighed {
  weights(): Map<string, TensorData>
  setWeights(weights: ReadonlyMap<string, TensorData>): Promise<void>
  saveWeights(path: string): Promise<void>
  saveState(path: string): Promise<void>
}

/** One call of fit, as its callbacks see it. */
export class TrainingRun implements Run {
  stopTraining = false
  resumed = false
  readonly epochs: number
  initialEpoch: number
  /** Figures that callbacks add at the end of an epoch. */
  private added: Record<string, number> | undefined

  constructor(
    private readonly state: TrainingState,
    private readonly trainer: Weighed,
    private readonly plan: {
      readonly epochs: number
      readonly initialEpoch: number
      readonly training: { readonly steps: number }
      readonly validation: unknown
      readonly validatesAfter: (epoch: number) => boolean
    },
    private readonly program: Program,
  ) {
    this.epochs = plan.epochs
    this.initialEpoch = plan.initialEpoch
  }

  get stepsPerEpoch(): number {
    return this.plan.training.steps
  }

  get iterations(): number {
    return this.state.iterations
  }

  get learningRate(): number {
    return this.state.learningRate
  }

  set learningRate(rate: number) {
    this.state.learningRate = rate
  }

  skipsValidation(epoch: number): boolean {
    return this.plan.validation !== undefined && !this.plan.validatesAfter(epoch)
  }

  log(name: string, value: number): void {
    if (!this.added) throw new Error('log: figures are added to the logs of an epoch in onEpochEnd')
    this.added[name] = value
  }

  /** Lets `log` add to these figures, while the work runs. */
  async adding(logs: Record<string, number>, work: () => Promise<void>): Promise<void> {
    this.added = logs
    try {
      await work()
    } finally {
      this.added = undefined
    }
  }

  graph(): CompiledGraph {
    return this.program.prediction()
  }

  weights(): Map<string, TensorData> {
    return this.trainer.weights()
  }

  setWeights(weights: ReadonlyMap<string, TensorData>): Promise<void> {
    return this.trainer.setWeights(weights)
  }

  saveWeights(path: string): Promise<void> {
    return this.trainer.saveWeights(path)
  }

  saveState(path: string): Promise<void> {
    return this.trainer.saveState(path)
  }
}

/** An evaluation or a prediction, as callbacks see it. */
export const passOf = (state: TrainingState, stepsNow: () => number): Pass => ({
  get steps() {
    return stepsNow()
  },
  get iterations() {
    return state.iterations
  },
  weights: () => state.snapshot('weight'),
})
