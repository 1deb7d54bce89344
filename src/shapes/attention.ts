import type { Add, IsPositiveInteger, Multiply, Remainder } from './arithmetic.js'
import { type Dim, type DimValue, type IsRankWide, type Known, type Shape, ShapeError, type ShapeValue } from './dim.js'
import type { RateSentence } from './dropout-rate.js'
import { type FormatDim, type FormatShape, formatDim, formatShape } from './format.js'
import type { MayEqual, Plain } from './open-dim.js'
import { knownDim, type NotPositiveInteger, requirePositive, type UnknownAxis } from './sentence.js'
import { type Series, type SeriesSentence, seriesOf } from './series.js'
import type { WithBias } from './with-bias.js'

/** The arguments of a layer of several heads in a type; `null` for those that are left out. */
export interface HeadsConfig {
  readonly layer: string
  /** The counts in order, by their names. */
  readonly counts: Readonly<Record<string, number>>
  readonly heads: number
  /** Of keys and values; as many as `heads`, or fewer that divide them. */
  readonly keyHeads: number
  readonly keyDim: number
  readonly valueDim: number
  readonly outputShape: number | null
  readonly dropout: number | undefined
  readonly useBias: boolean
  readonly useGate: boolean
}

const unequalHeads = <const Heads extends string, const KeyHeads extends string>(heads: Heads, keyHeads: KeyHeads) =>
  `groupedQueryAttention: numKeyValueHeads ${keyHeads} must divide numQueryHeads ${heads}` as const

/** [argument, sentence] of the first argument that does not fit, or undefined. */
export type HeadsFault<S, C extends HeadsConfig> = [CountFault<C['layer'], C['counts']>] extends [
  infer F extends readonly [string, string],
]
  ? [F] extends [never]
    ? LaterFault<S, C>
    : F
  : LaterFault<S, C>

type LaterFault<S, C extends HeadsConfig> =
  HeadsDivide<C['heads'], C['keyHeads']> extends infer E extends string
    ? readonly ['numKeyValueHeads', E]
    : RateSentence<C['layer'], 'dropout', C['dropout']> extends infer E extends string
      ? readonly ['dropout', E]
      : FeaturesFault<C['layer'], Series<S>['features']>

/** The batch and what is not of the layer's own arguments shows at the first of them. */
type FeaturesFault<Layer extends string, F> = F extends string
  ? readonly ['first', UnknownAxis<Layer, 'features', F>]
  : undefined

type CountFault<Layer extends string, Counts> = {
  [K in keyof Counts & string]: Counts[K] extends infer N extends number
    ? IsPositiveInteger<N> extends true
      ? never
      : readonly [K, NotPositiveInteger<Layer, K, `${N}`>]
    : never
}[keyof Counts & string]

type HeadsDivide<Heads extends number, KeyHeads extends number> = [Heads] extends [KeyHeads]
  ? undefined
  : Remainder<Known<Heads>, Known<KeyHeads>> extends infer R
    ? number extends R
      ? undefined
      : [R] extends [0]
        ? undefined
        : ReturnType<typeof unequalHeads<`${Heads}`, `${KeyHeads}`>>
    : never

/** [batch, time, features] as it comes, or with other features; or the sentence. The rank is asked for first. */
export type HeadsShape<S, C extends HeadsConfig> = S extends [infer B, infer T, infer F]
  ? HeadsFault<S, C> extends infer Fault
    ? [Fault] extends [readonly [string, infer E]]
      ? E
      : C['outputShape'] extends null
        ? S
        : Known<C['outputShape']> extends infer O
          ? [B, T, O]
          : F
    : never
  : IsRankWide<S> extends true
    ? HeadsFault<S, C> extends readonly [string, infer E]
      ? E
      : Shape
    : SeriesSentence<C['layer'], S>

type GateUnits<C extends HeadsConfig> = [C['useGate']] extends [false]
  ? 0
  : [C['useGate']] extends [true]
    ? Multiply<Known<C['heads']>, Known<C['valueDim']>>
    : number

/** The weights of self-attention: query, key, value and gate, and what makes the output of the heads. */
export type HeadsParameters<S, C extends HeadsConfig> = Add<
  Multiply<
    WithBias<Series<S>['features'], C['useBias']>,
    Add<
      Multiply<Known<C['heads']>, Known<C['keyDim']>>,
      Add<Multiply<Known<C['keyHeads']>, Add<Known<C['keyDim']>, Known<C['valueDim']>>>, GateUnits<C>>
    >
  >,
  Multiply<
    C['outputShape'] extends null ? Series<S>['features'] : Known<C['outputShape']>,
    WithBias<Multiply<Known<C['heads']>, Known<C['valueDim']>>, C['useBias']>
  >
>

/** Throws ShapeError for what does not fit. */
export const headsShape = (
  layer: string,
  query: ShapeValue,
  counts: Readonly<Record<string, number>>,
  [heads, keyHeads]: readonly [number, number],
  outputShape: number | undefined,
): ShapeValue => {
  seriesOf(layer, query)
  for (const [name, count] of Object.entries(counts)) requirePositive(layer, name, count)
  if (heads % keyHeads !== 0) throw new ShapeError(unequalHeads(`${heads}`, `${keyHeads}`))
  knownDim(layer, 'features', query[2])
  return outputShape === undefined ? query : [query[0] ?? null, query[1] ?? null, outputShape]
}

/** How much each step of a query of shape S attends to each of a value of shape V: [batch, heads, time, steps]. */
export type HeadScores<S, V, Heads extends number> = S extends [infer B extends Dim, infer T extends Dim, unknown]
  ? V extends readonly [unknown, infer X extends Dim, unknown]
    ? [B, Known<Heads>, T, X]
    : [B, Known<Heads>, T, number]
  : Shape

const unfitMask = <
  const Layer extends string,
  const Pairs extends string,
  const Heads extends string,
  const Got extends string,
>(
  layer: Layer,
  pairs: Pairs,
  heads: Heads,
  got: Got,
) => `${layer}: attentionMask must be ${pairs}, or ${heads} with one for each head, got ${got}` as const

/** undefined, or that a mask of shape M does not say of each step of the query which steps of the value it may attend to. */
export type MaskSentence<Layer extends string, S, V, Heads extends number, M> = true extends
  | IsRankWide<S>
  | IsRankWide<V>
  | IsRankWide<M>
  ? undefined
  : [S, V] extends [[infer B, infer T, unknown], readonly [unknown, infer X, unknown]]
    ? AllFit<M, [B, T, X]> extends true
      ? undefined
      : AllFit<M, [B, Known<Heads>, T, X]> extends true
        ? undefined
        : ReturnType<
            typeof unfitMask<
              Layer,
              FormatShape<Plain<[B, T, X]>>,
              FormatShape<Plain<[B, Known<Heads>, T, X]>>,
              FormatShape<Plain<M>>
            >
          >
    : undefined

/** Whether each dim may be the other's, or is 1. */
type AllFit<M, Es> = M extends readonly [infer D, ...infer Ds]
  ? Es extends readonly [infer E, ...infer Rest]
    ? MayEqual<D, E> extends true
      ? AllFit<Ds, Rest>
      : [D] extends [1]
        ? AllFit<Ds, Rest>
        : false
    : false
  : Es extends readonly []
    ? true
    : false

/** Throws ShapeError for a mask that does not fit. */
export const checkMask = (
  layer: string,
  [batch, time]: ShapeValue,
  [, steps]: ShapeValue,
  heads: number,
  mask: ShapeValue,
): void => {
  const [pairs, each] = [
    [batch ?? null, time ?? null, steps ?? null],
    [batch ?? null, heads, time ?? null, steps ?? null],
  ]
  const fits = (wanted: ShapeValue) =>
    mask.length === wanted.length && mask.every((dim, axis) => dim === 1 || mayEqual(dim, wanted[axis]))
  if (fits(pairs) || fits(each)) return
  throw new ShapeError(unfitMask(layer, formatShape(pairs), formatShape(each), formatShape(mask)))
}

const notASeries = <const Layer extends string, const Name extends string, const Got extends string>(
  layer: Layer,
  name: Name,
  got: Got,
) => `${layer}: ${name} must be [batch, time, features] like the query, got ${got}` as const

const unequalTimes = <const Layer extends string, const Key extends string, const Value extends string>(
  layer: Layer,
  key: Key,
  value: Value,
) => `${layer}: key has ${key} steps, but value has ${value}; give both as many` as const

/** undefined, or that a tensor of shape V is no series of the batch of a query of shape S. */
export type SeriesBeside<Layer extends string, Name extends string, S, V> = true extends IsRankWide<S> | IsRankWide<V>
  ? undefined
  : [S, V] extends [readonly [infer B, unknown, unknown], readonly [infer C, unknown, unknown]]
    ? MayEqual<B, C> extends true
      ? undefined
      : ReturnType<typeof notASeries<Layer, Name, FormatShape<Plain<V>>>>
    : ReturnType<typeof notASeries<Layer, Name, FormatShape<Plain<V>>>>

/** undefined, or why a tensor of shape V is no value or key for a query of shape S. */
export type BesideSentence<Layer extends string, Name extends string, S, V> =
  SeriesBeside<Layer, Name, S, V> extends infer E extends string
    ? E
    : V extends readonly [unknown, unknown, infer F extends string]
      ? UnknownAxis<Layer, `features of ${Name}`, F>
      : undefined

/** The same of a key, which has as many steps as the value. */
export type KeySentence<Layer extends string, S, V, K> =
  BesideSentence<Layer, 'key', S, K> extends infer E extends string ? E : StepsSentence<Layer, V, K>

/** undefined, or that a key has other steps than its value. */
export type StepsSentence<Layer extends string, V, K> = [V, K] extends [
  readonly [unknown, infer X, unknown],
  readonly [unknown, infer Y, unknown],
]
  ? MayEqual<X, Y> extends true
    ? undefined
    : ReturnType<typeof unequalTimes<Layer, FormatDim<Y>, FormatDim<X>>>
  : undefined

const mayEqual = (x: DimValue | undefined, y: DimValue | undefined): boolean => x === y || x === null || y === null

/** Throws ShapeError for a value and a key that are no series like the query, or of other steps than each other. */
export const checkSeriesBeside = (layer: string, query: ShapeValue, value: ShapeValue, key: ShapeValue): void => {
  for (const [name, shape] of [
    ['value', value],
    ['key', key],
  ] as const) {
    if (shape.length !== 3 || !mayEqual(shape[0], query[0]))
      throw new ShapeError(notASeries(layer, name, formatShape(shape)))
  }
  if (!mayEqual(key[1], value[1])) {
    throw new ShapeError(unequalTimes(layer, formatDim(key[1] ?? null), formatDim(value[1] ?? null)))
  }
}

/** The same, where their features decide weights. */
export const checkBeside = (layer: string, query: ShapeValue, value: ShapeValue, key: ShapeValue): void => {
  checkSeriesBeside(layer, query, value, key)
  knownDim(layer, 'features of value', value[2])
  knownDim(layer, 'features of key', key[2])
}
