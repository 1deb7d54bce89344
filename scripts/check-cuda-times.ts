/* The time of a step, for check-cuda.ts. */
import { type Workload, workloads } from '../bench/workloads.js'
import type { Device } from '../src/codegen/lowering/target.js'

/** Milliseconds of a step of a workload. */
export interface Timed {
  readonly workload: string
  readonly cpu: number
  /** On the device, with one step in a run of the graph, and with as many as `fit` takes. */
  readonly single: number
  readonly several: number
  /** The CPU's over the device's. */
  readonly ratio: number
  readonly text: string
}

const rounds = 3

/** Milliseconds for the rounds of one setting; more rounds once it took longer. */
const most = 4000

const stepTime = async (workload: Workload, device: Device, stepsPerExecution: number | 'auto', steps: number) => {
  const { batch } = workload.training.at(-1) as Workload['training'][number]
  const [x, y] = workload.data(batch * steps)
  await using trainer = await workload.compile({ device, stepsPerExecution })
  const epoch = async () => {
    const began = performance.now()
    await trainer.fit(x, y, { batchSize: batch, shuffle: false, verbose: 0 })
    return (performance.now() - began) / steps
  }
  const begun = performance.now()
  // the first finds how many steps a run takes
  await epoch()
  await epoch()
  const times = [await epoch()]
  while (times.length < rounds && performance.now() - begun < most) times.push(await epoch())
  return times.sort((a, b) => a - b)[times.length >> 1] as number
}

/** Of each workload, at its largest batch. */
export async function* timed(device: Device): AsyncGenerator<Timed> {
  for (const workload of workloads) {
    const { batch, steps } = workload.training.at(-1) as Workload['training'][number]
    const many = device === 'cpu' ? steps : 128
    const cpu = await stepTime(workload, 'cpu', 'auto', steps)
    const single = await stepTime(workload, device, 1, Math.min(many, 48))
    const several = await stepTime(workload, device, 'auto', many)
    const name = `${workload.name} ${batch}`
    const figures = [cpu, single, several].map((ms) => ms.toFixed(3))
    yield {
      workload: name,
      cpu: Number(figures[0]),
      single: Number(figures[1]),
      several: Number(figures[2]),
      ratio: Number((cpu / several).toFixed(2)),
      text: `${name}: a step takes ${figures[0]} ms on the CPU; on ${device} ${figures[1]} ms one by one, ${figures[2]} ms several in a run`,
    }
  }
}
