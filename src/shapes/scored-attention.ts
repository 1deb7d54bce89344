import { checkSeriesBeside, type SeriesBeside, type StepsSentence } from './attention.js'
import { type DimValue, type IsRankWide, ShapeError, type ShapeValue } from './dim.js'
import type { RateSentence } from './dropout-rate.js'
import { type FormatDim, formatDim } from './format.js'
import type { MayEqual } from './open-dim.js'
import { knownDim, type UnknownAxis } from './sentence.js'
import { type Series, type SeriesSentence, seriesOf } from './series.js'

/* Attention whose scores compare queries with keys as they are: of one length. */

const otherWidth = <
  const Layer extends string,
  const Name extends string,
  const Got extends string,
  const Wanted extends string,
>(
  layer: Layer,
  name: Name,
  got: Got,
  wanted: Wanted,
) =>
  `${layer}: ${name} has ${got} features, but the query it is compared with has ${wanted}; give both as many, or another key` as const

type OtherWidth<Layer extends string, Name extends string, Q, K> =
  MayEqual<Q, K> extends true ? undefined : ReturnType<typeof otherWidth<Layer, Name, FormatDim<K>, FormatDim<Q>>>

/** What a layer of one scale for each feature needs of its input. */
export type ScaledSentence<Layer extends string, S, UseScale> = [UseScale] extends [true]
  ? Series<S>['features'] extends infer F extends string
    ? UnknownAxis<Layer, 'features', F>
    : undefined
  : undefined

/** What the layer makes of a query alone: itself, or the sentence about its rank, the dropout, or its features. */
export type SelfScoredShape<Layer extends string, S, Rate, UseScale = false> =
  SeriesSentence<Layer, S> extends infer E extends string
    ? E
    : RateSentence<Layer, 'dropout', Rate> extends infer E extends string
      ? E
      : ScaledSentence<Layer, S, UseScale> extends infer E extends string
        ? E
        : S

/** undefined, or why a value of shape V does not fit a query of shape S; it is the key too, where K is undefined. */
export type ScoredValueSentence<Layer extends string, S, V, K> =
  SeriesBeside<Layer, 'value', S, V> extends infer E extends string
    ? E
    : K extends undefined
      ? WidthSentence<Layer, 'value', S, V>
      : undefined

/** The same of a key, where there is one. */
export type ScoredKeySentence<Layer extends string, S, V, K> = K extends undefined
  ? undefined
  : SeriesBeside<Layer, 'key', S, K> extends infer E extends string
    ? E
    : StepsSentence<Layer, V, K> extends infer E extends string
      ? E
      : WidthSentence<Layer, 'key', S, K>

type WidthSentence<Layer extends string, Name extends string, S, K> = true extends IsRankWide<S> | IsRankWide<K>
  ? undefined
  : [S, K] extends [readonly [unknown, unknown, infer Q], readonly [unknown, unknown, infer F]]
    ? OtherWidth<Layer, Name, Q, F>
    : undefined

/** Each step of the query with the features of the value. */
export type ScoredShape<S, V> = S extends [infer B, infer T, unknown]
  ? V extends readonly [unknown, unknown, infer F]
    ? [B, T, F]
    : [B, T, number]
  : S

/** How much each step of the query attends to each of the value: [batch, time, steps]. */
export type SharesShape<S, V> = S extends [infer B, infer T, unknown]
  ? V extends readonly [unknown, infer X, unknown]
    ? [B, T, X]
    : [B, T, number]
  : S

/** Throws ShapeError for a query, a value or a key that do not fit. `hasKey`: the key is not the value. */
export const checkScored = (
  layer: string,
  [query, value, key]: readonly [ShapeValue, ShapeValue, ShapeValue],
  { hasKey, needsFeatures }: { readonly hasKey: boolean; readonly needsFeatures: boolean },
): void => {
  const { features } = seriesOf(layer, query)
  if (needsFeatures) knownDim(layer, 'features', features)
  checkSeriesBeside(layer, query, value, key)
  const own = key[2] as DimValue
  if (features === own || features === null || own === null) return
  throw new ShapeError(otherWidth(layer, hasKey ? 'key' : 'value', formatDim(own), formatDim(features)))
}
