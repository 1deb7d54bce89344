import type { Add, IsPositiveInteger, Multiply } from './arithmetic.js'
import type { Known, Shape, ShapeValue } from './dim.js'
import type { RateSentence } from './dropout-rate.js'
import { knownDim, type NotPositiveInteger, requirePositive, type UnknownAxis } from './sentence.js'
import { type Series, type SeriesSentence, seriesOf } from './series.js'

/** A recurrent layer's arguments in a type. */
export interface RecurrentConfig {
  readonly layer: string
  readonly units: number
  readonly returnSequences: boolean
  readonly returnState: boolean
  readonly goBackwards: boolean
  readonly dropout: number | undefined
  readonly recurrentDropout: number | undefined
}

/** An option that may be left out, or be undefined. */
export type Flag = boolean | undefined

/** The option as it counts: undefined is false. */
export type FlagOf<Option> = [Option] extends [true] ? true : [Option] extends [false | undefined] ? false : boolean

/**
 * The output of a recurrent layer: [batch, time, units] where it returns sequences, else [batch, units]; and with returnState a
 * tuple of that and of the last states [batch, units].
 */
export type RecurrentShape<S, C extends RecurrentConfig, States extends 1 | 2> =
  SeriesSentence<C['layer'], S> extends infer E extends string
    ? E
    : RecurrentFault<S, C> extends readonly [string, infer E]
      ? E
      : Series<S> extends { batch: infer B; time: infer T }
        ? WithStates<
            Steps<B, T, Known<C['units']>, C['returnSequences']>,
            [B, Known<C['units']>],
            C['returnState'],
            States
          >
        : never

/** [argument, sentence] of the first argument that does not fit, or undefined. */
export type RecurrentFault<S, C extends RecurrentConfig> =
  RateSentence<C['layer'], 'dropout', C['dropout']> extends infer E extends string
    ? readonly ['dropout', E]
    : RateSentence<C['layer'], 'recurrentDropout', C['recurrentDropout']> extends infer E extends string
      ? readonly ['recurrentDropout', E]
      : UnitsSentence<C['layer'], S, C['units']> extends infer E extends string
        ? readonly ['units', E]
        : boolean extends C['returnState']
          ? readonly ['returnState', WideState<C['layer']>]
          : undefined

/** Of the compiler alone: at run time it is known. */
type WideState<Layer extends string> =
  `${Layer}: returnState must be known to be true or false here, since it decides how many tensors there are`

/** undefined, or what is wrong with the number of units, or with the features that they are to see. */
type UnitsSentence<Layer extends string, S, Units extends number> =
  IsPositiveInteger<Units> extends true
    ? Series<S>['features'] extends infer F extends string
      ? UnknownAxis<Layer, 'features', F>
      : undefined
    : NotPositiveInteger<Layer, 'units', `${Units}`>

type Steps<B, T, Units, Sequences> = [Sequences] extends [true]
  ? [B, T, Units]
  : [Sequences] extends [false]
    ? [B, Units]
    : Shape

type WithStates<Output, Last, State, States> = [State] extends [true]
  ? States extends 2
    ? [Output, Last, Last]
    : [Output, Last]
  : Output

/** gates · units · (features + units + biases). */
export type RecurrentParameters<S, Units extends number, Gates extends number, Biases> = Multiply<
  Multiply<Known<Units>, Gates>,
  Add<Add<Series<S>['features'], Known<Units>>, Biases>
>

/** [batch, time, units] or [batch, units]; throws ShapeError for what does not fit. */
export const recurrentShape = (
  layer: string,
  shape: ShapeValue,
  units: number,
  returnSequences: boolean,
): ShapeValue => {
  const { batch, time, features } = seriesOf(layer, shape)
  requirePositive(layer, 'units', units)
  knownDim(layer, 'features', features)
  return returnSequences ? [batch, time, units] : [batch, units]
}
