/** One axis in a type: a literal (known), a string (symbolic), or wide `number` (known at run time only). */
export type Dim = number | string
export type Shape = Dim[]

/** One axis at run time; null is unknown. */
export type DimValue = number | string | null
export type ShapeValue = readonly DimValue[]

/**
 * A shape, dtype or argument that does not fit; the message is the sentence that the compiler prints for literals. As a
 * type it stands for a method that the current shape does not allow, so that calling it prints the sentence.
 */
export class ShapeError<Sentence extends string = string> extends Error {
  declare message: Sentence
  override readonly name: string = 'ShapeError'
}

/** Does some work; a ShapeError that it throws says where. */
export const naming = <T>(place: string | (() => string), work: () => T): T => {
  try {
    return work()
  } catch (error) {
    if (error instanceof ShapeError) error.message += ` (${typeof place === 'string' ? place : place()})`
    throw error
  }
}

/** A parameter's type: its own, or the sentence where the layer's result is one. Never distributes. */
export type Guard<Result, T> = [Result] extends [infer Sentence extends string] ? Sentence : T

/** The same for one of several arguments, from [argument, sentence] or undefined. */
export type GuardArgument<Fault, Argument extends string, T> = [Fault] extends [
  readonly [Argument, infer Sentence extends string],
]
  ? Sentence
  : T

/** The sentence of [argument, sentence] where it is about this argument, else undefined. */
export type SentenceAbout<Fault, Argument extends string> = Fault extends readonly [Argument, infer Sentence]
  ? Sentence
  : undefined

/**
 * undefined beside an option's own type T, for one that may have been left out where it is read from; conditional, so that T
 * is inferred from what is given.
 */
export type Left<T> = [T] extends [never] ? never : undefined

/** A method's type: its own, or what cannot be called and says why. */
export type GuardMethod<Result, T> = [Result] extends [string] ? ShapeError<Result & string> : T

/**
 * A call's result: its own, or what nothing can be called on and says why, where the argument at fault was left out (null)
 * and so cannot show the sentence.
 */
export type GuardResult<Argument, Sentence, T> = null extends Argument
  ? [Sentence] extends [infer S extends string]
    ? ShapeError<S>
    : T
  : T

/** Whether the number type T is exactly one literal: false for wide `number`, for unions and for never. */
export type IsLiteral<T> = number extends T ? false : IsSingle<T>

/** Whether T is one member, not a union. */
export type IsSingle<T, U = T> = [T] extends [never] ? false : T extends U ? ([U] extends [T] ? true : false) : never

/** T itself where it is one number literal; `number` for unions and whatever else. */
export type Known<T, Union = T> = T extends number ? ([Union] extends [T] ? T : number) : number

/** Whether the number of axes is not known to the compiler, as in `Shape`. */
export type IsRankWide<S> = S extends readonly unknown[] ? (number extends S['length'] ? true : false) : false

export const isPositiveInteger = (n: number): boolean => Number.isSafeInteger(n) && n > 0
