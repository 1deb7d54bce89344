import { type IsLiteral, type IsRankWide, type IsSingle, type Shape, ShapeError, type ShapeValue } from './dim.js'
import { type FormatShape, formatShape } from './format.js'
import { compareNames } from './least.js'
import type { KeysOf } from './parts.js'
import { checkRows } from './rows.js'
import { bindSymbols, type WithinSentence } from './symbols.js'

const unfitInput = <const Input extends string, const Want extends string, const Got extends string>(
  input: Input,
  want: Want,
  got: Got,
) => `model: expected ${input} ${want}, got ${got}; reshape it, or make the model for this shape` as const

const unfitForm = <const Form extends string, const Got extends string>(form: Form, got: Got) =>
  `model: expected ${form}, got ${got}` as const

/** The sentence for one tensor where a model takes a list of `Count`. */
export type NotListed<Count extends number> = ReturnType<typeof unfitForm<`a list of ${Count} tensors`, 'one tensor'>>

/** The sentence for inputs that are not arranged as the model's, which have these names. */
export const unfitInputs = (arrangement: 'list' | 'named', names: readonly string[], got: string): string =>
  unfitForm(arrangement === 'list' ? `a list of ${names.length} tensors` : `an object of ${names.join(', ')}`, got)

/** Whether a model made for inputs of `Want` takes a tensor of shape `Got`: as many axes, and known dims the same. */
type Fits<Want, Got> = Want extends readonly [infer W, ...infer Ws]
  ? Got extends readonly [infer G, ...infer Gs]
    ? DimFits<W, G> extends true
      ? Fits<Ws, Gs>
      : false
    : IsRankWide<Got>
  : Want extends readonly []
    ? Got extends readonly [unknown, ...unknown[]]
      ? false
      : true
    : true

type DimFits<W, G> = W extends string
  ? true
  : [IsLiteral<W>, IsLiteral<G>] extends [true, true]
    ? [G] extends [W]
      ? true
      : false
    : true

/** What `Symbol` stands for in a tensor of shape S for the input I: a dim, or a union of several. */
type StandsFor<Symbol, I, S> = { [Axis in keyof I]: I[Axis] extends Symbol ? S[Axis & keyof S] : never }[keyof I &
  number]

/** What the symbols of one input stand for: of one that is several dims, or none that is known, an unknown one. */
type Bound<I, S> = { [Symbol in Extract<I[keyof I & number], string>]: One<StandsFor<Symbol, I, S>> }

/** The same of all inputs. */
type BoundInAll<I, S> = {
  [Symbol in Extract<I[keyof I & KeysOf<I>][number & keyof I[keyof I & KeysOf<I>]], string>]: One<
    { [Key in KeysOf<I>]: StandsFor<Symbol, I[Key & keyof I], S[Key & keyof S]> }[KeysOf<I>]
  >
}

type One<D> = IsSingle<D> extends true ? D : number

/** A shape with what its symbols stand for in their place. */
type Named<S, B> = {
  -readonly [K in keyof S]: S[K] extends string ? (S[K] extends keyof B ? B[S[K]] : S[K]) : S[K]
}

type Outputs<O, B> = O extends Shape ? Named<O, B> : { -readonly [K in keyof O]: Named<O[K], B> }

/** Why a tensor of shape S is not the input called `Input`, of shape I; undefined where it is. */
export type NestedSentence<Input extends string, I, S> =
  Fits<I, S> extends true ? undefined : ReturnType<typeof unfitInput<Input, FormatShape<I>, FormatShape<S>>>

/** The output shapes of a model from I to O for an input of shape S; or the sentence. */
export type NestedShape<I, O, S> = I extends Shape
  ? NestedSentence<'input', I, S> extends infer E extends string
    ? E
    : WithinSentence<'model', I, S, 'input'> extends infer E extends string
      ? E
      : Outputs<O, Bound<I, S>>
  : never

/** The same for inputs I in a list or by name, and shapes S arranged as they are; what does not fit is said elsewhere. */
export type NestedShapes<I, O, S> = Outputs<O, BoundInAll<I, S>>

/** One tensor that a model is called on, and the input that it is for. */
export interface Given {
  /** What errors call the input: 'input', 'input 1' or 'input image'; and the tensor: 'input', 'inputs[1]' or 'inputs.image'. */
  readonly input: string
  readonly name: string
  readonly expected: ShapeValue
  readonly shape: ShapeValue
}

/** Throws ShapeError where tensors do not fit a model's inputs, one by one or, in a dim that has a name, together. */
export const checkNested = (given: readonly Given[]): void => {
  for (const { input, expected, shape } of given) {
    const fits =
      shape.length === expected.length &&
      expected.every((dim, i) => typeof dim !== 'number' || shape[i] === null || shape[i] === dim)
    if (!fits) throw new ShapeError(unfitInput(input, formatShape(expected), formatShape(shape)))
  }
  checkBatches(given)
  bindSymbols('model', given)
}

/** Throws ShapeError where batches of known sizes differ. */
const checkBatches = (given: readonly Given[]): void => {
  const known = given
    .toSorted((a, b) => compareNames(a.name, b.name))
    .flatMap(({ name, expected, shape: [rows] }) =>
      expected[0] === 'batch' && typeof rows === 'number' ? [{ name, rows }] : [],
    )
  for (const { name, rows } of known) checkRows('model', known[0]?.rows ?? rows, rows, name, known[0]?.name)
}
