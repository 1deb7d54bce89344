import { batchOf } from './batch-source.js'
import type { CheckedData } from './checked-data.js'
import { Means } from './means.js'
import type { Site } from './site.js'
import { Stepper } from './step.js'

/** One step on all rows; its loss and metrics, of the weights before it. */
export const trainBatch = (site: Site, data: CheckedData): Promise<Record<string, number>> =>
  site.turns.take(async () => {
    const session = await site.session('step', data.sampleWeight !== undefined, data.rows)
    const stepper = new Stepper(site, session, 'trainOnBatch')
    const means = new Means(stepper.figures)
    const at = `step ${site.state.iterations + 1}`
    const { steps, diverged } = await stepper.stepNow(batchOf(site.program, data), () => at)
    if (diverged) throw diverged
    for (const outputs of steps) means.add(outputs, data.rows)
    return means.get()
  })
