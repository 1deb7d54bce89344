import type { Dim, IsSingle } from './dim.js'
import type { Least } from './least.js'
import type { rowsMismatch } from './rows.js'
import type { Agree, BothSentence, BoundIn, FirstBound, SymbolsOf, twoNumbers } from './symbols.js'

/*
 * The tensors of a model with several inputs or outputs: shapes S in a tuple, or by name in a record, and those of data D in the
 * same way.
 */

/** Whether S is one shape, not several. */
export type IsOne<S> = S extends readonly Dim[] ? true : false

/** The names of several shapes; of those in a tuple their places, as strings. */
export type KeysOf<S> = S extends readonly unknown[] ? Extract<keyof S, `${number}`> : Extract<keyof S, string>

/** What errors call the tensor `Key` of the argument `Name`. */
export type PartName<Name extends string, S, Key> = S extends readonly unknown[]
  ? `${Name}[${Key & string}]`
  : `${Name}.${Key & string}`

export const unknownPart = <
  const Call extends string,
  const Name extends string,
  const Key extends string,
  const Taker extends string,
>(
  call: Call,
  name: Name,
  key: Key,
  taker: Taker,
) => `${call}: ${name} has a tensor for '${key}', which no ${taker} takes` as const

/** The sentence for a tensor that no input, or no loss, takes. */
export type UnknownPart<Call extends string, Name extends string, Key, Taker extends string> = ReturnType<
  typeof unknownPart<Call, Name, Key & string, Taker>
>

export const wrongCount = <
  const Call extends string,
  const Name extends string,
  const Got extends string,
  const Want extends string,
  const Taker extends string,
>(
  call: Call,
  name: Name,
  got: Got,
  want: Want,
  taker: Taker,
) => `${call}: ${name} is a list of ${got}; expected ${want}, a tensor for each ${taker}` as const

export const notAList = <
  const Call extends string,
  const Name extends string,
  const Want extends string,
  const Taker extends string,
  const Got extends string,
>(
  call: Call,
  name: Name,
  want: Want,
  taker: Taker,
  got: Got,
) => `${call}: ${name} must be a list of ${want}, a tensor for each ${taker}; got ${got}` as const

/**
 * The data's own type T where it is a list of as many tensors as S has shapes, or of a number that the compiler does not know,
 * and where it is no list; or the sentence.
 */
export type Counted<
  Call extends string,
  Name extends string,
  S,
  D,
  Taker extends string,
  T,
> = S extends readonly unknown[]
  ? D extends readonly unknown[]
    ? number extends D['length']
      ? D
      : D['length'] extends S['length']
        ? T
        : ReturnType<typeof wrongCount<Call, Name, `${D['length']}`, `${S['length']}`, Taker>>
    : D extends { readonly shapeType?: unknown }
      ? ReturnType<typeof notAList<Call, Name, `${S['length'] & number}`, Taker, 'one tensor'>>
      : T
  : T

/** What `Symbol` is in the tensor `Key`. */
type BoundAt<Symbol, S, D, Key> = BoundIn<Symbol, S[Key & keyof S], D[Key & keyof D]>

/** What `Symbol` is in all of them: never, a literal, or a union where they contradict each other. */
type BoundAnywhere<Symbol, S, D> = { [Key in KeysOf<S>]: BoundAt<Symbol, S, D, Key> }[KeysOf<S>]

/** The symbols of all shapes, with what they are in the data. */
export type Bindings<S, D> =
  IsOne<S> extends true
    ? { [Symbol in SymbolsOf<S>]: BoundIn<Symbol, S, D> }
    : { [Symbol in SymbolsOf<S[keyof S]>]: BoundAnywhere<Symbol, S, D> }

/** The rows of the data: a literal where all agree, else `number`. */
export type RowsOf<S, D> =
  IsOne<S> extends true
    ? D extends readonly [infer Rows extends Dim, ...unknown[]]
      ? Rows
      : number
    : OneOf<BoundAnywhere<'batch', S, D>>

type OneOf<Rows> = [Rows] extends [never] ? number : IsSingle<Rows> extends true ? Extract<Rows, number> : number

/** The symbols, 'batch' among them, that contradict each other in several tensors. */
type Contradicted<S, D> = {
  [Symbol in 'batch' | SymbolsOf<S[keyof S]>]: Agree<BoundAnywhere<Symbol, S, D>> extends true ? never : Symbol
}['batch' | SymbolsOf<S[keyof S]>]

/** undefined, or [key, sentence] of the first tensor that contradicts itself or the others. */
export type PartsFault<Call extends string, Name extends string, S, D> = [Contradicted<S, D>] extends [never]
  ? undefined
  : 'batch' extends Contradicted<S, D>
    ? SymbolFault<Call, Name, 'batch', S, D>
    : SymbolFault<Call, Name, Least<Contradicted<S, D>>, S, D>

/** The tensors in which a symbol is several numbers. */
type KeysWithin<Symbol, S, D> = {
  [Key in KeysOf<S>]: Agree<BoundAt<Symbol, S, D, Key>> extends true ? never : Key
}[KeysOf<S>]

/** The tensors in which a symbol is a number other than `But`. */
type KeysWith<Symbol, S, D, But = never> = {
  [Key in KeysOf<S>]: BoundAt<Symbol, S, D, Key> extends But ? never : Key
}[KeysOf<S>]

type SymbolFault<Call extends string, Name extends string, Symbol extends string, S, D> = [
  KeysWithin<Symbol, S, D>,
] extends [never]
  ? BetweenFault<Call, Name, Symbol, S, D, Least<KeysWith<Symbol, S, D>>>
  : Least<KeysWithin<Symbol, S, D>> extends infer Key extends KeysOf<S>
    ? readonly [Key, BothSentence<Call, Symbol, S[Key & keyof S], D[Key & keyof D], PartName<Name, S, Key>>]
    : never

type BetweenFault<Call extends string, Name extends string, Symbol extends string, S, D, First> =
  Least<KeysWith<Symbol, S, D, BoundAt<Symbol, S, D, First>>> extends infer Other
    ? readonly [
        Other,
        Between<
          Call,
          Symbol,
          PartName<Name, S, First>,
          FirstBound<Symbol, S[First & keyof S], D[First & keyof D]>,
          PartName<Name, S, Other>,
          FirstBound<Symbol, S[Other & keyof S], D[Other & keyof D]>
        >,
      ]
    : never

type Between<
  Call extends string,
  Symbol extends string,
  First extends string,
  A extends number,
  Second extends string,
  B extends number,
> = Symbol extends 'batch'
  ? ReturnType<typeof rowsMismatch<Call, First, `${A}`, Second, `${B}`>>
  : ReturnType<typeof twoNumbers<Call, Symbol, `${A}`, First, `${B}`, Second>>
