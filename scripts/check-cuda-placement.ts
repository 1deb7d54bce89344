/* Where the nodes of K-step graphs ran, by the runtime's profile, for check-cuda.ts. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { InferenceSession, Tensor } from 'onnxruntime-node'
import { type Workload, workloads } from '../bench/workloads.js'
import type { Device } from '../src/codegen/lowering/target.js'
import { adam } from '../src/codegen/optimizers/index.js'
import { loweredProgram } from '../src/dsl/lowered-program.js'
import { makeProgram } from '../src/dsl/program.js'

export interface Placed {
  readonly workload: string
  readonly text: string
  readonly failures: readonly string[]
  /** Nodes that ran on the CPU, and copies from and to the device. */
  readonly nodes: readonly Ran[]
}

/** A node of a profile. */
interface Ran {
  readonly name: string
  readonly operator: string
  readonly provider: string
  /** How often in a run of the graph. */
  readonly times: number
  /** The most elements of floats that it took or gave. */
  readonly floats: number
}

/** Steps in a run: what runs as often is in the step. */
const steps = 4
const runs = 2

/** Beyond it there is a tensor that grows with the model or the batch, not some numbers that belong to a step. */
const few = 16

interface Event {
  readonly cat?: string
  readonly name: string
  readonly args?: {
    readonly op_name?: string
    readonly provider?: string
    readonly input_type_shape?: readonly Readonly<Record<string, readonly number[]>>[]
    readonly output_type_shape?: readonly Readonly<Record<string, readonly number[]>>[]
  }
}

const profileOf = async (model: Uint8Array, device: Device, feeds: Record<string, Tensor>): Promise<Event[]> => {
  const folder = mkdtempSync(join(tmpdir(), 'tenon-'))
  try {
    const session = await InferenceSession.create(model, {
      executionProviders: device === 'cpu' ? ['cpu'] : ['cuda', 'cpu'],
      enableMemPattern: false,
      enableProfiling: true,
      profileFilePrefix: join(folder, 'profile'),
      logSeverityLevel: 3,
    })
    for (let i = 0; i < runs; i++) await session.run(feeds)
    session.endProfiling()
    await session.release()
    const [file] = readdirSync(folder)
    return JSON.parse(readFileSync(join(folder, file as string), 'utf8')) as Event[]
  } finally {
    rmSync(folder, { recursive: true })
  }
}

const elements = (shapes: readonly Readonly<Record<string, readonly number[]>>[] = []): number =>
  shapes.reduce((largest, one) => {
    const shape = one.float ?? one.double
    return shape
      ? Math.max(
          largest,
          shape.reduce((a, b) => a * b, 1),
        )
      : largest
  }, 0)

/** The nodes of a profile, by their names. */
const nodesOf = (events: readonly Event[]): Ran[] => {
  const nodes = new Map<string, Ran>()
  for (const { cat, name, args } of events) {
    if (cat !== 'Node' || !name.endsWith('_kernel_time')) continue
    const known = nodes.get(name)
    const floats = Math.max(elements(args?.input_type_shape), elements(args?.output_type_shape), known?.floats ?? 0)
    nodes.set(name, {
      name: name.replace(/_kernel_time$/, ''),
      operator: args?.op_name ?? '',
      provider: (args?.provider ?? '').replace('ExecutionProvider', ''),
      times: (known?.times ?? 0) + 1 / runs,
      floats,
    })
  }
  return [...nodes.values()]
}

/** The K-step graph of each workload, with Adam, at its smallest batch. */
export async function* placed(device: Device): AsyncGenerator<Placed> {
  for (const workload of workloads) {
    const { batch } = workload.training[0] as Workload['training'][number]
    const program = loweredProgram(makeProgram(workload.model(), { optimizer: adam(), loss: workload.loss }), {
      device,
    })
    const graph = program.steps?.()
    if (!graph) throw new Error(`${workload.name} has no graph of several steps`)
    const [x, y] = workload.data(batch * steps)
    const stacked = ({ data, shape, dtype }: typeof x) =>
      new Tensor(dtype as 'float32', data as never, [steps, batch, ...shape.slice(1)])
    const feeds = Object.fromEntries([
      ...program.inputs.map(({ name }) => [name, stacked(x)] as const),
      ...program.targets.map(({ name }) => [name, stacked(y)] as const),
      ...program.state.map(
        ({ name, dtype, shape, initial }) => [name, new Tensor(dtype, initial(0) as never, shape)] as const,
      ),
      ['seed', new Tensor('int32', Int32Array.of(1), [])],
      ['learning_rate', new Tensor('float32', Float32Array.of(0.001), [])],
    ])
    const all = nodesOf(await profileOf(graph.model, device, feeds))
    const onCpu = all.filter(({ provider }) => provider === 'CPU')
    const copies = all.filter(({ operator }) => operator.startsWith('Memcpy'))
    const inStep = ({ times }: Ran) => times >= steps
    const amid = [...(device === 'cpu' ? [] : onCpu), ...copies].filter((one) => inStep(one) && one.floats > few)
    const count = (list: readonly Ran[]) => `${list.length} (${list.filter(inStep).length} in each step)`
    yield {
      workload: workload.name,
      nodes: device === 'cpu' ? [] : [...onCpu, ...copies],
      text: `${workload.name}: ${all.length} nodes ran, ${count(onCpu)} of them on the CPU; ${count(copies)} copies between it and the device`,
      failures: amid.map(
        ({ name, operator, provider, floats }) =>
          `${workload.name}: ${name} (${operator}, ${provider}) moves ${floats} floats off the device in each step`,
      ),
    }
  }
}
