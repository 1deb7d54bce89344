import { type IsLiteral, type IsSingle, ShapeError, type ShapeValue } from './dim.js'
import { compareNames, type Least } from './least.js'

/*
 * What the symbols of a model, such as 'time', are in data: one number in all tensors of a call. The compiler knows those that
 * literal shapes give; wide dims and unions bind nothing, and contradict nothing.
 */

export const twoNumbers = <
  const Call extends string,
  const Name extends string,
  const A extends string,
  const First extends string,
  const B extends string,
  const Second extends string,
>(
  call: Call,
  name: Name,
  a: A,
  first: First,
  b: B,
  second: Second,
) => `${call}: '${name}' is ${a} in ${first}, but ${b} in ${second}; make the two equal` as const

export const bothNumbers = <
  const Call extends string,
  const Name extends string,
  const A extends string,
  const B extends string,
  const Where extends string,
>(
  call: Call,
  name: Name,
  a: A,
  b: B,
  where: Where,
) => `${call}: '${name}' is both ${a} and ${b} in ${where}; make the two equal` as const

type Literal<D> = [D] extends [number] ? (IsLiteral<D> extends true ? D : never) : never

/** The symbols of a shape beside the batch, which the rows are; none where it is wide. */
export type SymbolsOf<S> = S extends readonly unknown[]
  ? string extends S[number]
    ? never
    : Exclude<Extract<S[number], string>, 'batch'>
  : never

/** What `Name` is in data of shape D for the shape S: literals, a union where they contradict each other, never for none. */
export type BoundIn<Name, S, D> = S extends readonly unknown[]
  ? { [Axis in keyof S]: S[Axis] extends Name ? Literal<D[Axis & keyof D]> : never }[number]
  : never

/** The first literal that `Name` is in data of shape D, leaving out those of `But`. */
export type FirstBound<Name, S, D, But = never> = S extends readonly [infer A, ...infer As]
  ? D extends readonly [infer B, ...infer Bs]
    ? A extends Name
      ? Literal<B> extends But
        ? FirstBound<Name, As, Bs, But>
        : Literal<B> & number
      : FirstBound<Name, As, Bs, But>
    : never
  : never

/** Whether the numbers of a symbol are one, or none that is known. */
export type Agree<Numbers> = [Numbers] extends [never] ? true : IsSingle<Numbers>

/** The symbols of S that are several numbers in data of shape D. */
type Contradicted<S, D> = {
  [Name in SymbolsOf<S>]: Agree<BoundIn<Name, S, D>> extends true ? never : Name
}[SymbolsOf<S>]

/** Why one symbol is several numbers in what `Where` says. */
export type BothSentence<
  Call extends string,
  Name extends string,
  S,
  D,
  Where extends string,
  First extends number = FirstBound<Name, S, D>,
> = ReturnType<typeof bothNumbers<Call, Name, `${First}`, `${FirstBound<Name, S, D, First>}`, Where>>

/** undefined, or that a symbol of S is several numbers in data of shape D, which `Where` names. */
export type WithinSentence<Call extends string, S, D, Where extends string> = [SymbolsOf<S>] extends [never]
  ? undefined
  : [Contradicted<S, D>] extends [never]
    ? undefined
    : BothSentence<Call, Least<Contradicted<S, D>>, S, D, Where>

/** The symbols of S that are another number in data of shape D than in `Bound`, a record of them. */
type Differing<S, D, Bound> = {
  [Name in SymbolsOf<S> & keyof Bound]: [Bound[Name]] extends [never]
    ? never
    : IsSingle<Bound[Name]> extends true
      ? BoundIn<Name, S, D> extends Bound[Name]
        ? never
        : Name
      : never
}[SymbolsOf<S> & keyof Bound]

/** undefined, or that a symbol of S is another number in data of shape D, which `Where` names, than in x. */
export type BoundSentence<Call extends string, S, D, Bound, Where extends string> = [SymbolsOf<S>] extends [never]
  ? undefined
  : [Differing<S, D, Bound>] extends [never]
    ? undefined
    : Differs<Call, Least<Differing<S, D, Bound>>, S, D, Bound, Where>

type Differs<Call extends string, Name extends string, S, D, Bound, Where extends string> = Name extends keyof Bound
  ? ReturnType<
      typeof twoNumbers<Call, Name, `${Bound[Name] & number}`, 'x', `${FirstBound<Name, S, D, Bound[Name]>}`, Where>
    >
  : never

/** S with the numbers of `Bound`, a record of symbols, in the place of these; `number` for those that are not known. */
export type Substituted<S, Bound> = {
  [Axis in keyof S]: S[Axis] extends string ? (S[Axis] extends keyof Bound ? Single<Bound[S[Axis]]> : number) : S[Axis]
}

type Single<B> = [B] extends [never] ? number : IsSingle<B> extends true ? B : number

/** One tensor of a call: what errors call it, its shape in the model, and its own. */
export interface Part {
  readonly name: string
  readonly expected: ShapeValue
  readonly shape: ShapeValue
}

/** The dims of a part that stand where the model has symbols, in the order of the axes; without those that are not known. */
const boundIn = ({ expected, shape }: Part, symbol: string): readonly number[] =>
  shape.filter((dim, axis): dim is number => typeof dim === 'number' && expected[axis] === symbol)

const symbolsOf = (parts: readonly Part[]): string[] =>
  [...new Set(parts.flatMap(({ expected }) => expected))]
    .filter((dim): dim is string => typeof dim === 'string' && dim !== 'batch')
    .sort(compareNames)

/** The number that each symbol is. Throws ShapeError for one that is several. */
export const bindSymbols = (call: string, parts: readonly Part[]): ReadonlyMap<string, number> => {
  const ordered = parts.toSorted((a, b) => compareNames(a.name, b.name))
  const bindings = new Map<string, number>()
  for (const symbol of symbolsOf(parts)) {
    let first: { readonly dim: number; readonly name: string } | undefined
    for (const part of ordered) {
      const [dim, ...others] = boundIn(part, symbol)
      const other = others.find((another) => another !== dim)
      if (other !== undefined) throw new ShapeError(bothNumbers(call, symbol, `${dim}`, `${other}`, part.name))
    }
    for (const part of ordered) {
      const [dim] = boundIn(part, symbol)
      if (dim === undefined) continue
      first ??= { dim, name: part.name }
      if (dim !== first.dim)
        throw new ShapeError(twoNumbers(call, symbol, `${first.dim}`, first.name, `${dim}`, part.name))
    }
    if (first) bindings.set(symbol, first.dim)
  }
  return bindings
}

/** Throws ShapeError where a symbol is another number than in x. */
export const checkBound = (call: string, part: Part, bindings: ReadonlyMap<string, number>): void => {
  for (const symbol of symbolsOf([part])) {
    const bound = bindings.get(symbol)
    const other = bound === undefined ? undefined : boundIn(part, symbol).find((dim) => dim !== bound)
    if (other !== undefined) throw new ShapeError(twoNumbers(call, symbol, `${bound}`, 'x', `${other}`, part.name))
  }
}
