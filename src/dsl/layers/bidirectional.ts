import type { Value } from '../../codegen/ir/value.js'
import * as ops from '../../codegen/ops/index.js'
import type { Add } from '../../shapes/arithmetic.js'
import {
  type BidirectionalShape,
  checkPair,
  expectedDirections,
  type MergeMode,
  mergedShape,
  notRecurrent,
  type PairFault,
} from '../../shapes/bidirectional.js'
import {
  type GuardArgument,
  type GuardMethod,
  type Left,
  type Shape,
  ShapeError,
  type ShapeValue,
} from '../../shapes/dim.js'
import { type SeriesSentence, seriesOf } from '../../shapes/series.js'
import {
  definitionsOf,
  type IfLayer,
  type Layer,
  layer,
  type NamedOptions,
  namedOptions,
  type OutputOf,
  type ParametersOf,
  type Rule,
} from '../layer.js'
import type { LayerDefinition, Recurrence } from '../layer-definition.js'
import type { Appended } from '../sequential.js'
import { innerContext, innerWeights } from './inner-layer.js'
import { runAndPublish } from './recurrence.js'

export interface BidirectionalOptions<Mode extends MergeMode | undefined, B extends Rule, Fault = undefined>
  extends NamedOptions {
  /** How the two directions become one tensor; null keeps both. Default 'concat'. */
  readonly mergeMode?: GuardArgument<Fault, 'mergeMode', Mode> | Left<Mode>
  /** The layer that goes backwards, with goBackwards; by default the same layer the other way, with weights of its own. */
  readonly backwardLayer?: GuardArgument<Fault, 'backwardLayer', Layer<B>> | Left<B>
}

/** The mode as it counts; any of them is what the compiler takes for a wrong word, about which it has a text of its own. */
type ModeOf<Mode> = [MergeMode | undefined] extends [Mode]
  ? 'concat'
  : undefined extends Mode
    ? Exclude<Mode, undefined> | 'concat'
    : Mode

/** Stands for a backwardLayer that is left out. */
interface Automatic extends Rule {
  readonly automatic: true
}

export interface BidirectionalRule<R extends Rule, Mode, B extends Rule> extends Rule {
  readonly output: BidirectionalOutput<this['input'], R, ModeOf<Mode>, B>
  readonly parameters: Add<ParametersOf<R, this['input']>, ParametersOf<OrSame<B, R>, this['input']>>
}

type OrSame<B extends Rule, R extends Rule> = [B] extends [Automatic] ? R : B

type BidirectionalOutput<S, R extends Rule, Mode, B extends Rule> =
  SeriesSentence<'bidirectional', S> extends infer E extends string
    ? E
    : Fault<S, R, Mode, B> extends readonly [string, infer E]
      ? E
      : BidirectionalShape<OutputOf<R, S>, OutputOf<OrSame<B, R>, S>, Mode>

/**
 * [argument, sentence] of the first argument that does not fit, or undefined. Nothing is said of a layer of any rule, as the compiler
 * first takes one that is made in the call.
 */
type Fault<S, R extends Rule, Mode, B extends Rule> = [Rule] extends [R] ? undefined : FaultOf<S, R, Mode, B>

type FaultOf<S, R extends Rule, Mode, B extends Rule> =
  PairFault<ConfigOf<R>, [B] extends [Automatic] ? undefined : ConfigOf<B>, Mode> extends infer F extends readonly [
    string,
    string,
  ]
    ? F
    : OutputOf<R, S> extends infer E extends string
      ? readonly ['layer', E]
      : OutputOf<OrSame<B, R>, S> extends infer E extends string
        ? readonly ['backwardLayer', E]
        : undefined

type ConfigOf<R> = R extends { readonly recurrent: infer C } ? C : unknown

type IfRecurrent<L, T> = IfLayer<'bidirectional', L, T, (typeof expectedDirections)['layer']>

type BidirectionalMethod<In extends Shape, Out extends Shape, Count extends number> = GuardMethod<
  SeriesSentence<'bidirectional', Out>,
  <R extends Rule, const Mode extends MergeMode | undefined = 'concat', B extends Rule = Automatic, L = unknown>(
    layer: IfRecurrent<L, GuardArgument<Fault<Out, R, ModeOf<Mode>, B>, 'layer', Layer<R>>>,
    options?: BidirectionalOptions<Mode, B, Fault<Out, R, ModeOf<Mode>, B>>,
  ) => Appended<In, Out, Count, BidirectionalRule<R, Mode, B>>
>

declare module '../methods.js' {
  interface Methods<In extends Shape, Out extends Shape, Count extends number> {
    readonly bidirectional: BidirectionalMethod<In, Out, Count>
  }
}

const make = <
  R extends Rule,
  const Mode extends MergeMode | undefined = 'concat',
  B extends Rule = Automatic,
  L = unknown,
>(
  inner: IfRecurrent<L, Layer<R>>,
  options: BidirectionalOptions<Mode, B> = {},
): Layer<BidirectionalRule<R, Mode, B>> => {
  const mergeMode: MergeMode = options.mergeMode === undefined ? 'concat' : options.mergeMode
  const forward = directionOf('layer', inner)
  const { backwardLayer } = options
  const own = backwardLayer === undefined ? undefined : directionOf('backwardLayer', backwardLayer)
  checkPair(forward.recurrence, own?.recurrence, mergeMode)
  const backward = own ?? { ...forward, recurrence: { ...forward.recurrence, goBackwards: true } }
  const directions = Object.entries({ forward, backward })
  const { returnSequences, returnState, goBackwards } = forward.recurrence
  const shapesOf = (shape: ShapeValue) =>
    directions.map(([, { definition }]) => definition.outputShape(shape)) as [ShapeValue, ShapeValue]
  return layer(
    'bidirectional',
    options,
    { ...namedOptions, mergeMode: true, backwardLayer: true },
    {
      outputShape: (shape) => {
        seriesOf('bidirectional', shape)
        return mergedShape(...shapesOf(shape), mergeMode)
      },
      ...((mergeMode === null || returnState) && {
        furtherOutputs: (shape: ShapeValue) =>
          new Map([
            ...(mergeMode === null ? [['backward', shapesOf(shape)[1]] as const] : []),
            ...directions.flatMap(([name, { definition }]) =>
              [...(definition.furtherOutputs?.(shape) ?? [])].map(
                ([state, dims]) => [`${name}/${state}`, dims] as const,
              ),
            ),
          ]),
      }),
      mask: (_, mask) => (returnSequences ? mask : undefined),
      weights: (shape) => directions.flatMap(([name, { definition }]) => innerWeights(name, definition, shape)),
      call: (x, context) => {
        const [y, back] = directions.map(([name, { recurrence }]) =>
          runAndPublish(recurrence, x, innerContext(name, context, context.mask), {
            backwards: goBackwards,
            zeroMasked: returnSequences,
          }),
        ) as [Value, Value]
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

/** Throws ShapeError for a layer that does not go over time, TypeError for what is no layer. */
const directionOf = (argument: 'layer' | 'backwardLayer', inner: unknown): Direction => {
  const [definition, ...others] = definitionsOf('bidirectional', inner, expectedDirections[argument])
  if (!definition?.recurrence || others.length > 0) throw new ShapeError(notRecurrent(argument))
  return { definition, recurrence: definition.recurrence }
}

/**
 * A recurrent layer in both directions of time, side by side: with mergeMode 'concat' [batch, time, features] to
 * [batch, 2 · units], or to [batch, time, 2 · units] with returnSequences; a backwardLayer may have units of its own. Keras's
 * `Bidirectional`.
 */
export const bidirectional = make
