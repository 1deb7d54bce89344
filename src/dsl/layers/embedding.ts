import * as ops from '../../codegen/ops/index.js'
import { flag } from '../../codegen/ranges.js'
import type { GuardArgument, Shape } from '../../shapes/dim.js'
import {
  type EmbeddingFault,
  type EmbeddingParameters,
  type EmbeddingShape,
  embeddingShape,
} from '../../shapes/embedding.js'
import type { InitializerLike } from '../initializers.js'
import { type Layer, layer, type NamedOptions, namedOptions, type Rule } from '../layer.js'
import type { RegularizerLike } from '../regularizers.js'
import type { Appended } from '../sequential.js'
import { activated, type Steered, steeredWeight, weightOptions } from './kernel.js'

export interface EmbeddingOptions extends NamedOptions, Steered<'embeddings'> {
  /** Default 'randomUniform', in ±0.05: Keras's 'uniform'. */
  readonly embeddingsInitializer?: InitializerLike | undefined
  /** A penalty on the result, divided by the batch size. */
  readonly activityRegularizer?: RegularizerLike | undefined
  /** Id 0 is padding: layers that take a mask leave its positions out; default false. */
  readonly maskZero?: boolean | undefined
}

const known = {
  ...namedOptions,
  ...weightOptions('embeddings'),
  activityRegularizer: true,
  maskZero: flag,
} as const

export interface EmbeddingRule<I extends number, O extends number> extends Rule {
  readonly output: EmbeddingShape<this['input'], I, O>
  readonly parameters: EmbeddingParameters<I, O>
}

type EmbeddingMethod<In extends Shape, Out extends Shape, Count extends number> = <
  const I extends number,
  const O extends number,
>(
  inputDim: GuardArgument<EmbeddingFault<I, O>, 'inputDim', I>,
  outputDim: GuardArgument<EmbeddingFault<I, O>, 'outputDim', O>,
  options?: EmbeddingOptions,
) => Appended<In, Out, Count, EmbeddingRule<I, O>>

declare module '../methods.js' {
  interface Methods<In extends Shape, Out extends Shape, Count extends number> {
    readonly embedding: EmbeddingMethod<In, Out, Count>
  }
}

const make = <const I extends number, const O extends number>(
  inputDim: I,
  outputDim: O,
  options: EmbeddingOptions = {},
): Layer<EmbeddingRule<I, O>> => {
  const { activityRegularizer, maskZero } = options
  const embeddings = steeredWeight('embeddings', options, 'randomUniform')
  const finish = activated({ activityRegularizer })
  return layer('embedding', options, known, {
    takes: 'integers',
    ids: inputDim,
    outputShape: (shape) => embeddingShape(shape, inputDim, outputDim),
    stepwise: true,
    mask: (ids) => (maskZero ? ops.not(ops.equal(ids, 0)) : undefined),
    weights: () => [embeddings([inputDim, outputDim])],
    call: (ids, context) => finish(ops.gather(context.weight('embeddings'), ids), context),
  })
}

/**
 * A vector for each id in 0 to inputDim - 1, learnt: [batch, …] to [batch, …, outputDim]. Keras's `Embedding`: embeddings
 * [inputDim, outputDim].
 */
export const embedding = make
