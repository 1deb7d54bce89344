import type { DType } from '../../codegen/ir/value.js'
import {
  type CategoryEncodingSentence,
  type CategoryEncodingShape,
  type CountWeightsSentence,
  categoryEncodingShape,
} from '../../shapes/category-encoding.js'
import type { Guard, Shape } from '../../shapes/dim.js'
import { type Encoding, encodings } from '../../shapes/encoding.js'
import type { OnlyRecurrent } from '../../shapes/initial-state.js'
import { requireOneOf } from '../../shapes/sentence.js'
import {
  type Layer,
  type LayerLike,
  layer,
  type NamedOptions,
  namedOptions,
  type OutputOf,
  type Placed,
  type Rule,
  type Taken,
} from '../layer.js'
import type { ShapeOf } from '../operations/operand.js'
import type { Appended } from '../sequential.js'
import type { SymbolicTensor } from '../symbolic.js'
import { encoded } from './encoded.js'

export interface CategoryEncodingOptions<Mode extends Encoding> extends NamedOptions {
  /** 'multiHot' (the default): 1 for each id among those of the last axis. 'oneHot': a row for each id. 'count': how often it is there. */
  readonly outputMode?: Mode | undefined
}

export interface CategoryEncodingRule<N extends number, Mode extends Encoding> extends Rule {
  readonly output: CategoryEncodingShape<this['input'], N, Mode>
  readonly parameters: 0
}

/** A layer that counts: a function of ids, and of what each of them counts. `pipe` and blocks take it as well. */
export interface CountingLayer<R extends Rule> extends LayerLike {
  <const S extends Shape, T extends DType = never, O = OutputOf<R, S>, W extends SymbolicTensor = SymbolicTensor<S>>(
    x: Taken<S, T, O>,
    options?: {
      /** What each id counts, of the shape of x; default 1. */
      readonly countWeights?: Guard<CountWeightsSentence<S, ShapeOf<W>>, W> | undefined
      readonly initialState?: OnlyRecurrent | undefined
    },
  ): Placed<O, 'float32'>
  /** Whether training changes its weights, as that of a `Layer`. */
  trainable: boolean
  /** Exists in types only. */
  readonly rule?: R
}

type CategoryEncodingMethod<In extends Shape, Out extends Shape, Count extends number> = <
  const N extends number,
  const Mode extends Encoding = 'multiHot',
>(
  numTokens: Guard<CategoryEncodingSentence<Out, N, Mode>, N>,
  options?: CategoryEncodingOptions<Mode>,
) => Appended<In, Out, Count, CategoryEncodingRule<N, Mode>>

declare module '../methods.js' {
  interface Methods<In extends Shape, Out extends Shape, Count extends number> {
    readonly categoryEncoding: CategoryEncodingMethod<In, Out, Count>
  }
}

const make = <const N extends number, const Mode extends Encoding = 'multiHot'>(
  numTokens: N,
  options: CategoryEncodingOptions<Mode> = {},
): [Mode] extends ['count'] ? CountingLayer<CategoryEncodingRule<N, Mode>> : Layer<CategoryEncodingRule<N, Mode>> => {
  const mode: Encoding = options.outputMode ?? 'multiHot'
  requireOneOf('categoryEncoding', 'outputMode', encodings, mode)
  return layer<CategoryEncodingRule<N, Mode>, CategoryEncodingOptions<Mode>>(
    'categoryEncoding',
    options,
    { ...namedOptions, outputMode: true },
    {
      takes: 'integers',
      ids: numTokens,
      stepwise: mode === 'oneHot',
      countWeights: mode === 'count',
      outputShape: (shape) => categoryEncodingShape(shape, numTokens, mode),
      weights: () => [],
      call: (ids, { countWeights }) => encoded(ids, mode, numTokens, countWeights),
    },
  ) as never
}

/**
 * Ids from 0 to numTokens - 1 as float32: [batch, …, ids] to [batch, …, numTokens], of which each is 1 where the id is there, or how
 * often it is there; or one-hot [batch, …] to [batch, …, numTokens]. Keras's `CategoryEncoding`, with the last axis as its
 * documentation has it for any rank. Counts may be weighted: `categoryEncoding(4, { outputMode: 'count' })(ids, { countWeights })`.
 * As with embedding, ids are int32, or whole numbers of an input of float32, and are checked before anything runs.
 */
export const categoryEncoding = make
