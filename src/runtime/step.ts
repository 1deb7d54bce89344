import type { Batch } from './batch-source.js'
import { DivergenceError } from './finite.js'
import { type Figure, type FigureValues, figuresGiven, ofSteps, outputsOf, scalarOf } from './means.js'
import { type NativeTensor, nativeTensor } from './native-tensor.js'
import type { Session } from './session.js'
import type { Site } from './site.js'

/** Arguments of a run, kept from step to step: naming dozens of tensors anew would take as long as a small step. */
interface StepArguments {
  readonly feeds: Record<string, NativeTensor>
  readonly into: Readonly<Record<string, NativeTensor | null>>
}

/** What a run of steps gives. */
interface Taken {
  /** Of each step that was taken. */
  readonly steps: readonly FigureValues[]
  /** Where the loss of the step behind them is not finite: the state is as before that step. */
  readonly diverged?: DivergenceError
}

const remedies = 'a smaller learning rate, clipnorm, or scaled data'

/** What helps once the state is spoilt: the optimizer's part of it as well, which setting weights would leave. */
export const recovery = `Load a state saved before, or compile the model again; and try ${remedies}`

/** Runs training steps: a run reads the state and the batches of its steps, and writes the next state. */
export class Stepper {
  /** What each step gives. */
  readonly figures: readonly Figure[]
  private readonly rate = new Float32Array(1)
  private readonly seed = new Int32Array(1)
  /** The outputs that these need. */
  private readonly outputs: readonly string[]
  private readonly byTurns: readonly [StepArguments, StepArguments]
  private readonly weighted: boolean
  private turn: 0 | 1 = 0

  /** `stacked` is for sessions of many steps, whose batches are [steps, rows, …]. */
  constructor(
    private readonly site: Site,
    private readonly session: Session,
    private readonly call: string,
    private readonly stacked = false,
  ) {
    const { program, state } = site
    const rate = { learning_rate: nativeTensor({ dtype: 'float32', shape: [], data: this.rate }) }
    const scalars = {
      ...(state.ownRate !== undefined && rate),
      seed: nativeTensor({ dtype: 'int32', shape: [], data: this.seed }),
    }
    this.figures = figuresGiven(program, session)
    const weights = new Set(program.targets.map(({ weight }) => weight))
    this.weighted = session.inputs.some(({ name }) => weights.has(name))
    this.outputs = outputsOf(this.figures)
    const [even, odd] = state.stepBuffers(session.stateOutputs).map(({ reads, writes }) => ({
      feeds: { ...reads, ...scalars },
      into: Object.fromEntries([
        ...this.outputs.map((name) => [name, null] as const),
        ...Object.entries(writes).map(([name, to]) => [`${name}:next`, to] as const),
      ]),
    }))
    this.byTurns = [even as StepArguments, odd as StepArguments]
  }

  /** Steps on a batch each; `at` says of each, counted from 0, where it is. */
  step(batch: Batch, at: (step: number) => string): Promise<Taken> {
    return this.site.turns.take(() => this.stepNow(batch, at))
  }

  /** The same, in a turn that has been taken. */
  async stepNow(batch: Batch, at: (step: number) => string): Promise<Taken> {
    const steps = await this.run(batch, batch.steps)
    const bad = steps.findIndex((outputs) => !Number.isFinite(lossOf(outputs)))
    if (bad < 0) {
      this.commit()
      return { steps }
    }
    // the steps before it again, which give the same, to be where they end
    const before = bad > 0 ? await this.run(batch, bad) : []
    if (bad > 0) this.commit()
    return { steps: before, diverged: await this.divergence(lossOf(steps[bad] as FigureValues), at(bad)) }
  }

  /** Runs the first `count` steps of a batch. */
  private async run(batch: Batch, count: number): Promise<readonly FigureValues[]> {
    const { state } = this.site
    const { feeds, into } = this.byTurns[this.turn]
    this.rate[0] = state.ownRate ?? 0
    this.seed[0] = state.seed
    if (!this.stacked) return [await this.session.run(batch.gather(feeds), into)]
    return ofSteps(await this.session.run(batch.gather(feeds, count), into), this.outputs, count)
  }

  private commit(): void {
    this.site.state.commit()
    this.turn = this.turn === 0 ? 1 : 0
  }

  private async divergence(loss: number, at: string): Promise<DivergenceError> {
    const found = await this.site.state.nonFinite()
    return new DivergenceError(
      found === undefined
        ? `${this.call}: the loss is ${loss} at ${at}; the weights are as before that step. Try ${remedies}${this.weighted ? ', or smaller sample weights' : ''}; where the steps before had gone astray, load a state saved earlier`
        : `${this.call}: the loss is ${loss} at ${at}, where ${found} since before that step. ${recovery}`,
      loss,
    )
  }
}

const lossOf = (outputs: FigureValues): number => scalarOf(outputs, 'loss')
