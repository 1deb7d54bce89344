import type { Batch } from './batch-source.js'
import { allocate, elementCount } from './elements.js'
import { DivergenceError } from './finite.js'
import { type Figure, figuresGiven, outputsOf, scalarOf } from './means.js'
import { type NativeTensor, type NativeTensors, nativeTensor, type Session } from './session.js'
import type { Site } from './site.js'

/** Arguments of a run, kept from step to step: naming dozens of tensors anew would take as long as a small step. */
interface StepArguments {
  readonly feeds: Record<string, NativeTensor>
  readonly into: NativeTensors
}

const remedies = 'a smaller learning rate, clipnorm, or scaled data'

/** What helps once the state is spoilt: the optimizer's part of it as well, which setting weights would leave. */
export const recovery = `Load a state saved before, or compile the model again; and try ${remedies}`

/** Runs training steps: each reads the state and a batch, and writes the next state. */
export class Stepper {
  /** What each step gives. */
  readonly figures: readonly Figure[]
  private readonly rate = new Float32Array(1)
  private readonly seed = new Int32Array(1)
  private readonly byTurns: readonly [StepArguments, StepArguments]
  private readonly weighted: boolean
  private turn: 0 | 1 = 0

  constructor(
    private readonly site: Site,
    private readonly session: Session,
    private readonly call: string,
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
    const names = new Set(outputsOf(this.figures))
    const figures = session.outputs
      .filter(({ name }) => names.has(name))
      .map(({ name, dtype, shape: dims }) => {
        const shape = dims as readonly number[]
        return [name, nativeTensor({ dtype, shape, data: allocate(dtype, elementCount(shape)) })] as const
      })
    const [even, odd] = state.stepBuffers(session.stateOutputs).map(({ reads, writes }) => ({
      feeds: { ...reads, ...scalars },
      into: Object.fromEntries([
        ...figures,
        ...Object.entries(writes).map(([name, to]) => [`${name}:next`, to] as const),
      ]),
    }))
    this.byTurns = [even as StepArguments, odd as StepArguments]
  }

  /** One step on a batch; returns its loss and metrics, with their weights or sums. If the loss is not finite, the state stays as it was. */
  step(batch: Batch, at: string): Promise<NativeTensors> {
    return this.site.turns.take(() => this.stepNow(batch, at))
  }

  /** The same, in a turn that has been taken. */
  async stepNow(batch: Batch, at: string): Promise<NativeTensors> {
    const { state } = this.site
    const { feeds, into } = this.byTurns[this.turn]
    this.rate[0] = state.ownRate ?? 0
    this.seed[0] = state.seed
    const outputs = await this.session.run(batch.gather(feeds), into)
    const loss = scalarOf(outputs, 'loss')
    if (!Number.isFinite(loss)) {
      const found = state.nonFinite()
      throw new DivergenceError(
        found === undefined
          ? `${this.call}: the loss is ${loss} at ${at}; the weights are as before that step. Try ${remedies}${this.weighted ? ', or smaller sample weights' : ''}; where the steps before had gone astray, load a state saved earlier`
          : `${this.call}: the loss is ${loss} at ${at}, where ${found} since before that step. ${recovery}`,
        loss,
      )
    }
    state.commit()
    this.turn = this.turn === 0 ? 1 : 0
    return outputs
  }
}
