import { type IsLiteral, type IsRankWide, type Shape, ShapeError, type ShapeValue } from './dim.js'
import { type FormatShape, formatShape } from './format.js'

const unfitInput = <const Input extends string, const Want extends string, const Got extends string>(
  input: Input,
  want: Want,
  got: Got,
) => `model: expected ${input} ${want}, got ${got}` as const

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
      : G extends string
        ? false
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

/** The output shapes of a model from I to O for an input of shape S; or the sentence. */
export type NestedShape<I, O, S> = I extends Shape
  ? Fits<I, S> extends true
    ? Outputs<O, Bound<I, S>>
    : ReturnType<typeof unfitInput<'input', FormatShape<I>, FormatShape<S>>>
  : never

type Outputs<O, B> = O extends Shape ? Substituted<O, B> : { -readonly [K in keyof O]: Substituted<O[K], B> }

/** Throws ShapeError where a tensor does not fit a model's input. `input` says which: 'input', or 'input image'. */
export const checkNested = (input: string, want: ShapeValue, got: ShapeValue): void => {
  const fits =
    got.length === want.length && want.every((dim, i) => typeof dim !== 'number' || got[i] === null || got[i] === dim)
  if (!fits) throw new ShapeError(unfitInput(input, formatShape(want), formatShape(got)))
}
