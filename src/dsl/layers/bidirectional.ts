import type { Value } from '../../codegen/ir/value.js'
import * as ops from '../../codegen/ops/index.js'
import type { Add } from '../../shapes/arithmetic.js'
import { type BidirectionalShape, doubled, type MergeMode, mergeModes } from '../../shapes/bidirectional.js'
import { type Guard, type GuardMethod, ShapeError, type ShapeValue } from '../../shapes/dim.js'
import { requireOneOf } from '../../shapes/sentence.js'
import { type SeriesSentence, seriesOf } from '../../shapes/series.js'
import {
  type Fluent,
  type Layer,
  type LayerDefinition,
  layer,
  type Method,
  type NamedOptions,
  namedOptions,
  type OutputOf,
  type ParametersOf,
  type Recurrence,
  type Rule,
} from '../layer.js'
import type { Appended } from '../sequential.js'
import { innerContext, innerWeights } from './inner-layer.js'

export interface BidirectionalOptions<Mode extends MergeMode, B extends Rule> extends NamedOptions {
  /** How the two directions become one tensor; null keeps both. Default 'concat'. */
  readonly mergeMode?: Mode | undefined
  /** The layer that goes backwards, with goBackwards; by default the same layer the other way, with weights of its own. */
  readonly backwardLayer?: Layer<B> | undefined
}

interface BidirectionalRule<R extends Rule, Mode, B extends Rule> extends Rule {
  readonly output: R extends { readonly recurrent: true }
    ? BidirectionalOutput<this['input'], R, Mode>
    : // biome-ignore lint/suspicious/noExplicitAny: the argument shows the sentence
      any
  readonly parameters: Add<ParametersOf<R, this['input']>, ParametersOf<B, this['input']>>
}

type BidirectionalOutput<S, R extends Rule, Mode> =
  RecurrentSentence<R> extends infer E extends string
    ? E
    : SeriesSentence<'bidirectional', S> extends infer E extends string
      ? E
      : BidirectionalShape<OutputOf<R, S>, Mode>

const notRecurrent = () => 'bidirectional: expected a recurrent layer, such as lstm(64), got another one' as const

/** undefined, or that the layer does not go over time. */
type RecurrentSentence<R> = R extends { readonly recurrent: true } ? undefined : ReturnType<typeof notRecurrent>

interface BidirectionalMethod extends Method {
  readonly call: GuardMethod<
    SeriesSentence<'bidirectional', this['model']['shape']>,
    <R extends Rule, const Mode extends MergeMode = 'concat', B extends Rule = R>(
      layer: Guard<BidirectionalOutput<this['model']['shape'], R, Mode>, Layer<R>>,
      options?: BidirectionalOptions<Mode, B>,
    ) => Appended<this['model'], BidirectionalRule<R, Mode, B>>
  >
}

const make = <R extends Rule, const Mode extends MergeMode = 'concat', B extends Rule = R>(
  inner: Guard<RecurrentSentence<R>, Layer<R>>,
  options: BidirectionalOptions<Mode, B> = {},
): Layer<BidirectionalRule<R, Mode, B>> => {
  const mergeMode: MergeMode = options.mergeMode === undefined ? 'concat' : options.mergeMode
  if (mergeMode !== null) requireOneOf('bidirectional', 'mergeMode', mergeModes, mergeMode)
  const forward = directionOf(inner as Layer)
  const backward = options.backwardLayer
    ? directionOf(options.backwardLayer)
    : { ...forward, recurrence: { ...forward.recurrence, goBackwards: !forward.recurrence.goBackwards } }
  const directions = { forward, backward }
  checkPair(forward.recurrence, backward.recurrence, options.backwardLayer === undefined)
  const { returnSequences, returnState, goBackwards } = forward.recurrence
  const more = mergeMode === null || returnState
  return layer(
    'bidirectional',
    options,
    { ...namedOptions, mergeMode: true, backwardLayer: true },
    {
      outputShape: (shape) => {
        seriesOf('bidirectional', shape)
        const [one] = Object.values(directions).map(({ definition }) => definition.outputShape(shape)) as [ShapeValue]
        return mergeMode === 'concat' ? doubled(one) : one
      },
      ...(more && {
        furtherOutputs: (shape: ShapeValue) =>
          new Map([
            ...(mergeMode === null ? [['backward', backward.definition.outputShape(shape)] as const] : []),
            ...Object.entries(directions).flatMap(([name, { definition }]) =>
              [...(definition.furtherOutputs?.(shape) ?? [])].map(([own, dims]) => [`${name}/${own}`, dims] as const),
            ),
          ]),
      }),
      mask: (_, mask) => (returnSequences ? mask : undefined),
      weights: (shape) =>
        Object.entries(directions).flatMap(([name, { definition }]) => innerWeights(name, definition, shape)),
      call: (x, context) => {
        const [y, back] = Object.entries(directions).map(([name, { definition, recurrence }]) => {
          const own = innerContext(name, context, context.mask)
          const { output, states } = recurrence.run(x, own, {
            reverse: recurrence.goBackwards,
            zeroMasked: returnSequences,
          })
          if (returnState) {
            const names = [...(definition.furtherOutputs?.(x.shape).keys() ?? [])]
            for (const [i, state] of states.entries()) own.output(names[i] as string, state)
          }
          return goBackwards && returnSequences ? ops.reverse(output, 1) : output
        }) as [Value, Value]
        if (mergeMode !== null) return merges[mergeMode](y, back)
        context.output('backward', back)
        return y
      },
    },
  )
}

const merges: Readonly<Record<NonNullable<MergeMode>, (a: Value, b: Value) => Value>> = {
  concat: (a, b) => ops.concat([a, b], -1),
  sum: ops.add,
  mul: ops.mul,
  ave: (a, b) => ops.mul(ops.add(a, b), 0.5),
}

interface Direction {
  readonly definition: LayerDefinition
  readonly recurrence: Recurrence
}

const directionOf = ({ definitions }: Layer): Direction => {
  const [definition] = definitions
  if (definitions.length !== 1 || !definition?.recurrence) throw new ShapeError(notRecurrent())
  return { definition, recurrence: definition.recurrence }
}

const checkPair = (forward: Recurrence, backward: Recurrence, automatic: boolean): void => {
  if (automatic && forward.goBackwards) {
    throw new ShapeError('bidirectional: the layer itself must go forwards; leave goBackwards to bidirectional')
  }
  if (forward.goBackwards === backward.goBackwards) {
    throw new ShapeError('bidirectional: one of the layer and backwardLayer must have goBackwards, and the other not')
  }
  for (const option of ['returnSequences', 'returnState'] as const) {
    if (forward[option] !== backward[option])
      throw new ShapeError(`bidirectional: ${option} must be the same for the layer and backwardLayer`)
  }
}

/**
 * A recurrent layer in both directions of time, side by side: with mergeMode 'concat' [batch, time, features] to
 * [batch, 2 · units], or to [batch, time, 2 · units] with returnSequences. Keras's `Bidirectional`.
 */
export const bidirectional: typeof make & Fluent<BidirectionalMethod> = make
