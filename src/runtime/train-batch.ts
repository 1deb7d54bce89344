import { BatchFeeder, identityOrder } from './batches.js'
import type { Dataset } from './dataset.js'
import { Means } from './means.js'
import type { Site } from './site.js'
import { Stepper } from './step.js'

/** One step on all rows; its loss and metrics, of the weights before it. */
export const trainBatch = (site: Site, data: Dataset): Promise<Record<string, number>> =>
  site.turns.take(async () => {
    const session = await site.session('step', data.sampleWeight !== undefined)
    const stepper = new Stepper(site, session, new BatchFeeder(site.program, data, data.rows), 'trainOnBatch')
    const means = new Means(stepper.figures)
    means.add(await stepper.stepNow(identityOrder(data.rows), `step ${site.state.iterations + 1}`), data.rows)
    return means.get()
  })
