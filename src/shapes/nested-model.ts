import { type IsLiteral, type IsRankWide, type IsSingle, type Shape, ShapeError, type ShapeValue } from './dim.js'
import { type FormatShape, formatShape } from './format.js'
import type { KeysOf } from './parts.js'

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
export const unfitInputs = (arrangement: 'one' | 'list' | 'named', names: readonly string[], got: string): string => {
  if (arrangement === 'list') return unfitForm(`a list of ${names.length} tensors`, got)
  return unfitForm(arrangement === 'one' ? 'one tensor' : `an object of ${names.join(', ')}`, got)
}

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

/** What each symbol of the model's input stands for in a tensor: of one that is there twice, what it is first. */
type Bound<Want, Got, B = unknown> = Want extends readonly [infer W, ...infer Ws]
  ? Got extends readonly [infer G, ...infer Gs]
    ? W extends string
      ? Bound<Ws, Gs, W extends keyof B ? B : B & { readonly [K in W]: G }>
      : Bound<Ws, Gs, B>
    : B
  : B

/** A shape with its symbols replaced by what they stand for. */
type Substituted<S, B> = {
  -readonly [K in keyof S]: S[K] extends string ? (S[K] extends keyof B ? B[S[K]] : S[K]) : S[K]
}

/** Why a tensor of shape S is not the input called `Input`, of shape I; undefined where it is. */
export type NestedSentence<Input extends string, I, S> =
  Fits<I, S> extends true ? undefined : ReturnType<typeof unfitInput<Input, FormatShape<I>, FormatShape<S>>>

/** The output shapes of a model from I to O for an input of shape S; or the sentence. */
export type NestedShape<I, O, S> = I extends Shape
  ? NestedSentence<'input', I, S> extends infer E extends string
    ? E
    : Outputs<O, Bound<I, S>>
  : never

/** The same for inputs I in a list or by name, and shapes S arranged as they are; what does not fit is said elsewhere. */
export type NestedShapes<I, O, S> = Outputs<O, BoundInAll<I, S>>

/** What the symbols of all inputs stand for: of one that is several dims, an unknown one. */
type BoundInAll<I, S> = {
  [Symbol in Extract<I[keyof I & KeysOf<I>][number & keyof I[keyof I & KeysOf<I>]], string>]: One<
    { [Key in KeysOf<I>]: BoundTo<Symbol, I[Key & keyof I], S[Key & keyof S]> }[KeysOf<I>]
  >
}

type BoundTo<Symbol, I, S> = Symbol extends keyof Bound<I, S> ? Bound<I, S>[Symbol] : never

type One<D> = IsSingle<D> extends true ? D : number

type Outputs<O, B> = O extends Shape ? Substituted<O, B> : { -readonly [K in keyof O]: Substituted<O[K], B> }

/** Throws ShapeError where a tensor does not fit a model's input. `input` says which: 'input', or 'input image'. */
export const checkNested = (input: string, want: ShapeValue, got: ShapeValue): void => {
  const fits =
    got.length === want.length && want.every((dim, i) => typeof dim !== 'number' || got[i] === null || got[i] === dim)
  if (!fits) throw new ShapeError(unfitInput(input, formatShape(want), formatShape(got)))
}
