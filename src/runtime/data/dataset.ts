import { describeValue } from '../../shapes/describe-value.js'
import type { IsOne } from '../../shapes/parts.js'
import type { Tensor } from '../tensor.js'
import type { Shapes } from '../tensor-arguments.js'
import { partsOf } from './block.js'
import { mapped } from './map.js'
import { prefetch } from './prefetch.js'
import type { Source } from './source.js'
import { batch, batched, cache, repeat, shuffle, skip, take } from './stages.js'
import type { Batch, XOf, YOf } from './yielded.js'

export interface ShuffleOptions {
  /** What the order follows from; default the trainer's seed. */
  readonly seed?: number | undefined
  /** Whether each epoch has an order of its own; default true. */
  readonly reshuffleEachIteration?: boolean | undefined
}

/** A tensor of shape S, or for each of several. */
export type TensorsOfShapes<S> =
  IsOne<S> extends true
    ? Tensor<Extract<S, (number | string)[]>>
    : { readonly [Key in keyof S]: Tensor<Extract<S[Key], (number | string)[]>> }

/** What a dataset gives when it is iterated: the targets are undefined where there are none. */
export type DatasetBatch<X, Y> = readonly [
  x: TensorsOfShapes<X>,
  y: Y extends undefined ? undefined : TensorsOfShapes<Y>,
  sampleWeight: unknown,
]

/** The rows of a batch that is iterated where nothing says how many. */
const usualBatch = 32

/**
 * Rows of samples, targets and weights that are read as they are needed, as often as there are epochs: what fit, evaluate and
 * predict take in place of tensors. X and Y are the shapes, rows first: one, a tuple or by name as the model has its inputs and
 * losses; without targets Y is undefined. Methods give another dataset, and read nothing; like tf.data's, except that all of
 * them count rows.
 */
// biome-ignore lint/suspicious/noExplicitAny: a bare Dataset is one of any shapes
export class Dataset<X extends Shapes = any, Y extends Shapes | undefined = any> {
  /** Exists in types only. */
  declare readonly shapes?: readonly [x: X, y: Y]

  /** Made by the sources, such as `csv`. */
  constructor(
    /** @internal */
    readonly source: Source,
    private readonly shuffles = 0,
  ) {}

  /**
   * Draws the order of the rows anew in each epoch, by a buffer of `bufferSize` rows that stay in memory: uniformly where it holds
   * all of them. Follows from the seed, and from how many epochs were before.
   */
  shuffle(bufferSize: number, options: ShuffleOptions = {}): Dataset<X, Y> {
    const { seed, reshuffleEachIteration: again = true } = options
    const source = shuffle(this.source, counted('shuffle: bufferSize', bufferSize, 1), {
      seed,
      again,
      stream: `shuffle/${this.shuffles}`,
    })
    return new Dataset({ ...source, ownBatches: false }, this.shuffles + 1)
  }

  /** Batches of `size` rows; the last one of a pass takes what is left. Goes before the batchSize that is fit's default. */
  batch(size: number): Dataset<X, Y> {
    return this.through((source) => batch(source, counted('batch: size', size, 1)))
  }

  /** Reads `count` batches, or where there is no `batch` before it what the source reads at once, while the model computes. */
  prefetch(count: number): Dataset<X, Y> {
    return this.through((source) => prefetch(source, counted('prefetch: count', count, 1)))
  }

  /** Keeps all rows in memory once they were read whole, as they are at this place; later epochs read those. */
  cache(): Dataset<X, Y> {
    return this.through(cache)
  }

  /** The first `count` rows. */
  take(count: number): Dataset<X, Y> {
    return this.through((source) => take(source, counted('take: count', count, 0)))
  }

  /** All but the first `count` rows. */
  skip(count: number): Dataset<X, Y> {
    return this.through((source) => skip(source, counted('skip: count', count, 0)))
  }

  /** The rows `count` times, or endlessly; an endless dataset needs `stepsPerEpoch`. */
  repeat(count?: number): Dataset<X, Y> {
    return this.through((source) =>
      repeat(source, count === undefined ? undefined : counted('repeat: count', count, 1)),
    )
  }

  /**
   * What a function makes of some rows at a time, of a batch after `batch`: tensors again, in the form [x, y, sampleWeight], of
   * as many rows or of others. It may be async.
   */
  map<const B extends Batch>(
    fn: (x: DatasetBatch<X, Y>[0], y: DatasetBatch<X, Y>[1], sampleWeight: DatasetBatch<X, Y>[2]) => B | Promise<B>,
  ): Dataset<XOf<B>, YOf<B>> {
    return new Dataset<XOf<B>, YOf<B>>(mapped(this.source, fn as never), this.shuffles)
  }

  /** One pass over the batches. */
  async *[Symbol.asyncIterator](): AsyncGenerator<DatasetBatch<X, Y>> {
    const blocks = this.source.read('dataset', { epoch: 0, seed: 0, signal: undefined })
    for await (const block of this.source.ownBatches ? blocks : batched('dataset', blocks, usualBatch)) {
      const { x, y, sampleWeight } = partsOf(block)
      yield [x, y, sampleWeight] as never
    }
  }

  private through(stage: (source: Source) => Source): Dataset<X, Y> {
    return new Dataset(stage(this.source), this.shuffles)
  }
}

const counted = (what: string, count: number, least: number): number => {
  if (Number.isSafeInteger(count) && count >= least) return count
  throw new RangeError(`${what} must be an integer of ${least} or more, got ${describeValue(count)}`)
}
