import type { Add } from './arithmetic.js'
import { type IsLiteral, type Shape, ShapeError, type ShapeValue } from './dim.js'
import type { RecurrentConfig } from './recurrent.js'
import { requireOneOf } from './sentence.js'
import type { SeveralShapes } from './several-tensors.js'

export const mergeModes = ['concat', 'sum', 'mul', 'ave'] as const

/** How two directions become one; null keeps both. */
export type MergeMode = (typeof mergeModes)[number] | null

/** What of a recurrent layer decides whether it makes a pair with another. */
export interface DirectionValue {
  readonly units: number
  readonly returnSequences: boolean
  readonly returnState: boolean
  readonly goBackwards: boolean
}

/** What each argument must be. */
export const expectedDirections = {
  layer: 'a recurrent layer, such as lstm(64)',
  backwardLayer: 'backwardLayer to be a recurrent layer, such as lstm(64, { goBackwards: true })',
} as const
type Expected = typeof expectedDirections

export const notRecurrent = <const Argument extends keyof Expected>(argument: Argument) =>
  `bidirectional: expected ${expectedDirections[argument]}, got another one` as `bidirectional: expected ${Expected[Argument]}, got another one`

const backwards = () =>
  'bidirectional: the layer itself must go forwards, got goBackwards: true; leave that to bidirectional' as const

const sameDirection = <const Both extends string>(both: Both) =>
  `bidirectional: one of the layer and backwardLayer must have goBackwards, got ${both} in both` as const

const different = <const Option extends string, const Forward extends string, const Backward extends string>(
  option: Option,
  forward: Forward,
  backward: Backward,
) => `bidirectional: ${option} must be the same in the layer and backwardLayer, got ${forward} and ${backward}` as const

const differentUnits = <const Mode extends string, const Forward extends string, const Backward extends string>(
  mode: Mode,
  forward: Forward,
  backward: Backward,
) =>
  `bidirectional: mergeMode '${mode}' needs as many units in the layer as in backwardLayer, got ${forward} and ${backward}` as const

/** Of the compiler alone: at run time it is known. */
type WideMode =
  'bidirectional: mergeMode must be known to be null or not here, since it decides how many tensors there are'

/**
 * [argument, sentence] of what does not fit together, or undefined. `Forward` and `Backward` are the configurations of the two
 * layers, `unknown` for one that is not recurrent; `Backward` is undefined where there is none but the layer the other way.
 */
export type PairFault<Forward, Backward, Mode> = Forward extends RecurrentConfig
  ? [Backward] extends [undefined]
    ? [Forward['goBackwards']] extends [true]
      ? readonly ['layer', ReturnType<typeof backwards>]
      : ModeFault<Mode>
    : Backward extends RecurrentConfig
      ? TwoLayersFault<Forward, Backward, Mode>
      : readonly ['backwardLayer', ReturnType<typeof notRecurrent<'backwardLayer'>>]
  : readonly ['layer', ReturnType<typeof notRecurrent<'layer'>>]

type TwoLayersFault<F extends RecurrentConfig, B extends RecurrentConfig, Mode> = [
  F['goBackwards'],
  B['goBackwards'],
] extends [true, true] | [false, false]
  ? readonly ['backwardLayer', ReturnType<typeof sameDirection<`${F['goBackwards']}`>>]
  : OptionFault<'returnSequences', F, B> extends infer E extends string
    ? readonly ['backwardLayer', E]
    : OptionFault<'returnState', F, B> extends infer E extends string
      ? readonly ['backwardLayer', E]
      : [Mode] extends ['sum' | 'mul' | 'ave']
        ? UnitsFault<Mode, F['units'], B['units']>
        : ModeFault<Mode>

type OptionFault<
  Option extends 'returnSequences' | 'returnState',
  F extends RecurrentConfig,
  B extends RecurrentConfig,
> = [F[Option], B[Option]] extends [true, false] | [false, true]
  ? ReturnType<typeof different<Option, `${F[Option]}`, `${B[Option]}`>>
  : undefined

type UnitsFault<Mode extends string, F extends number, B extends number> = [IsLiteral<F>, IsLiteral<B>] extends [
  true,
  true,
]
  ? [F] extends [B]
    ? undefined
    : readonly ['backwardLayer', ReturnType<typeof differentUnits<Mode, `${F}`, `${B}`>>]
  : undefined

type ModeFault<Mode> = null extends Mode
  ? [Mode] extends [null]
    ? undefined
    : readonly ['mergeMode', WideMode]
  : undefined

/** Throws ShapeError for what does not fit together; `backward` is undefined where there is none but the layer the other way. */
export const checkPair = (forward: DirectionValue, backward: DirectionValue | undefined, mode: MergeMode): void => {
  if (mode !== null) requireOneOf('bidirectional', 'mergeMode', mergeModes, mode)
  if (!backward) {
    if (forward.goBackwards) throw new ShapeError(backwards())
    return
  }
  if (forward.goBackwards === backward.goBackwards) throw new ShapeError(sameDirection(`${forward.goBackwards}`))
  for (const option of ['returnSequences', 'returnState'] as const) {
    if (forward[option] !== backward[option]) {
      throw new ShapeError(different(option, `${forward[option]}`, `${backward[option]}`))
    }
  }
  if (mode !== null && mode !== 'concat' && forward.units !== backward.units) {
    throw new ShapeError(differentUnits(mode, `${forward.units}`, `${backward.units}`))
  }
}

/** The output of two directions from those of each: a shape, or a tuple of output and states. */
export type BidirectionalShape<Forward, Backward, Mode> = Join<
  Merged<First<Forward>, First<Backward>, Mode>,
  [...Others<Forward>, ...Others<Backward>]
>

type First<Output> = Output extends SeveralShapes ? Output[0] : Output
type Others<Output> = Output extends readonly [readonly unknown[], ...infer States] ? States : []

/** A tuple where there is more than one tensor. */
type Join<Outputs extends readonly unknown[], States extends readonly unknown[]> = [...Outputs, ...States] extends [
  infer Only,
]
  ? Only
  : [...Outputs, ...States]

type Merged<Y, Back, Mode> = [Mode] extends [null]
  ? [Y, Back]
  : [Mode] extends ['concat']
    ? [Concatenated<Y, Back>]
    : [Mode] extends ['sum' | 'mul' | 'ave']
      ? [Y]
      : [Shape]

type Concatenated<Y, Back> = [Y, Back] extends [
  readonly [...infer Rest, infer Units],
  readonly [...unknown[], infer More],
]
  ? [...Rest, Add<Units, More>]
  : Y

/** The same of the first tensor: with 'concat' the units add up. */
export const mergedShape = (forward: ShapeValue, backward: ShapeValue, mode: MergeMode): ShapeValue =>
  mode === 'concat' ? [...forward.slice(0, -1), lastOf(forward) + lastOf(backward)] : forward

const lastOf = (shape: ShapeValue): number => shape.at(-1) as number
