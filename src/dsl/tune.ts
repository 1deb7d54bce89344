import { cpus, homedir } from 'node:os'
import { join } from 'node:path'
import type { TensorData, TensorType } from '../codegen/ir/value.js'
import { input } from '../codegen/ir/value.js'
import { checkOptions } from '../codegen/known-options.js'
import { type ChoiceSite, choiceSites, measuredInSlices, withMeasured } from '../codegen/lowering/choice.js'
import * as ops from '../codegen/ops/index.js'
import { checkBatchSize } from '../runtime/batches.js'
import { allocate, elementCount } from '../runtime/elements.js'
import { type MeasuredTable, readMeasured, writeMeasured } from '../runtime/measured-table.js'
import { type NativeTensor, nativeTensor } from '../runtime/native-tensor.js'
import type { GraphOptions, Program } from '../runtime/program.js'
import { createRandom } from '../runtime/random.js'
import { runtimeVersion, Session, type SessionOptions } from '../runtime/session.js'
import { emitGraph } from './emit-graph.js'

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
  const { device = 'cpu', threads = cpus().length } = session
  const machine = [
    cpus()[0]?.model ?? 'unknown',
    `${threads} threads`,
    device,
    `ONNX Runtime ${await runtimeVersion()}`,
    `batch ${batchSize}`,
  ].join(', ')
  const table = await readMeasured(file)
  const ways = new Map(Object.entries(table[machine] ?? {}))
  const sites = choiceSites(() => void program.step()).filter(({ key }) => !ways.has(key))
  const known = ways.size
  for (const site of sites) {
    const types = site.inputs.map((type) => atBatch(type, batchSize))
    if (types.every((type) => type !== undefined)) ways.set(site.key, await fastest(site, types, session))
  }
  if (ways.size > known) await writeMeasured(file, { ...table, [machine]: Object.fromEntries(ways) } as MeasuredTable)
  const { step, steps, training } = program
  return {
    ...program,
    step: (given) => withMeasured(ways, () => step(given)),
    ...(steps && { steps: (given?: GraphOptions) => withMeasured(ways, () => steps(given)) }),
    ...(training && { training: (...which) => measuredInSlices(ways, training(...which)) }),
  }
}

interface KnownType extends TensorType {
  readonly shape: readonly number[]
}

/** A type with the rows of a batch in place of its first dim, where that is open; undefined where another one is. */
const atBatch = ({ dtype, shape }: TensorType, rows: number): KnownType | undefined => {
  const [first, ...rest] = shape
  if (!rest.every((dim) => typeof dim === 'number')) return undefined
  return { dtype, shape: first === undefined ? [] : [typeof first === 'number' ? first : rows, ...rest] }
}

const fastest = async (site: ChoiceSite, types: readonly KnownType[], options: SessionOptions): Promise<string> => {
  const leaves = types.map(({ dtype, shape }, i) => input(`in${i}`, dtype, shape))
  const candidates: { way: string; session: Session; best: number }[] = []
  try {
    for (const way of site.ways) {
      const outputs = new Map([['out', site.lower(way, ops, leaves)]])
      const session = await Session.create(emitGraph({ inputs: leaves, outputs }, 'candidate'), options)
      candidates.push({ way, session, best: Number.POSITIVE_INFINITY })
    }
    const feeds = Object.fromEntries(types.map((type, i) => [`in${i}`, filled(type, site.below)]))
    for (let round = 0; round <= rounds; round++) {
      for (const candidate of candidates) {
        const began = performance.now()
        await candidate.session.run(feeds, { out: null })
        // the first one warms up
        if (round > 0) candidate.best = Math.min(candidate.best, performance.now() - began)
      }
    }
  } finally {
    for (const { session } of candidates) await session.release()
  }
  return candidates.reduce((a, b) => (b.best < a.best ? b : a)).way
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
