import type { TensorData } from '../codegen/ir/value.js'
import { BatchFeeder, batchesOf, identityOrder } from './batches.js'
import { elementCount } from './elements.js'
import { hostTensor, type NativeTensor } from './session.js'
import type { Site } from './site.js'
import { Tensor } from './tensor.js'

/** The model's output for each row of x, the weights as they are; a list where the last layer gives several. */
export const predictRows = async (
  { program, state, turns, session: sessionOf }: Site,
  x: TensorData,
  batchSize: number,
): Promise<Tensor | Tensor[]> =>
  turns.take(async () => {
    const session = await sessionOf('prediction')
    const rows = x.shape[0] as number
    const collected = [program.output, ...program.furtherOutputs].map(({ name }) => ({ name, rows: new Rows(rows) }))
    const into = Object.fromEntries(collected.map(({ name }) => [name, null]))
    const feeder = new BatchFeeder(program, { x, rows }, batchSize)
    const feeds = state.feeds('weight')
    for (const batch of batchesOf(identityOrder(rows), batchSize)) {
      const outputs = await session.run(feeder.gather(batch, feeds), into)
      for (const { name, rows } of collected) rows.add(outputs[name] as NativeTensor)
    }
    const [first, ...further] = collected.map(({ rows }) => rows.get())
    return further.length > 0 ? ([first, ...further] as Tensor[]) : (first as Tensor)
  })

/** Joins the rows of batches. */
class Rows {
  private all = new Float32Array()
  private sample: readonly number[] | undefined
  private at = 0

  constructor(private readonly count: number) {}

  add(batch: NativeTensor): void {
    const { shape, data } = hostTensor(batch)
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
