/* What check-cuda.ts runs on the CPU and on a device, and compares. */
import { type Workload, workloads } from '../bench/workloads.js'
import { type Device, loweredFor } from '../src/codegen/lowering/target.js'
import { emitModel } from '../src/codegen/onnx/emit.js'
import { loweredProgram } from '../src/dsl/lowered-program.js'
import { makeProgram } from '../src/dsl/program.js'
import { sgd } from '../src/index.js'
import { type NativeTensor, nativeTensor } from '../src/runtime/native-tensor.js'
import type { Program } from '../src/runtime/program.js'
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

/** Σ|a - b| of all weights over Σ|a - before|. */
const apart = (a: WeightNumbers, b: WeightNumbers, before: WeightNumbers): number => {
  const sum = (x: WeightNumbers, y: WeightNumbers) =>
    Object.entries(x).reduce((all, [name, own]) => {
      const other = y[name] as readonly number[]
      return own.reduce((total, value, i) => total + Math.abs(value - (other[i] as number)), all)
    }, 0)
  return sum(a, b) / sum(a, before)
}
type WeightNumbers = Readonly<Record<string, readonly number[]>>

/**
 * Eight steps on, as far as it is rounding: each step goes on from what the last one rounded. Not by Adam, which moves a weight by its rate
 * where the gradient is rounding alone, such as that of a bias before batch normalization.
 */
const roundingOfSteps = 1e-3

const trained = async (workload: Workload, device: Device, stepsPerExecution: number | 'auto') => {
  const { batch } = workload.training[0] as Workload['training'][number]
  const [x, y] = workload.data(batch * 4)
  const optimizer = sgd({ learningRate: 0.01, momentum: 0.9 })
  await using trainer = await workload.compile({ optimizer, device, stepsPerExecution, threads: 2, seed: 1 })
  const before = weightsOf(trainer)
  const untrained = numbers(await trainer.predictOnBatch(x))
  const { history } = await trainer.fit(x, y, { batchSize: batch, epochs: 2, shuffle: false, verbose: 0 })
  const { loss } = await trainer.evaluate(x, y, { batchSize: batch })
  return { before, untrained, losses: [...history.loss, loss], weights: weightsOf(trainer) }
}

/** Eight steps of a workload on the CPU and on the device, from the same weights. */
const workloadTask = (workload: Workload): Task => ({
  name: `workload ${workload.name}`,
  parts: [],
  run: async (device) => {
    const [here, there] = [await trained(workload, 'cpu', 'auto'), await trained(workload, device, 'auto')]
    const gap = (name: string, value: number, allowed: number) => ({
      name: `${workload.name}: ${name}`,
      gap: value,
      allowed,
    })
    return [
      gap('first weights', distance(Object.values(there.before).flat(), Object.values(here.before).flat()), 0),
      gap('predictions of those', distance(there.untrained, here.untrained), rounding),
      gap('loss of each epoch, and behind them', distance(there.losses, here.losses), roundingOfSteps),
      gap(
        'weights behind eight steps, by how far they moved',
        apart(here.weights, there.weights, here.before),
        roundingOfSteps,
      ),
    ]
  },
})

/** Four steps in one run on the device are the same as in four runs there. */
const stepsTask = (workload: Workload): Task => ({
  name: `steps of workload ${workload.name}`,
  parts: [],
  run: async (device) => {
    const [one, four] = [await trained(workload, device, 1), await trained(workload, device, 4)]
    return [
      {
        name: `${workload.name}: weights by runs of four steps and of one, by how far they moved`,
        gap: apart(one.weights, four.weights, one.before),
        allowed: roundingOfSteps,
      },
      {
        name: `${workload.name}: losses by runs of four steps and of one`,
        gap: distance(four.losses, one.losses),
        allowed: roundingOfSteps,
      },
    ]
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
