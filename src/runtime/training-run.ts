import type { TensorData } from '../codegen/ir/value.js'
import type { CompiledGraph } from '../codegen/onnx/emit.js'
import type { Pass, Run } from './callback.js'
import { requireSameTensors } from './same-tensors.js'
import type { Site } from './site.js'
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
    private readonly site: Pick<Site, 'state' | 'turns' | 'program'>,
    private readonly trainer: Weighed,
    private readonly plan: {
      readonly epochs: number
      readonly initialEpoch: number
      readonly training: { readonly steps: number }
      readonly validation: unknown
      readonly validatesAfter: (epoch: number) => boolean
    },
  ) {
    this.epochs = plan.epochs
    this.initialEpoch = plan.initialEpoch
  }

  get stepsPerEpoch(): number {
    return this.plan.training.steps
  }

  get iterations(): number {
    return this.site.state.iterations
  }

  get learningRate(): number {
    return this.site.state.learningRate
  }

  set learningRate(rate: number) {
    this.site.state.learningRate = rate
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
    return this.site.program.prediction()
  }

  weights(): Map<string, TensorData> {
    return this.trainer.weights()
  }

  setWeights(weights: ReadonlyMap<string, TensorData>): Promise<void> {
    return this.trainer.setWeights(weights)
  }

  /** As `weights`, while timers may run in between. */
  copiedWeights(): Promise<Map<string, TensorData>> {
    const { state, turns } = this.site
    return turns.take(() => state.copied('weight'))
  }

  /** As `setWeights`, of arrays that are nobody else's from now on: they are not copied. */
  adoptWeights(weights: ReadonlyMap<string, TensorData>): Promise<void> {
    const { state, turns } = this.site
    return turns.take(async () => {
      await requireSameTensors('setWeights', state.shapes('weight'), weights)
      state.adopt(weights)
    })
  }

  saveWeights(path: string): Promise<void> {
    return this.trainer.saveWeights(path)
  }

  saveState(path: string): Promise<void> {
    return this.trainer.saveState(path)
  }
}

/** Copies of the weights of a run. Of one of a trainer timers may run in between. */
export const copiedWeights = async (run: Run): Promise<Map<string, TensorData>> =>
  run instanceof TrainingRun ? run.copiedWeights() : run.weights()

/** Gives a run weights, in arrays that are nobody else's from now on. */
export const adoptWeights = (run: Run, weights: ReadonlyMap<string, TensorData>): Promise<void> =>
  run instanceof TrainingRun ? run.adoptWeights(weights) : run.setWeights(weights)

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
