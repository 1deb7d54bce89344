import { cpus, homedir } from 'node:os'
import { join } from 'node:path'
import type { TensorData } from '../codegen/ir/value.js'
import { input } from '../codegen/ir/value.js'
import { checkOptions } from '../codegen/known-options.js'
import { type ChoiceSite, choiceSites, type KnownType } from '../codegen/lowering/choice.js'
import { loweredFor } from '../codegen/lowering/target.js'
import * as ops from '../codegen/ops/index.js'
import { atOnce } from '../codegen/slices.js'
import { checkBatchSize } from '../runtime/batches.js'
import { allocate, elementCount } from '../runtime/elements.js'
import { type MeasuredTable, readMeasured, writeMeasured } from '../runtime/measured-table.js'
import { type NativeTensor, type NativeTensors, nativeTensor } from '../runtime/native-tensor.js'
import { processorCores } from '../runtime/processor-cores.js'
import type { Program } from '../runtime/program.js'
import { createRandom } from '../runtime/random.js'
import { runtimeVersion, Session, type SessionOptions } from '../runtime/session.js'
import { stepThreads } from '../runtime/step-threads.js'
import { emitGraph } from './emit-graph.js'
import { trainedFor } from './lowered-program.js'

export interface TuneOptions {
  /** Rows in a step of what is measured; default 32. */
  readonly batchSize?: number | undefined
  /** Where what was measured is kept; default ~/.cache/tenon/lowerings.json. */
  readonly file?: string | undefined
}

/** How often each way is run, by turns, of which the fastest run counts. */
const rounds = 8

/**
 * The program with, in its training graphs, the lowerings that are the fastest on this machine: measured for those that the file does
 * not know. Throws RangeError for a batch size that is none, and an error for a file that is not what this writes.
 */
export const tuned = async (program: Program, options: TuneOptions, session: SessionOptions): Promise<Program> => {
  checkOptions('compile: tune', options, { batchSize: true, file: true })
  const { batchSize = 32, file = join(homedir(), '.cache', 'tenon', 'lowerings.json') } = options
  checkBatchSize('compile: tune', batchSize)
  const { device = 'cpu' } = session
  const isSmall = () => (program.smallSteps ? atOnce(program.smallSteps())(batchSize) : false)
  const threads = await stepThreads(session, isSmall)
  const machine = [
    cpus()[0]?.model ?? 'unknown',
    `${threads ?? processorCores() ?? cpus().length} threads`,
    device,
    `ONNX Runtime ${await runtimeVersion()}`,
    `batch ${batchSize}`,
  ].join(', ')
  const table = await readMeasured(file)
  const ways = new Map(Object.entries(table[machine] ?? {}))
  const sites = choiceSites(() => void program.step({ threads })).filter(({ key }) => !ways.has(key))
  const known = ways.size
  for (const site of sites) {
    const types = site.typesAt(batchSize)
    if (types) ways.set(site.key, await fastest(site, types, { ...session, threads }))
  }
  if (ways.size > known) await writeMeasured(file, { ...table, [machine]: Object.fromEntries(ways) } as MeasuredTable)
  return trainedFor(program, { measured: ways })
}

/** What another way's time must be of the first one's to be taken instead: less is in what comes between two runs. */
const surely = 0.95

const fastest = async (site: ChoiceSite, types: readonly KnownType[], options: SessionOptions): Promise<string> => {
  const leaves = types.map(({ dtype, shape }, i) => input(`in${i}`, dtype, shape))
  const feeds = Object.fromEntries(types.map((type, i) => [`in${i}`, filled(type, site.below)]))
  const candidates: { way: string; session: Session; into: NativeTensors; best: number }[] = []
  try {
    for (const way of site.ways) {
      const graph = loweredFor({ device: options.device ?? 'cpu', threads: options.threads }, () => {
        const outputs = new Map([site.lower(way, ops, leaves)].flat().map((value, i) => [`out${i}`, value]))
        return emitGraph({ inputs: leaves, outputs }, 'candidate')
      })
      const session = await Session.create(graph, options)
      // the first run warms up, and gives the tensors that the others write to
      const into = await session.run(feeds, Object.fromEntries(graph.outputs.map(({ name }) => [name, null])))
      candidates.push({ way, session, into, best: Number.POSITIVE_INFINITY })
    }
    for (let round = 0; round < rounds; round++) {
      for (const candidate of candidates) {
        const began = performance.now()
        await candidate.session.run(feeds, candidate.into)
        candidate.best = Math.min(candidate.best, performance.now() - began)
      }
    }
  } finally {
    for (const { session } of candidates) await session.release()
  }
  const [first, ...others] = candidates as [(typeof candidates)[0], ...typeof candidates]
  const best = others.reduce((a, b) => (b.best < a.best ? b : a), first)
  return best.best < first.best * surely ? best.way : first.way
}

/** Numbers around 0, or whole ones from 0 up to `below`. */
const filled = ({ dtype, shape }: KnownType, below: number): NativeTensor => {
  const random = createRandom(0, 'tune')
  const data = allocate(dtype, elementCount(shape))
  const isFloat = data instanceof Float32Array || data instanceof Float64Array
  for (let i = 0; i < data.length; i++) {
    const x = random()
    const whole = Math.floor(x * below)
    data[i] = (isFloat ? x - 0.5 : data instanceof BigInt64Array ? BigInt(whole) : whole) as never
  }
  return nativeTensor({ dtype, shape, data } satisfies TensorData)
}
