import type { ShapeValue } from '../../shapes/dim.js'
import { type Batch, type BatchSource, mostBytes, mostTogether, type Place } from '../batch-source.js'
import { BatchStacker, bytesOfBatch, wholeFeeds, wholeSamples } from '../batches.js'
import type { PlaceOf } from '../check-elements.js'
import { eitherSignal, orAborted } from '../check-signal.js'
import { type CheckedData, checkedData, checkedSamples } from '../checked-data.js'
import { type ClassWeight, classWeights } from '../class-weight.js'
import { noTargetsError } from '../dataset-arguments.js'
import type { PredictionProgram, Program } from '../program.js'
import { type Block, partsOf } from './block.js'
import { forget, giveBack } from './borrowed.js'
import type { Dataset } from './dataset.js'
import { Reader } from './reader.js'
import { batched } from './stages.js'

/** How a call reads a pass of a dataset. */
interface PassOptions {
  readonly call: string
  /** Rows in a batch, where the dataset does not say it. */
  readonly batchSize: number | undefined
  readonly signal?: AbortSignal | undefined
  readonly seed: () => number
  /** The epochs of the trainer that were before. */
  readonly epoch: () => number
}

/** How a call reads a dataset, again and again. */
interface StreamOptions extends PassOptions {
  /** Batches of an epoch; without it, an epoch is a pass. */
  readonly steps?: number | undefined
  /** Whether an epoch begins a pass, and ends with it at the latest, as evaluation does. */
  readonly anew?: boolean
  readonly classWeight?: ClassWeight | undefined
}

const usualBatch = 32

/** The blocks of a pass as batches: those that the user made as they are, unless a size is given. */
const batchBlocks = (dataset: Dataset, options: PassOptions, epoch = options.epoch()): AsyncIterable<Block> => {
  const { call, batchSize, seed, signal } = options
  const blocks = dataset.source.read(call, { epoch, seed: seed(), signal })
  if (batchSize === undefined && dataset.source.ownBatches) return blocks
  return batched(call, blocks, batchSize ?? usualBatch)
}

/** How many batches a pass has; Infinity where only reading tells. `first` are the rows of its first batch, if that is known. */
export const batchesIn = (dataset: Dataset, batchSize: number | undefined, first?: number): number => {
  const rows = dataset.source.rows()
  const size = batchSize ?? (dataset.source.ownBatches ? first : usualBatch)
  return rows === undefined || size === undefined ? Number.POSITIVE_INFINITY : Math.ceil(rows / size)
}

/** What errors call the rows of a block. */
const placesOf =
  ({ places, placeOf }: Block): PlaceOf =>
  (row) =>
    placeOf(places[row] as number)

/** A program that finds the shapes of its outputs once for each shape of its inputs: batches are alike. */
const remembering = <P extends PredictionProgram>(program: P): P => {
  const known = new Map<string, readonly ShapeValue[]>()
  const outputShapes = (inputs: readonly ShapeValue[]): readonly ShapeValue[] => {
    const key = JSON.stringify(inputs)
    const shapes = known.get(key) ?? program.outputShapes(inputs)
    if (known.size < 64) known.set(key, shapes)
    return shapes
  }
  return Object.create(program, { outputShapes: { value: outputShapes } }) as P
}

/** Batches of a dataset, each checked as it comes. */
export class StreamedBatches implements BatchSource {
  readonly inMemory = false
  readonly weighted: boolean
  readonly rows: number | undefined
  private counted: number
  /** Batches of the pass that were given. */
  private given = 0
  private readonly stacker: BatchStacker

  private constructor(
    private readonly program: Program,
    private readonly dataset: Dataset,
    private readonly options: StreamOptions,
    /** Reads the pass; undefined where the next epoch begins one. */
    private reader: Reader<CheckedData> | undefined,
    /** What the order of the pass follows from. */
    private passEpoch: number,
    first: CheckedData,
  ) {
    this.stacker = new BatchStacker(program)
    this.weighted = first.sampleWeight !== undefined
    const { steps, batchSize, anew = false } = options
    // batches of the user's own may differ in size, and a run that goes on begins with another one
    this.rows = batchSize ?? (dataset.source.ownBatches ? undefined : usualBatch)
    const inPass = steps === undefined || anew ? batchesIn(dataset, batchSize, first.rows) : steps
    this.counted = Math.min(steps ?? inPass, inPass)
  }

  /**
   * Checks what can be read beforehand, with `inspect`, and reads the first batch. Throws for what does not fit the model, and for
   * a dataset without rows.
   */
  static async open(
    given: Program,
    dataset: Dataset,
    options: StreamOptions,
    inspect: boolean,
  ): Promise<StreamedBatches> {
    const program = remembering(given)
    const { call, steps } = options
    if (steps === undefined && dataset.source.rows() === Number.POSITIVE_INFINITY) {
      const option = call === 'fit' ? 'stepsPerEpoch' : call === 'evaluate' ? 'steps' : 'validationSteps'
      throw new RangeError(`${call}: the dataset repeats without end; give ${option}, or repeat(count)`)
    }
    if (inspect) {
      await dataset.source.inspect(call, (block) => {
        checkBlock(program, call, block)
        return true
      })
    }
    const epoch = options.epoch()
    const reader = readerOf(program, dataset, options, epoch)
    try {
      const first = await orAborted(reader.peek(), options.signal)
      if (first.done) throw new RangeError(`${call}: the dataset has no rows; give at least one`)
      return new StreamedBatches(program, dataset, options, reader, epoch, first.value)
    } catch (error) {
      await reader.close()
      throw error
    }
  }

  get steps(): number {
    return this.counted
  }

  place(): Place | null {
    return this.reader ? { epoch: this.passEpoch, batches: this.given } : null
  }

  async goOn(place: Place | null): Promise<void> {
    await this.close()
    if (!place) return
    const reader = this.begin(place.epoch)
    for (; this.given < place.batches; this.given++) {
      const read = await orAborted(reader.next(), this.options.signal)
      if (!read.done) continue
      throw new RangeError(
        `${this.options.call}: the dataset has ${this.given} batches, and the run had read ${place.batches} when it was kept; give it the same data`,
      )
    }
  }

  async *epoch(from = 0, atOnce: (kind?: string) => number = () => 1, waits = false): AsyncGenerator<Batch> {
    const { call, steps, anew = false } = this.options
    // the run was kept at the end of an epoch's pass
    if (from > 0 && steps === undefined && !this.reader) return
    let count = from
    /** Batches since the pass began in this epoch, or ever. */
    let inPass = this.reader ? 1 : 0
    let whole = false
    try {
      while (steps === undefined || count < steps) {
        const most = (kind: string) => Math.min(atOnce(kind), (steps ?? Number.POSITIVE_INFINITY) - count)
        const batches = await this.next(most, waits)
        if (batches) {
          count += batches.length
          inPass += batches.length
          // those of the next run, where there are several
          const kind = shapesOf(batches[0])
          this.reader?.ahead(atOnce(kind) > 1 ? Math.min(most(kind), this.mostLike(batches[0])) : 0)
          yield this.together(batches, kind)
          for (const { x, y, sampleWeight = [] } of batches) giveBack([...x, ...y, ...sampleWeight])
        } else if (inPass === 0) {
          throw new RangeError(
            `${call}: the dataset gave no rows when it was read again; give a function that makes them anew`,
          )
        } else if (steps === undefined || anew) {
          whole = true
          break
        } else inPass = 0
      }
      if (whole) this.counted = count
    } finally {
      // what is left of a pass belongs to the next epoch only where epochs are counted in steps
      if ((steps === undefined || anew) && !whole) await this.close()
    }
  }

  async close(): Promise<void> {
    const { reader } = this
    this.reader = undefined
    await reader?.close()
    forget()
  }

  /** The next batch, and those like it that have come behind it, at most so many as there may be of their kind; undefined at the end of a pass. */
  private async next(most: (kind: string) => number, waits: boolean): Promise<Batches | undefined> {
    const reader = this.reader ?? this.begin(this.options.epoch())
    const { done, value: first } = await orAborted(reader.next(), this.options.signal)
    if (done) {
      this.reader = undefined
      return undefined
    }
    const batches: Batches = [first]
    const shapes = shapesOf(first)
    const count = Math.min(most(shapes), this.mostLike(first))
    while (batches.length < count) {
      if (waits) await orAborted(reader.wait(), this.options.signal)
      const another = reader.takeIf((batch) => shapesOf(batch) === shapes)
      if (!another) break
      batches.push(another)
    }
    this.given += batches.length
    return batches
  }

  private mostLike(batch: CheckedData): number {
    return mostTogether(bytesOfBatch(this.program, batch))
  }

  private together(batches: Batches, kind: string): Batch {
    const { length: steps } = batches
    const [first] = batches
    return {
      rows: steps * first.rows,
      steps,
      kind,
      gather: (feeds, count) =>
        count === undefined
          ? wholeFeeds(this.program, first, feeds)
          : this.stacker.stack(batches.slice(0, count), feeds),
    }
  }

  private begin(epoch: number): Reader<CheckedData> {
    this.reader = readerOf(this.program, this.dataset, this.options, epoch)
    this.passEpoch = epoch
    this.given = 0
    return this.reader
  }
}

/** One batch, or several of the same shapes. */
type Batches = [CheckedData, ...CheckedData[]]

const shapesOf = ({ x, y, sampleWeight = [] }: CheckedData): string =>
  JSON.stringify([...x, ...y, ...sampleWeight].map(({ shape }) => shape))

/** The samples of a pass for prediction, each batch checked as it comes; targets and weights do not matter. */
export async function* streamedSamples(
  given: PredictionProgram,
  dataset: Dataset,
  options: PassOptions,
): AsyncGenerator<Batch> {
  if (dataset.source.rows() === Number.POSITIVE_INFINITY) {
    throw new RangeError('predict: the dataset repeats without end; give repeat(count) a count')
  }
  const program = remembering(given)
  const reader = new Reader((closed) => batchBlocks(dataset, untilClosed(options, closed)))
  let any = false
  try {
    for (;;) {
      const { done, value: block } = await orAborted(reader.next(), options.signal)
      if (done) break
      const data = checkedSamples(options.call, program, partsOf(block).x, placesOf(block))
      any = true
      yield { rows: data.rows, steps: 1, gather: (feeds) => wholeSamples(program, data, feeds) }
    }
  } finally {
    await reader.close()
  }
  if (!any) throw new RangeError('predict: the dataset has no rows; give at least one')
}

const readerOf = (program: Program, dataset: Dataset, options: StreamOptions, epoch: number): Reader<CheckedData> => {
  const read = (closed: AbortSignal) => checkedPass(program, dataset, untilClosed(options, closed), epoch)
  return new Reader(read, (batch) => bytesOfBatch(program, batch), mostBytes)
}

/** The options of a pass that is told of two signals: the caller's, and that nobody reads any more. */
const untilClosed = <O extends PassOptions>(options: O, closed: AbortSignal): O => ({
  ...options,
  signal: eitherSignal(options.signal, closed),
})

/** The batches of a pass, each checked as it comes. */
async function* checkedPass(
  program: Program,
  dataset: Dataset,
  options: StreamOptions,
  epoch: number,
): AsyncGenerator<CheckedData> {
  for await (const block of batchBlocks(dataset, options, epoch)) yield checkedBlock(program, options, block)
}

const checkBlock = (program: Program, call: string, block: Block): CheckedData => {
  const { x, y, sampleWeight } = partsOf(block)
  if (y === undefined) throw noTargetsError(call)
  return checkedData(call, program, x, y, sampleWeight, placesOf(block))
}

const checkedBlock = (program: Program, { call, classWeight }: StreamOptions, block: Block): CheckedData => {
  const data = checkBlock(program, call, block)
  if (classWeight === undefined) return data
  if (data.sampleWeight) {
    throw new TypeError(
      `${call}: give classWeight or sample weights, not both; multiply the weights of the rows yourself`,
    )
  }
  return { ...data, sampleWeight: [classWeights(call, program, data, classWeight)] }
}
