import { formatShape } from '../shapes/format.js'
import { BatchFeeder, batchesOf, identityOrder } from './batches.js'
import type { Samples } from './checked-data.js'
import { elementCount } from './elements.js'
import type { Arrangement } from './program.js'
import { hostTensor, type NativeTensor } from './session.js'
import type { PredictionSite } from './site.js'
import { Tensor } from './tensor.js'

/** The model's outputs for each row of x, as it arranges them, the weights as they are. */
export const predictRows = async (
  { program, state, turns, session: sessionOf }: PredictionSite,
  samples: Samples,
  batchSize: number,
): Promise<Tensor | Tensor[] | Record<string, Tensor>> =>
  turns.take(async () => {
    const session = await sessionOf('prediction')
    const collected = program.outputs.map(({ name }) => ({ name, rows: new Rows(name, samples.rows) }))
    const into = Object.fromEntries(collected.map(({ name }) => [name, null]))
    const feeder = new BatchFeeder(program, samples, batchSize)
    // a submodel has only some of the weights
    const taken = new Set(session.inputs.map(({ name }) => name))
    const feeds = Object.fromEntries(Object.entries(state.feeds('weight')).filter(([name]) => taken.has(name)))
    for (const batch of batchesOf(identityOrder(samples.rows), batchSize)) {
      const outputs = await session.run(feeder.gather(batch, feeds), into)
      for (const { name, rows } of collected) rows.add(outputs[name] as NativeTensor, batch.length)
    }
    return arrangedAs(
      program.outputArrangement,
      collected.map(({ name, rows }) => [name, rows.get()]),
    )
  })

const arrangedAs = (
  arrangement: Arrangement,
  outputs: readonly (readonly [name: string, tensor: Tensor])[],
): Tensor | Tensor[] | Record<string, Tensor> => {
  if (arrangement === 'named') return Object.fromEntries(outputs)
  const tensors = outputs.map(([, tensor]) => tensor)
  return arrangement === 'list' ? tensors : (tensors[0] as Tensor)
}

/** Joins the rows of batches. */
class Rows {
  private all = new Float32Array()
  private sample: readonly number[] | undefined
  private at = 0

  constructor(
    private readonly name: string,
    private readonly count: number,
  ) {}

  /** Throws Error for a batch whose first axis is not these so many samples. */
  add(batch: NativeTensor, samples: number): void {
    const { shape, data } = hostTensor(batch)
    if (shape[0] !== samples) {
      throw new Error(
        `predict: output ${this.name} of a batch of ${samples} is ${formatShape(shape)}; it must begin with a row for each sample`,
      )
    }
    if (this.sample === undefined) {
      this.sample = shape.slice(1)
      this.all = new Float32Array(this.count * elementCount(this.sample))
    }
    this.all.set(data as Float32Array, this.at)
    this.at += data.length
  }

  get(): Tensor {
    return new Tensor(this.all, [this.count, ...(this.sample ?? [])], 'float32')
  }
}
