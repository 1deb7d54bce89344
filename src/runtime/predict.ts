import type { TensorData } from '../codegen/ir/value.js'
import { BatchFeeder, batchesOf, identityOrder } from './batches.js'
import { elementCount } from './elements.js'
import { hostTensor } from './session.js'
import type { Site } from './site.js'
import { Tensor } from './tensor.js'

/** The model's output for each row of x, the weights as they are. */
export const predictRows = async (
  { program, state, turns, session: sessionOf }: Site,
  x: TensorData,
  batchSize: number,
): Promise<Tensor> =>
  turns.take(async () => {
    const session = await sessionOf('prediction')
    const rows = x.shape[0] as number
    const { name } = program.output
    const feeder = new BatchFeeder(program, { x, rows }, batchSize)
    const feeds = state.feeds('weight')
    let all = new Float32Array()
    let sample: readonly number[] = []
    let at = 0
    for (const batch of batchesOf(identityOrder(rows), batchSize)) {
      const outputs = await session.run(feeder.gather(batch, feeds), { [name]: null })
      const { shape, data } = hostTensor(outputs[name] as NonNullable<(typeof outputs)[string]>)
      if (at === 0) {
        sample = shape.slice(1)
        all = new Float32Array(rows * elementCount(sample))
      }
      all.set(data as Float32Array, at)
      at += data.length
    }
    return new Tensor(all, [rows, ...sample], 'float32')
  })
