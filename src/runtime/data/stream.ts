import type { ShapeValue } from '../../shapes/dim.js'
import { type Batch, type BatchSource, type Place, wholeBatchOf } from '../batch-source.js'
import type { PlaceOf } from '../check-elements.js'
import { type CheckedData, checkedData, checkedSamples } from '../checked-data.js'
import { type ClassWeight, classWeights } from '../class-weight.js'
import { noTargetsError } from '../dataset-arguments.js'
import type { PredictionProgram, Program } from '../program.js'
import { type Block, partsOf } from './block.js'
import type { Dataset } from './dataset.js'
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
  readonly weighted: boolean
  private counted: number
  /** Batches of the pass that were given. */
  private given = 0

  private constructor(
    private readonly program: Program,
    private readonly dataset: Dataset,
    private readonly options: StreamOptions,
    private iterator: AsyncIterator<Block>,
    /** What the order of the pass follows from. */
    private passEpoch: number,
    private waiting: CheckedData | undefined,
  ) {
    this.weighted = waiting?.sampleWeight !== undefined
    const { steps, batchSize, anew = false } = options
    const inPass = steps === undefined || anew ? batchesIn(dataset, batchSize, waiting?.rows) : steps
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
    const iterator = batchBlocks(dataset, options, epoch)[Symbol.asyncIterator]()
    try {
      const first = await iterator.next()
      if (first.done) throw new RangeError(`${call}: the dataset has no rows; give at least one`)
      return new StreamedBatches(
        program,
        dataset,
        options,
        iterator,
        epoch,
        checkedBlock(program, options, first.value),
      )
    } catch (error) {
      await iterator.return?.()
      throw error
    }
  }

  get steps(): number {
    return this.counted
  }

  place(): Place | null {
    return this.iterator === ended ? null : { epoch: this.passEpoch, batches: this.given }
  }

  async goOn(place: Place | null): Promise<void> {
    await this.close()
    if (!place) return
    this.begin(place.epoch)
    for (; this.given < place.batches; this.given++) {
      const read = await this.iterator.next()
      if (!read.done) continue
      throw new RangeError(
        `${this.options.call}: the dataset has ${this.given} batches, and the run had read ${place.batches} when it was kept; give it the same data`,
      )
    }
  }

  async *epoch(from = 0): AsyncGenerator<Batch> {
    const { call, steps, anew = false } = this.options
    // the run was kept at the end of an epoch's pass
    if (from > 0 && steps === undefined && this.iterator === ended) return
    let count = from
    /** Batches since the pass began in this epoch, or ever. */
    let inPass = this.iterator === ended ? 0 : 1
    let whole = false
    try {
      while (steps === undefined || count < steps) {
        const data = await this.next()
        if (data) {
          count += 1
          inPass += 1
          yield wholeBatchOf(this.program, data)
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
    this.waiting = undefined
    const { iterator } = this
    this.iterator = ended
    await iterator.return?.()
  }

  /** The next batch; undefined at the end of a pass. */
  private async next(): Promise<CheckedData | undefined> {
    const { waiting } = this
    this.waiting = undefined
    if (waiting) {
      this.given += 1
      return waiting
    }
    if (this.iterator === ended) this.begin(this.options.epoch())
    const read = await this.iterator.next()
    if (read.done) {
      this.iterator = ended
      return undefined
    }
    const data = checkedBlock(this.program, this.options, read.value)
    this.given += 1
    return data
  }

  private begin(epoch: number): void {
    this.iterator = batchBlocks(this.dataset, this.options, epoch)[Symbol.asyncIterator]()
    this.passEpoch = epoch
    this.given = 0
  }
}

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
  let any = false
  for await (const block of batchBlocks(dataset, options)) {
    const data = checkedSamples(options.call, program, partsOf(block).x, placesOf(block))
    any = true
    yield wholeBatchOf(program, data)
  }
  if (!any) throw new RangeError('predict: the dataset has no rows; give at least one')
}

const ended: AsyncIterator<Block> = { next: async () => ({ done: true, value: undefined }) }

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
