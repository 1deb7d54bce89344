import { type IsLiteral, ShapeError, type ShapeValue } from './dim.js'
import { type FormatDim, type FormatShape, formatShape } from './format.js'

const unfitStates = <
  const Layer extends string,
  const Names extends string,
  const Units extends string,
  const Got extends string,
>(
  layer: Layer,
  names: Names,
  units: Units,
  got: Got,
) => `${layer}: initialState must be [${names}], each [batch, ${units}], got ${got}` as const

export const onlyRecurrent = () => 'initialState: only a recurrent layer, such as lstm(64), takes first states' as const

/** The sentence for an initialState of another layer, where the type does not know what it is called. */
export type OnlyRecurrent = ReturnType<typeof onlyRecurrent>

type NamesOf<Count> = Count extends 2 ? 'h, c' : 'h'

type Unfit<Layer extends string, Count, Units, Got extends string> = ReturnType<
  typeof unfitStates<Layer, NamesOf<Count>, FormatDim<Units>, Got>
>

/** undefined, or why tensors of these shapes are no first states of a layer that has `Count` states [batch, units]. */
export type InitialStateSentence<
  Layer extends string,
  Count,
  Units,
  States extends readonly unknown[],
> = number extends States['length']
  ? undefined
  : States['length'] extends Count
    ? FirstUnfit<Layer, Count, Units, States>
    : Unfit<Layer, Count, Units, `${States['length']} of them`>

type FirstUnfit<Layer extends string, Count, Units, States> = States extends readonly [infer State, ...infer Rest]
  ? IsState<State, Units> extends true
    ? FirstUnfit<Layer, Count, Units, Rest>
    : Unfit<Layer, Count, Units, FormatShape<State>>
  : undefined

type IsState<State, Units> = State extends readonly [unknown, infer Own]
  ? [IsLiteral<Own>, IsLiteral<Units>] extends [true, true]
    ? [Own] extends [Units]
      ? true
      : false
    : true
  : State extends readonly unknown[]
    ? number extends State['length']
      ? true
      : false
    : true

/** Throws ShapeError for tensors that are no first states. `given` are their shapes, or what was given in place of a list. */
export const checkInitialState = (
  layer: string,
  names: readonly string[],
  [batch, units]: readonly [ShapeValue[number] | undefined, number],
  given: readonly ShapeValue[] | string,
): void => {
  const wrong = (got: string) => new ShapeError(unfitStates(layer, names.join(', '), `${units}`, got))
  if (typeof given === 'string') throw wrong(given)
  if (given.length !== names.length) throw wrong(`${given.length} of them`)
  for (const shape of given) {
    const fits = shape.length === 2 && shape[0] === batch && (shape[1] === units || shape[1] === null)
    if (!fits) throw wrong(formatShape(shape))
  }
}
