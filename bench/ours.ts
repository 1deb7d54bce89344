import type { Trainer } from '../src/index.js'
import type { Contestant, Round } from './contestant.js'
import { inferenceSeconds } from './contestant.js'
import { machineRates } from './machine-rates.js'
import { nameOf, type Row } from './workloads.js'

interface Ready {
  readonly key: string
  readonly trainer: Trainer
  round(): Promise<Round>
}

const parametersOf = (trainer: Trainer): number =>
  [...trainer.weights().values()].reduce((sum, { data }) => sum + data.length, 0)

/** What a user of fit sees: data in memory, no progress, no shuffling. */
const training = async ({ workload, batch, steps }: Row, trainer: Trainer) => {
  const [x, y] = workload.data(batch * steps)
  const epoch = () => trainer.fit(x, y, { batchSize: batch, shuffle: false, verbose: 0 })
  await epoch()
  return async () => {
    const begun = performance.now()
    await epoch()
    return { ms: (performance.now() - begun) / steps, way: 'fit' }
  }
}

const inference = async ({ workload, batch }: Row, trainer: Trainer) => {
  const [x] = workload.data(batch)
  await trainer.predictOnBatch(x)
  return async () => {
    const begun = performance.now()
    let calls = 0
    do {
      await trainer.predictOnBatch(x)
      calls += 1
    } while (performance.now() - begun < inferenceSeconds * 1000)
    return { ms: (performance.now() - begun) / calls, way: 'predictOnBatch' }
  }
}

/** Tenon, in this process. */
export class Ours implements Contestant {
  readonly name = 'tenon'
  readonly description = `Tenon on onnxruntime-node, Node ${process.versions.node}`
  readonly rates = machineRates
  private ready: Ready | undefined

  async round(row: Row): Promise<Round> {
    if (this.ready?.key !== nameOf(row)) {
      await this.end()
      const trainer = await row.workload.compile()
      const timed = await (row.mode === 'train' ? training : inference)(row, trainer)
      const parameters = parametersOf(trainer)
      this.ready = { key: nameOf(row), trainer, round: async () => ({ ...(await timed()), parameters }) }
    }
    return this.ready.round()
  }

  async end(): Promise<void> {
    await this.ready?.trainer.release()
    this.ready = undefined
  }
}
