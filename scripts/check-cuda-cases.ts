/* What check-cuda.ts runs on the CPU and on a device, and compares. */
import { type Workload, workloads } from '../bench/workloads.js'
import { type Device, loweredFor } from '../src/codegen/lowering/target.js'
import { emitModel } from '../src/codegen/onnx/emit.js'
import { loweredProgram } from '../src/dsl/lowered-program.js'
import { makeProgram } from '../src/dsl/program.js'
import { sgd, type Tensor, tensor } from '../src/index.js'
import { type NativeTensor, nativeTensor } from '../src/runtime/native-tensor.js'
import type { Program } from '../src/runtime/program.js'
import { createRandom } from '../src/runtime/random.js'
import { Session } from '../src/runtime/session.js'
import { Trainer } from '../src/runtime/trainer.js'
import { distance, fromGolden, numbers } from '../test/support/evaluate.js'
import { type GraphCase, graphCases } from '../test/support/graph-cases.js'
import { metricGroups, metricRun } from '../test/support/metric-cases.js'
import * as optimizers from '../test/support/optimizer-cases.js'
import { mergedModel } from './merged-model.js'

/** How far a figure of a case is from the CPU's, and how far it may be. */
export interface Gap {
  readonly name: string
  readonly gap: number
  readonly allowed: number
}

/** What one session or a few trainers run. */
export interface Task {
  readonly name: string
  /** Cases that go together in one session; each of them alone tells which one fails. */
  readonly parts: readonly Task[]
  run(device: Device): Promise<readonly Gap[]>
}

/**
 * float32 on both sides, TF32 off: sums of some hundred terms in another order, and functions such as exp by another library, which differ
 * by some 1e-7 of the largest term; divisions by small numbers, and some steps one after the other, make it more.
 */
const rounding = 5e-5

/** Graphs in one session. */
const graphsInOne = 24

/** Each graph, lowered for the device, on the CPU and there. */
const graphTask = (cases: readonly GraphCase[]): Task => ({
  name: cases.length === 1 ? (cases[0] as GraphCase).name : `${cases[0]?.name} and ${cases.length - 1} more`,
  parts: cases.length === 1 ? [] : cases.map((one) => graphTask([one])),
  run: async (device) => {
    const made = cases.map(({ name, make }) =>
      loweredFor({ device }, () => {
        const { graph, feeds } = make()
        return { name, feeds, graph: emitModel(graph, { name: 'case' }) }
      }),
    )
    const whole = mergedModel(made.map(({ graph }) => graph))
    const feeds = Object.fromEntries(
      made.flatMap(({ feeds: own }, i) => Object.entries(own).map(([name, value]) => [`${i}/${name}`, value] as const)),
    )
    const runOn = async (where: Device) => {
      const session = await Session.create(whole, { device: where, threads: 1 })
      try {
        return await session.run(
          Object.fromEntries(Object.entries(feeds).map(([name, value]) => [name, nativeTensor(value)])),
        )
      } finally {
        await session.release()
      }
    }
    const [expected, got] = [await runOn('cpu'), await runOn(device)]
    return whole.outputs.map(({ name }) => {
      const [i, output] = [Number(name.split('/', 1)[0]), name.slice(name.indexOf('/') + 1)]
      const [want, have] = [expected[name], got[name]].map((tensor) => numbers(tensor as NativeTensor))
      return {
        name: `${made[i]?.name}: ${output}`,
        gap: distance(have as number[], want as number[]),
        allowed: rounding,
      }
    })
  },
})

/** The same use of a program's trainer on the CPU and on the device: what it gives, by name. */
const trainerTask = (
  name: string,
  program: Program,
  use: (trainer: Trainer) => Promise<Readonly<Record<string, readonly number[]>>>,
): Task => ({
  name,
  parts: [],
  run: async (device) => {
    const runOn = async (where: Device) => {
      const lowered = loweredProgram(program, { device: where })
      await using trainer = await Trainer.create(lowered, { device: where, threads: 1, seed: 1 })
      return await use(trainer)
    }
    const [expected, got] = [await runOn('cpu'), await runOn(device)]
    return Object.entries(expected).map(([figure, want]) => ({
      name: `${name}: ${figure}`,
      gap: distance(got[figure] as number[], want),
      allowed: rounding,
    }))
  },
})

const weightsOf = (trainer: Trainer): Record<string, number[]> =>
  Object.fromEntries([...trainer.weights()].map(([name, tensor]) => [name, numbers(tensor)]))

/** Ten steps with given gradients. */
const optimizerTask = (one: optimizers.Case): Task => {
  const { made, modelOf, setting, sum, target, x } = optimizers
  const name = `optimizer ${one.optimizer} ${JSON.stringify(one.options)} ${JSON.stringify(one.constraints)}`
  return trainerTask(
    name,
    makeProgram(modelOf(one.constraints), { optimizer: made(one), loss: sum }),
    async (trainer) => {
      await trainer.setWeights(new Map(setting.starts.map((start, i) => [`variables/v${i}`, fromGolden(start)])))
      await trainer.fit(x, target, { batchSize: 1, shuffle: false, verbose: 0 })
      return weightsOf(trainer)
    },
  )
}

type MetricGroup = Parameters<typeof metricRun>[0]

const metricTask = (group: MetricGroup): Task => {
  const names = [...new Set(group.map(([, { metric }]) => metric))].join(', ')
  const { program, x, y, options } = metricRun(group)
  return trainerTask(`metrics ${names}`, program, async (trainer) =>
    Object.fromEntries(
      Object.entries(await trainer.evaluate(x, y, options as never)).map(([name, value]) => [name, [value as number]]),
    ),
  )
}

/** Σ|how far one's weight moved - how far the other's| over Σ|how far it moved|, of all weights. */
const apart = (a: Trained, b: Trained): number => {
  let [between, moved] = [0, 0]
  for (const [name, after] of Object.entries(a.weights)) {
    const [start, other, otherStart] = [a.before[name], b.weights[name], b.before[name]] as [
      number[],
      number[],
      number[],
    ]
    for (const [i, value] of after.entries()) {
      const [own, theirs] = [value - (start[i] as number), (other[i] as number) - (otherStart[i] as number)]
      between += Math.abs(own - theirs)
      moved += Math.abs(own)
    }
  }
  return between / moved
}

interface Steps {
  readonly steps: number
  /** How many of them a run of the graph takes. */
  readonly perRun: number
}

/** Floats are random: those of the bench follow a rule, so that pooling meets equal numbers, of which rounding takes one or the other. */
const dataOf = (workload: Workload, rows: number): readonly [x: Tensor, y: Tensor] => {
  const [x, y] = workload.data(rows)
  if (x.dtype !== 'float32') return [x, y]
  const values = new Float32Array(x.data.length)
  createRandom(1, 'data').fill?.(values, 1)
  return [tensor(values, x.shape), y]
}

/**
 * Steps of a workload from the same weights, each `nudge` of itself away. Not by Adam, which moves a weight by its rate where the gradient
 * is rounding alone, such as that of a bias before batch normalization.
 */
const trained = async (workload: Workload, device: Device, { steps, perRun }: Steps, nudge = 0) => {
  const { batch } = workload.training[0] as Workload['training'][number]
  const [x, y] = dataOf(workload, batch * steps)
  const optimizer = sgd({ learningRate: 0.01, momentum: 0.9 })
  await using trainer = await workload.compile({ optimizer, device, stepsPerExecution: perRun, threads: 2, seed: 1 })
  const random = createRandom(2, 'nudges')
  const nudged = (values: readonly number[]) => Float32Array.from(values, (value) => value * (1 + nudge * random()))
  if (nudge > 0)
    await trainer.setWeights(
      new Map([...trainer.weights()].map(([name, own]) => [name, tensor(nudged(numbers(own)), own.shape)])),
    )
  const before = weightsOf(trainer)
  const untrained = numbers(await trainer.predictOnBatch(x))
  const { history } = await trainer.fit(x, y, { batchSize: batch, shuffle: false, verbose: 0 })
  const { loss } = await trainer.evaluate(x, y, { batchSize: batch })
  return { before, untrained, losses: [...history.loss, loss], weights: weightsOf(trainer) }
}

type Trained = Awaited<ReturnType<typeof trained>>

/**
 * How far two trainings are from each other. Steps make rounding more, a little in most models and a thousandfold where many activations
 * are about zero: so ten times what the CPU is from itself is allowed, with weights that are a rounding away at first.
 */
const gapsOf = async (workload: Workload, steps: Steps, what: string, a: Trained, b: Trained): Promise<Gap[]> => {
  const here = await trained(workload, 'cpu', steps)
  const nudged = await trained(workload, 'cpu', steps, 2 ** -23)
  const gap = (name: string, measure: (x: Trained, y: Trained) => number) => ({
    name: `${workload.name}, ${what}: ${name}`,
    gap: measure(a, b),
    allowed: rounding + 10 * measure(here, nudged),
  })
  return [
    gap('loss, and behind the steps', (x, y) => distance(y.losses, x.losses)),
    gap('how far weights moved', apart),
  ]
}

/** A step of a workload on the CPU and on the device. */
const workloadTask = (workload: Workload): Task => ({
  name: `workload ${workload.name}`,
  parts: [],
  run: async (device) => {
    const steps = { steps: 1, perRun: 1 }
    const [here, there] = [await trained(workload, 'cpu', steps), await trained(workload, device, steps)]
    const gap = (name: string, value: number, allowed: number) => ({
      name: `${workload.name}: ${name}`,
      gap: value,
      allowed,
    })
    return [
      gap('first weights', distance(Object.values(there.before).flat(), Object.values(here.before).flat()), 0),
      gap('predictions of those', distance(there.untrained, here.untrained), rounding),
      ...(await gapsOf(workload, steps, 'a step', here, there)),
    ]
  },
})

/** Four steps in one run on the device are the same as in four runs there. */
const stepsTask = (workload: Workload): Task => ({
  name: `steps of workload ${workload.name}`,
  parts: [],
  run: async (device) => {
    const single = { steps: 4, perRun: 1 }
    const [one, four] = [
      await trained(workload, device, single),
      await trained(workload, device, { ...single, perRun: 4 }),
    ]
    return gapsOf(workload, single, 'four steps in a run and one by one', one, four)
  },
})

const inGroups = <T>(list: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(list.length / size) }, (_, i) => list.slice(i * size, (i + 1) * size))

/** The whole list; those that say most come first. */
export const tasks = (): readonly Task[] => [
  ...workloads.map(workloadTask),
  ...workloads.map(stepsTask),
  ...inGroups(graphCases, graphsInOne).map(graphTask),
  ...optimizers.cases.map(optimizerTask),
  ...[...metricGroups.values()].map(metricTask),
]
