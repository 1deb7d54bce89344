import type { Add, IsPositiveInteger, Multiply } from './arithmetic.js'
import type { Known, Shape, ShapeValue } from './dim.js'
import { knownDim, type NotPositiveInteger, requirePositive, type UnknownAxis } from './sentence.js'
import { type Series, type SeriesSentence, seriesOf } from './series.js'

/**
 * The output of a recurrent layer: [batch, time, units] where it returns sequences, else [batch, units]; and with `State` a
 * tuple of that and of the last states [batch, units].
 */
export type RecurrentShape<Layer extends string, S, Units extends number, Sequences, State, States extends 1 | 2> =
  SeriesSentence<Layer, S> extends infer E extends string
    ? E
    : UnitsSentence<Layer, S, Units> extends infer E extends string
      ? E
      : Series<S> extends { batch: infer B; time: infer T }
        ? WithStates<Steps<B, T, Known<Units>, Sequences>, [B, Known<Units>], State, States>
        : never

/** undefined, or what is wrong with the number of units, or with the features that they are to see. */
export type UnitsSentence<Layer extends string, S, Units extends number> =
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
  : [State] extends [false]
    ? Output
    : Shape

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
